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
  /** Frames of 10 ms that the words take. */
  frames: number;
  /** Score per frame of the words: how well the sounds fit them. */
  fit: number;
  /** How much better (or, below zero, worse) the words fit than free sounds do, per frame; undefined when it was not asked for. */
  margin: number | undefined;
  /** Which part of the speech the words cover, 0…1. */
  cover: number;
}

/** Frames within which the detector heard speech. */
export interface Voiced {
  startFrame: number;
  endFrame: number;
}

/** Words that fit this well are believed without comparing; out-of-grammar speech stayed below −29. Measured: see README. */
export const CLEAR_FIT = -24;
/** Words that fit this badly are not believed whatever the comparison says. */
export const HOPELESS_FIT = -62;

const isSpeech = (segment: Segment) => !/^[<[(]/.test(segment.name);
/** `the(2)` is a way to say `the`. */
const wordOf = (segment: Segment) => segment.name.replace(/\(\d+\)$/, '');

/** @param sounds the same audio heard as free sounds, if it was */
export function weigh(words: readonly Segment[], voiced: Voiced, sounds?: readonly Segment[]): Hearing {
  const spoken = words.filter(isSpeech);
  const frames = spoken.reduce((sum, segment) => sum + segment.frames, 0);
  const score = spoken.reduce((sum, segment) => sum + segment.score, 0);
  const free = sounds && spoken.reduce((sum, segment) => sum + scoreWithin(sounds, segment), 0);
  return {
    words: spoken.map(wordOf),
    frames,
    fit: frames === 0 ? HOPELESS_FIT : score / frames,
    margin: free === undefined || frames === 0 ? undefined : (score - free) / frames,
    cover: coverOf(spoken, voiced, sounds),
  };
}

/** Pauses between words are no speech; without free sounds, they cannot be told from it. */
function coverOf(spoken: readonly Segment[], voiced: Voiced, sounds: readonly Segment[] | undefined): number {
  const speech = sounds?.filter(isSpeech) ?? [
    { startFrame: voiced.startFrame, frames: voiced.endFrame - voiced.startFrame },
  ];
  let frames = 0;
  let covered = 0;
  for (const sound of speech) {
    const start = Math.max(sound.startFrame, voiced.startFrame);
    const end = Math.min(sound.startFrame + sound.frames, voiced.endFrame);
    frames += Math.max(0, end - start);
    for (const word of spoken)
      covered += Math.max(0, Math.min(end, word.startFrame + word.frames) - Math.max(start, word.startFrame));
  }
  return frames === 0 ? 1 : Math.min(1, covered / frames);
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

/** At least this part of the speech must be words: the rest was passed over as noise. */
const LEAST_COVER = 0.6;
/** Words that cover this much, and fit clearly, are believed without comparing. */
export const CLEAR_COVER = 0.8;
/** How much a margin above the line adds to the confidence. */
const CONFIDENCE_PER_MARGIN = 0.04;

/** The margin below which words are a forced match. Many words leave no doubt; one short word alone fits badly even when it was said. Measured: see README. */
function worstMargin(words: number, frames: number): number {
  if (words === 1) return -29;
  const shortness = Math.min(1, Math.max(0, (120 - frames) / 60));
  return -12 - 6 * shortness;
}

/** @returns how sure it is that the words were said, 0…1; at least 0.5 means understood. */
export function confidenceOf({ words, frames, fit, margin, cover }: Hearing): number {
  if (words.length === 0 || fit <= HOPELESS_FIT || cover < LEAST_COVER) return 0;
  if (fit >= CLEAR_FIT) return 1;
  if (margin === undefined) return 0;
  return Math.min(1, Math.max(0, 0.5 + (margin - worstMargin(words.length, frames)) * CONFIDENCE_PER_MARGIN));
}
