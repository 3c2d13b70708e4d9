'use client';

import type { CallView } from '@antiphon/events';
import { useEffect, useRef } from 'react';

/** Where the scale begins, dB under full scale. */
const QUIET_DB = -60;

/**
 * How loud both sides are, when the agent has asked for levels (`analysis.send_audio_metrics`). They come ten times a
 * second: drawn as they are read, past React.
 */
export function LevelMeter({ levels }: { levels(): CallView['levels'] }) {
  const user = useRef<HTMLElement>(null);
  const bot = useRef<HTMLElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      const now = levels();
      show(user.current, now.user?.energyDb);
      show(bot.current, now.bot?.energyDb);
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [levels]);
  return (
    <span className="meters" aria-hidden="true">
      <span className="meter" data-who="user" title="How loud the caller is">
        <i ref={user} />
      </span>
      <span className="meter" data-who="bot" title="How loud the agent is">
        <i ref={bot} />
      </span>
    </span>
  );
}

function show(bar: HTMLElement | null, energyDb = QUIET_DB): void {
  if (bar) bar.style.transform = `scaleX(${Math.min(1, Math.max(0, 1 - energyDb / QUIET_DB))})`;
}
