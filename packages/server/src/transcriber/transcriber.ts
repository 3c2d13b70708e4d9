import type { Clock } from '../clock.ts';

/** What a transcriber heard in one utterance. Answers carry the utterance's id; the call drops those whose time has passed. */
export type TranscriberResult =
  | { type: 'interim'; utteranceId: number; text: string; confidence: number }
  | {
      type: 'final';
      utteranceId: number;
      /** Empty when nothing was said, or when it was not understood. */
      text: string;
      /** 0…1 */
      confidence: number;
      /** False: there was speech, but it fits nothing that the recogniser was told to expect. */
      understood: boolean;
      language?: string;
      /** Named parts of what was said, where the engine knows them. */
      slots?: Record<string, string>;
      /**
       * The engine follows turns, and this one ends here: with this text, or, where it is empty, with those before. May come
       * before `speechEnded`; words that follow within the utterance are another final.
       */
      endsTurn?: { probability: number };
    }
  /** The engine follows turns: this one is probably over. `text` is what its final will say of the utterance, as far as is known. */
  | { type: 'eager-end'; utteranceId: number; text: string; confidence: number; probability: number }
  /** The engine takes its `eager-end` back: the person went on. */
  | { type: 'resumed'; utteranceId: number }
  | { type: 'failed'; utteranceId?: number; code: 'ENGINE_BUSY' | 'PROVIDER_FAILED'; message: string };

/**
 * The port of speech to text: one call's ear.
 * The call pushes all inbound audio and says where the speech detector heard speech begin and end; each stretch is one utterance.
 * An engine that needs a run-up keeps its own from `push`.
 */
export interface Transcriber {
  /** @param pcm mono, `sampleRateHz` of the engine, only valid during the call: copy what you keep. */
  push(pcm: Int16Array): void;
  /** @param spokenMs how much of the utterance has already been pushed (the detector decides a little after the onset). */
  speechStarted(utteranceId: number, spokenMs: number): void;
  /** A final result must follow. @param silentMs how much silence after the last voice has already been pushed. */
  speechEnded(utteranceId: number, silentMs: number): void;
  /** New settings of the same engine, from the next utterance on. */
  configure(settings: unknown): void;
  close(): void;
}

export interface TranscriberContext {
  clock: Clock;
  language: string | undefined;
  onResult(result: TranscriberResult): void;
}

/** An engine that makes transcribers: one folder under `transcriber/`. */
export interface TranscriberEngine {
  readonly provider: string;
  /** Rate of the audio it wants, 0 when it needs none. One rate for all, so that engines can be swapped within a call. */
  readonly sampleRateHz: 0 | 16000;
  /**
   * Speech this long brings interim text at the latest, be it empty, ms. Absent: none is promised, and that the engine is deaf is
   * known only when no final text comes.
   */
  readonly interimWithinMs?: number;
  /** It replaces what hangs by itself, and is slow rather than deaf: opened anew it would only have more to do. */
  readonly recoversItself?: boolean;
  /** Checks the user's settings. @throws VoiceError INVALID_FIELD with the field and the reason. */
  check(settings: unknown): void;
  /** Whether, with these settings, it follows turns and marks their ends. Absent: never. Its call then waits for its marks. */
  endsTurns?(settings: unknown): boolean;
  /** Gets one thread ready for a call with these settings, at the engine's leisure: nothing waits, and a failure is told to the call that meets it. */
  warm?(settings: unknown): void;
  open(settings: unknown, context: TranscriberContext): Transcriber;
  /** Ends workers and sockets that the engine shares between calls. */
  close(): Promise<void>;
}
