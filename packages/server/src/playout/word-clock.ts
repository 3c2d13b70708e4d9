import { FRAME_MS } from './frame.ts';

/** A word of a message and the stretch of the outbound queue that holds its sound, in samples. */
export interface QueuedWord {
  sentenceId: number;
  word: string;
  start: number;
  end: number;
  /** Where it stands is an estimate: its engine does not say. */
  isEstimated?: true;
}

/** What of a message was heard when playout stood at one sample. */
export interface Heard {
  /** Words whose last sample was played. */
  words: string[];
  /** Sound of the message that was played, pauses included, ms. */
  playedMs: number;
}

/**
 * What was heard is arithmetic: a word counts when all its samples were played out, never before.
 *
 * @param start queue position of the message's first sample
 * @param end queue position after its last sample so far
 * @param played queue position that playout has reached
 */
export function heardUntil(
  words: readonly QueuedWord[],
  start: number,
  end: number,
  played: number,
  sampleRateHz: number,
): Heard {
  const heard: string[] = [];
  for (const word of words) {
    if (word.end > played) break;
    heard.push(word.word);
  }
  const samples = Math.max(0, Math.min(played, end) - start);
  return { words: heard, playedMs: Math.round((samples * 1000) / sampleRateHz) };
}

/**
 * The end of the word that is being said when playout stands at `played`.
 *
 * @returns its queue position, and how long until playout has passed it, ms; null between words
 */
export function endOfWord(
  words: readonly QueuedWord[],
  played: number,
  sampleRateHz: number,
): { position: number; inMs: number } | null {
  const word = words.find(({ start, end }) => start < played && played < end);
  if (word === undefined) return null;
  const frames = Math.ceil(((word.end - played) * 1000) / sampleRateHz / FRAME_MS);
  // One ms more: the frame that ends the word is counted as played before anybody asks what was.
  return { position: word.end, inMs: frames * FRAME_MS + 1 };
}
