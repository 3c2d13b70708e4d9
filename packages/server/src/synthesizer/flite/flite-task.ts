import type { SpokenWord } from '../synthesizer.ts';
import type { FliteVoice } from './settings.ts';
import type { SpokenToken } from './spoken-text.ts';

/** What the engine asks of its threads. */
export type FliteTask =
  | { kind: 'speak'; voice: FliteVoice; tokens: readonly SpokenToken[] }
  | { kind: 'pronounce'; words: readonly string[] };

export interface Speech {
  pcm: Int16Array<ArrayBuffer>;
  /** Times from the first sample of `pcm`. */
  words: readonly SpokenWord[];
}

export type FliteAnswer = ({ kind: 'speech' } & Speech) | { kind: 'phones'; phones: readonly (readonly string[])[] };
