import type { Clock } from '../clock.ts';

/** When a word is spoken, in ms from the start of its sentence's audio. */
export interface SpokenWord {
  /** The word as written: one whitespace-separated token of the sentence, in order, none left out. */
  word: string;
  startMs: number;
  endMs: number;
}

/** What a synthesizer hands over for one sentence: any number of chunks, then `done` or `failed`. Nothing after a cancel. */
export interface SynthesisSink {
  /** @param words those whose times this chunk settles; over all chunks: every token of the sentence once, in order. Those missing at `done` are estimated. */
  chunk(pcm: Int16Array, words: readonly SpokenWord[]): void;
  done(): void;
  failed(failure: { code: 'ENGINE_BUSY' | 'PROVIDER_FAILED'; message: string }): void;
}

/** The port of text to speech: one call's voice. */
export interface Synthesizer {
  /** Rate of the PCM in its chunks. */
  readonly sampleRateHz: number;
  /** `false`: it never says when a word is spoken, and its words are estimated. Absent: it does. */
  readonly hasWordTimes?: false;
  /** Speaks one sentence. @returns a function that cancels it. The sink may be called before this returns. */
  speak(sentence: string, sink: SynthesisSink): () => void;
  close(): void;
}

export interface SynthesizerContext {
  clock: Clock;
  language: string | undefined;
}

/** An engine that makes synthesizers: one folder under `synthesizer/`. */
export interface SynthesizerEngine {
  readonly provider: string;
  /** Checks the user's settings. @throws VoiceError INVALID_FIELD with the field and the reason. */
  check(settings: unknown): void;
  /** Gets one thread ready for a call with these settings, at the engine's leisure: nothing waits, and a failure is told to the call that meets it. */
  warm?(settings: unknown): void;
  open(settings: unknown, context: SynthesizerContext): Synthesizer;
  close(): Promise<void>;
}
