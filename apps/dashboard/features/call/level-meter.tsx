import type { CallView } from '@antiphon/events';

/** Where the scale begins, dB under full scale. */
const QUIET_DB = -60;

/** How loud both sides are, when the agent has asked for levels (`analysis.send_audio_metrics`). */
export function LevelMeter({ levels }: { levels: CallView['levels'] }) {
  if (!levels.user && !levels.bot) return null;
  return (
    <span className="meters">
      <Meter side="user" label="Caller" energyDb={levels.user?.energyDb} />
      <Meter side="bot" label="Agent" energyDb={levels.bot?.energyDb} />
    </span>
  );
}

function Meter({ side, label, energyDb = QUIET_DB }: { side: string; label: string; energyDb: number | undefined }) {
  const share = Math.min(1, Math.max(0, 1 - energyDb / QUIET_DB));
  return (
    <span className="meter" data-who={side} title={`${label}: ${Math.round(energyDb)} dB`}>
      <i style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}
