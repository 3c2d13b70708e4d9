/** How a voice moved in its last 800 ms, from the audio core. */
export interface Prosody {
  /** Semitones a second; 0: too little pitch to tell. */
  pitchSlope: number;
  /** dB a second; 0: too little voice to tell. */
  energySlope: number;
}

/** Pitch that falls at least this fast is let go, and pitch that stays within the plateau is held, semitones a second. */
const FALL = -6;
const PLATEAU = 2;
/** Loudness that falls this fast fades out, and that stays is held, dB a second. */
const FADE = -20;
const HELD = -4;

/** What each is worth, log odds: a nudge beside words, which are worth up to 4.6. */
const PITCH = 0.5;
const ENERGY = 0.3;

/**
 * What the end of the voice says, −0.8 to 0.8 log odds. At the end of turns pitch and loudness fall; where people hold the floor
 * they stay level. A steep rise is no vote: it ends questions as well as items of a list.
 * Source: Gravano and Hirschberg, Turn-taking cues in task-oriented dialogue, 2011.
 */
export function voiceEvidence({ pitchSlope, energySlope }: Prosody): number {
  const pitch = pitchSlope === 0 || pitchSlope > PLATEAU ? 0 : PITCH * between(pitchSlope, 0, FALL);
  const energy = energySlope === 0 ? 0 : ENERGY * between(energySlope, HELD, FADE);
  return pitch + energy;
}

/** −1 at `from` and beyond, 1 at `to` and beyond, a straight line in between. */
function between(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(-1, (2 * (value - from)) / (to - from) - 1));
}
