import type { CallerMove } from './steps.ts';

/** Something that a caller says, made ready: how long it takes, and its sound where the line carries one. */
export interface Speech {
  words: readonly SpeechWord[];
  ms: number;
  /** 8 kHz mono. */
  pcm?: Int16Array;
  understood: boolean;
  confidence: number;
  slots: Record<string, string> | undefined;
}

/** Ms from the speech's first sample. */
export interface SpeechWord {
  word: string;
  from: number;
  to: number;
}

/** What people take for a word, ms. */
const MS_PER_WORD = 300;
/** Nothing that is said is shorter, ms. */
const SHORTEST_MS = 80;

/** @param sound what is heard of it; absent when speech is only told, not heard */
export function speechOf(
  move: Extract<CallerMove, { do: 'speak' }>,
  sound?: { pcm: Int16Array; words?: readonly SpeechWord[] },
): Speech {
  const { ms: wanted, understood = true, confidence = 1, slots } = move.manner;
  const words = move.text.split(/\s+/).filter((word) => word !== '');
  const ms = sound ? sound.pcm.length / 8 : (wanted ?? Math.max(SHORTEST_MS, words.length * MS_PER_WORD));
  const share = ms / Math.max(1, words.length);
  const even = words.map((word, index) => ({ word, from: index * share, to: (index + 1) * share }));
  return {
    words: sound?.words ?? even,
    ms,
    ...(sound && { pcm: sound.pcm }),
    understood,
    confidence,
    slots,
  };
}
