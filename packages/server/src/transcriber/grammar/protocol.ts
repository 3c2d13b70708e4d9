import type { Pronunciation } from './dictionary.ts';

/** What a call asks of a recogniser thread. Utterances are numbered by the thread's owner. */
export type RecognizerRequest =
  | { type: 'grammar'; grammar: number; jsgf: string; pronunciations: readonly Pronunciation[] }
  /** The thread may forget it: no utterance will begin with it again. */
  | { type: 'forget'; grammar: number }
  /** Gets ready for utterances with this grammar. */
  | { type: 'warm'; grammar: number }
  | { type: 'begin'; utterance: number; grammar: number }
  /** 16 kHz mono. */
  | { type: 'audio'; utterance: number; pcm: Int16Array<ArrayBuffer> }
  /** It may have ended: whatever is needed for its final text is done now. */
  | ({ type: 'guess'; utterance: number } & Extent)
  /** @param guessHolds it has been quiet since the last guess: nothing that counts was said after it */
  | ({ type: 'end'; utterance: number; guessHolds: boolean } & Extent)
  | { type: 'drop'; utterance: number };

/** Where the voice lies in the audio sent so far. */
export interface Extent {
  /** From the first voice to the last. */
  voicedMs: number;
  /** Silence at the end. */
  silentMs: number;
}

export type RecognizerReply =
  | { type: 'interim'; utterance: number; words: readonly string[]; confidence: number }
  | { type: 'final'; utterance: number; words: readonly string[]; confidence: number }
  | { type: 'failed'; utterance: number; message: string };

export interface RecognizerOptions {
  modelFolder: string;
  /** Utterances that get interim text at the same moment; the others get their final text alone. */
  liveDecoders: number;
}
