/** A stretch of an utterance as a decoder cut it. */
export interface Segment {
  /** A word, a phone, or silence and noise in `<…>` or `[…]`. */
  name: string;
  /** Frames of 10 ms. */
  startFrame: number;
  frames: number;
  /** Acoustic score in the decoder's units: 0 is a perfect fit, less is worse. */
  score: number;
}

/** What the decoder made of an utterance. */
export interface Hearing {
  words: readonly string[];
  /** Score per frame of the words: how well the sounds fit them. */
  fit: number;
  /** How much better (or, below zero, worse) the words fit than free sounds do, per frame; undefined when it was not asked for. */
  margin: number | undefined;
}

/** Words that fit this well are believed without comparing; out-of-grammar speech stayed below −29. Measured: see README. */
export const CLEAR_FIT = -24;
/** Words that fit this badly are not believed whatever the comparison says. */
export const HOPELESS_FIT = -62;

const isSpeech = (segment: Segment) => !/^[<[(]/.test(segment.name);
/** `the(2)` is a way to say `the`. */
const wordOf = (segment: Segment) => segment.name.replace(/\(\d+\)$/, '');

/** @param sounds the same audio heard as free sounds, if it was */
export function weigh(words: readonly Segment[], sounds?: readonly Segment[]): Hearing {
  const spoken = words.filter(isSpeech);
  const frames = spoken.reduce((sum, segment) => sum + segment.frames, 0);
  const score = spoken.reduce((sum, segment) => sum + segment.score, 0);
  const free = sounds && spoken.reduce((sum, segment) => sum + scoreWithin(sounds, segment), 0);
  return {
    words: spoken.map(wordOf),
    fit: frames === 0 ? HOPELESS_FIT : score / frames,
    margin: free === undefined || frames === 0 ? undefined : (score - free) / frames,
  };
}

/** The score of the sounds during one word, each sound spread evenly over its frames. */
function scoreWithin(sounds: readonly Segment[], word: Segment): number {
  const end = word.startFrame + word.frames;
  let score = 0;
  for (const sound of sounds) {
    const shared = Math.min(end, sound.startFrame + sound.frames) - Math.max(word.startFrame, sound.startFrame);
    if (shared > 0) score += (sound.score * shared) / sound.frames;
  }
  return score;
}

/** Below this margin, words are taken for a forced match. Measured: see README. */
const WORST_MARGIN = -13;
const BEST_MARGIN = 0;

/** @returns how sure it is that the words were said, 0…1; at least 0.5 means understood. */
export function confidenceOf({ words, fit, margin }: Hearing): number {
  if (words.length === 0 || fit <= HOPELESS_FIT) return 0;
  if (fit >= CLEAR_FIT) return 1;
  if (margin === undefined) return 0;
  // Half way between clearly a guess and clearly said lies the line between the two.
  const slope = 0.5 / (BEST_MARGIN - WORST_MARGIN);
  return Math.min(1, Math.max(0, 0.5 + (margin - WORST_MARGIN) * slope));
}
