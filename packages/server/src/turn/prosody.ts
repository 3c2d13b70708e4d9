/** How a voice moved in its last 800 ms, from the audio core. */
export interface Prosody {
  /** Semitones a second; 0: too little pitch to tell. */
  pitchSlope: number;
  /** dB a second; 0: too little voice to tell. */
  energySlope: number;
}

/** Pitch that falls at least this fast is let go, pitch within the plateau is held, and a steep rise says nothing; semitones a second. */
const FALL = -6;
const PLATEAU = 2;
const STEEP = 8;
/** Loudness that falls this fast fades out, and that stays is held, dB a second. */
const FADE = -20;
const HELD = 2;

/** What each is worth, log odds: a nudge beside words, which are worth up to 4.6. */
const PITCH = 0.5;
const ENERGY = 0.3;

/**
 * What the end of the voice says, −0.8 to 0.8 log odds. At the end of turns pitch and loudness fall; where people hold the floor
 * they stay level. A steep rise is no vote: it ends questions as well as items of a list.
 * Source: Gravano and Hirschberg, Turn-taking cues in task-oriented dialogue, 2011. The bounds are ours and not trained: there
 * are too few recordings; `pnpm bench end-of-turn` shows them.
 */
export function voiceEvidence({ pitchSlope, energySlope }: Prosody): number {
  return PITCH * pitchFall(pitchSlope) + ENERGY * (energySlope === 0 ? 0 : between(energySlope, HELD, FADE));
}

function pitchFall(slope: number): number {
  if (slope === 0) return 0;
  if (slope > PLATEAU) return -Math.max(0, (STEEP - slope) / (STEEP - PLATEAU));
  return between(slope, PLATEAU, FALL);
}

/** −1 at `from` and beyond, 1 at `to` and beyond, a straight line in between. */
function between(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(-1, (2 * (value - from)) / (to - from) - 1));
}
