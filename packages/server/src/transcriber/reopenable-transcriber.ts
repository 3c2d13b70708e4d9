import { RunUp } from './run-up.ts';
import type { Transcriber, TranscriberResult } from './transcriber.ts';

const SAMPLES_PER_MS = 16;
/** Sound from before an utterance that is kept for its sake: what detectors are late by, and the run-up of the recognisers. */
const RUN_UP_SAMPLES = 600 * SAMPLES_PER_MS;
/** Most sound that is kept of one utterance: 480 KB. Of a longer one the last is heard again. */
const MOST_SAMPLES = 15_000 * SAMPLES_PER_MS;

/** Makes a transcriber that tells its results to what it is given. */
export type OpenTranscriber = (onResult: (result: TranscriberResult) => void) => Transcriber;

/**
 * A transcriber that can be replaced in the middle of a call. What was told of an utterance is kept until the first sign that
 * it was heard; whoever takes the place is told the same, in the same order.
 */
export class ReopenableTranscriber implements Transcriber {
  readonly #onResult: (result: TranscriberResult) => void;
  readonly #runUp = new RunUp(RUN_UP_SAMPLES);
  #inner: Transcriber;
  #generation = 0;
  /** The utterance that nothing was heard of yet. */
  #unanswered: number | undefined;
  /** What was told of it, sound and words, in order. */
  #told: (Int16Array | ((to: Transcriber) => void))[] = [];
  #toldSamples = 0;

  constructor(open: OpenTranscriber, onResult: (result: TranscriberResult) => void) {
    this.#onResult = onResult;
    this.#inner = this.#open(open);
  }

  push(pcm: Int16Array): void {
    this.#runUp.push(pcm);
    if (this.#unanswered !== undefined) this.#keep(pcm.slice());
    this.#inner.push(pcm);
  }

  speechStarted(utteranceId: number, spokenMs: number): void {
    this.#forget();
    this.#unanswered = utteranceId;
    this.#keep(this.#runUp.last(RUN_UP_SAMPLES));
    this.#tell((to) => to.speechStarted(utteranceId, spokenMs));
  }

  speechEnded(utteranceId: number, silentMs: number): void {
    this.#tell((to) => to.speechEnded(utteranceId, silentMs));
  }

  configure(settings: unknown): void {
    this.#inner.configure(settings);
  }

  /** Puts another in this one's place, which hears again what this one has given no sign of. */
  reopen(open: OpenTranscriber): void {
    const before = this.#inner;
    this.#inner = this.#open(open);
    before.close();
    for (const told of [...this.#told]) {
      if (typeof told === 'function') told(this.#inner);
      else this.#inner.push(told);
    }
  }

  close(): void {
    this.#generation += 1;
    this.#forget();
    this.#inner.close();
  }

  #open(open: OpenTranscriber): Transcriber {
    this.#generation += 1;
    const generation = this.#generation;
    return open((result) => {
      // One that was replaced answers too late, whatever it says.
      if (generation !== this.#generation) return;
      if (result.utteranceId === this.#unanswered) this.#forget();
      this.#onResult(result);
    });
  }

  #tell(words: (to: Transcriber) => void): void {
    if (this.#unanswered !== undefined) this.#told.push(words);
    words(this.#inner);
  }

  #keep(pcm: Int16Array): void {
    this.#told.push(pcm);
    this.#toldSamples += pcm.length;
    while (this.#toldSamples > MOST_SAMPLES) {
      const [dropped] = this.#told.splice(
        this.#told.findIndex((told) => typeof told !== 'function'),
        1,
      );
      this.#toldSamples -= typeof dropped === 'function' ? 0 : (dropped?.length ?? 0);
    }
  }

  #forget(): void {
    this.#unanswered = undefined;
    this.#told = [];
    this.#toldSamples = 0;
  }
}
