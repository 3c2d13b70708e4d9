import type { Pronunciation } from './dictionary.ts';

/** What a call asks of a recogniser thread. Utterances are numbered by the thread's owner. */
export type RecognizerRequest =
  | { type: 'grammar'; grammar: number; jsgf: string; pronunciations: readonly Pronunciation[] }
  | { type: 'begin'; utterance: number; grammar: number }
  /** 16 kHz mono. */
  | { type: 'audio'; utterance: number; pcm: Int16Array<ArrayBuffer> }
  /** @param voicedMs from the first voice to the last. @param silentMs silence at the end of the audio sent. */
  | { type: 'end'; utterance: number; voicedMs: number; silentMs: number }
  | { type: 'drop'; utterance: number };

export type RecognizerReply =
  | { type: 'interim'; utterance: number; words: readonly string[]; confidence: number }
  | { type: 'final'; utterance: number; words: readonly string[]; confidence: number }
  | { type: 'failed'; utterance: number; message: string };

export interface RecognizerOptions {
  modelFolder: string;
  /** Utterances that get interim text at the same moment; the others get their final text alone. */
  liveDecoders: number;
}
