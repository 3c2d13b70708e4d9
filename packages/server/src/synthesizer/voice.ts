import type { Playout } from '../playout/playout.ts';
import type { QueuedWord } from '../playout/word-clock.ts';
import { spreadWords, wordAtPace } from './estimated-words.ts';
import type { SpokenWord, Synthesizer } from './synthesizer.ts';

/** What becomes of a sentence. */
export type VoiceOutcome =
  | { type: 'audio-queued'; sentenceId: number; start: number; end: number; words: readonly QueuedWord[] }
  | { type: 'sentence-queued'; sentenceId: number }
  | { type: 'sentence-failed'; sentenceId: number; engine: string; code: string; message: string };

interface Pending {
  synthesizer: Synthesizer;
  /** What is said, word by word. */
  tokens: readonly string[];
  cancel: () => void;
  isReleased: boolean;
  /** Queue position of the sentence's first sample, once known. */
  base: number | null;
  /** Sound queued so far, and where in it the last of the words placed so far ends, ms. */
  soundMs: number;
  placedMs: number;
  /** Words placed so far. */
  wordCount: number;
  held: { pcm: Int16Array; words: readonly SpokenWord[]; sampleRateHz: number }[];
  outcome: VoiceOutcome | null;
}

/** Has sentences synthesized, and keeps their sound back until they may be heard. */
export class Voice {
  #synthesizer: Synthesizer;
  #engine: string;
  readonly #playout: Playout;
  readonly #lineRateHz: number;
  readonly #report: (outcome: VoiceOutcome) => void;
  readonly #pending = new Map<number, Pending>();

  constructor(
    synthesizer: Synthesizer,
    engine: string,
    options: { playout: Playout; lineRateHz: number; report: (outcome: VoiceOutcome) => void },
  ) {
    this.#synthesizer = synthesizer;
    this.#engine = engine;
    this.#playout = options.playout;
    this.#lineRateHz = options.lineRateHz;
    this.#report = options.report;
  }

  /** Speaks with another engine from the next sentence on; sentences under way are finished by the one before. */
  replace(synthesizer: Synthesizer, engine: string): void {
    const before = this.#synthesizer;
    this.#synthesizer = synthesizer;
    this.#engine = engine;
    this.#retire(before);
  }

  synthesize(sentenceId: number, text: string): void {
    const synthesizer = this.#synthesizer;
    const { sampleRateHz } = synthesizer;
    const engine = this.#engine;
    const pending: Pending = {
      synthesizer,
      tokens: text.split(/\s+/).filter(Boolean),
      cancel: () => {},
      isReleased: false,
      base: null,
      soundMs: 0,
      placedMs: 0,
      wordCount: 0,
      held: [],
      outcome: null,
    };
    this.#pending.set(sentenceId, pending);
    pending.cancel = synthesizer.speak(text, {
      chunk: (pcm, words) => {
        // Sound that comes after the engine said that it was done is not part of the sentence.
        if (this.#pending.get(sentenceId) !== pending || pending.outcome !== null) return;
        if (pending.isReleased) this.#queue(sentenceId, pending, pcm, words, sampleRateHz);
        else pending.held.push({ pcm, words, sampleRateHz });
      },
      done: () => this.#settle(sentenceId, pending, { type: 'sentence-queued', sentenceId }),
      failed: ({ code, message }) => {
        this.#settle(sentenceId, pending, { type: 'sentence-failed', sentenceId, engine, code, message });
      },
    });
  }

  /** The sentence may be heard: what is ready is queued now, the rest as it comes. */
  release(sentenceId: number): void {
    const pending = this.#pending.get(sentenceId);
    if (pending === undefined) return;
    pending.isReleased = true;
    for (const { pcm, words, sampleRateHz } of pending.held.splice(0)) {
      this.#queue(sentenceId, pending, pcm, words, sampleRateHz);
    }
    if (pending.outcome !== null) this.#finish(sentenceId, pending, pending.outcome);
  }

  cancel(sentenceId: number): void {
    const pending = this.#pending.get(sentenceId);
    this.#pending.delete(sentenceId);
    if (pending === undefined) return;
    pending.cancel();
    this.#retire(pending.synthesizer);
  }

  close(): void {
    for (const sentenceId of [...this.#pending.keys()]) this.cancel(sentenceId);
    this.#synthesizer.close();
  }

  #settle(sentenceId: number, pending: Pending, outcome: VoiceOutcome): void {
    if (this.#pending.get(sentenceId) !== pending) return;
    // A failure is news at once; the end of a sentence is one only when its sound is in the queue.
    if (pending.isReleased || outcome.type === 'sentence-failed') this.#finish(sentenceId, pending, outcome);
    else pending.outcome = outcome;
  }

  #finish(sentenceId: number, pending: Pending, outcome: VoiceOutcome): void {
    if (outcome.type === 'sentence-queued') {
      const missing = pending.tokens.slice(pending.wordCount);
      this.#estimate(sentenceId, pending, spreadWords(missing, pending.placedMs, pending.soundMs));
    }
    this.#pending.delete(sentenceId);
    this.#retire(pending.synthesizer);
    this.#report(outcome);
  }

  /** Closes a synthesizer that was replaced, once the last of its sentences is over. */
  #retire(synthesizer: Synthesizer): void {
    if (synthesizer === this.#synthesizer) return;
    for (const pending of this.#pending.values()) if (pending.synthesizer === synthesizer) return;
    synthesizer.close();
  }

  #queue(
    sentenceId: number,
    pending: Pending,
    pcm: Int16Array,
    words: readonly SpokenWord[],
    sampleRateHz: number,
  ): void {
    const { start, end } = this.#playout.queue(pcm, sampleRateHz);
    pending.soundMs += (pcm.length * 1000) / sampleRateHz;
    if (pending.base === null) {
      pending.base = start;
      this.#playout.mark(start, { type: 'sentence-reached', sentenceId, word: null });
      if (pending.synthesizer.hasWordTimes === false) this.#estimateFrom(sentenceId, pending, start);
    }
    this.#report({ type: 'audio-queued', sentenceId, start, end, words: this.#place(sentenceId, pending, words) });
  }

  /** Places a word at a time as playout comes to it, until the engine is done and the rest can be placed better. */
  #estimateFrom(sentenceId: number, pending: Pending, position: number): void {
    this.#playout.when(position, () => {
      const next = pending.tokens[pending.wordCount];
      if (next === undefined || this.#pending.get(sentenceId) !== pending) return;
      this.#estimate(sentenceId, pending, [wordAtPace(next, pending.placedMs)]);
      this.#estimateFrom(sentenceId, pending, this.#positionOf(pending, pending.placedMs));
    });
  }

  #estimate(sentenceId: number, pending: Pending, words: readonly SpokenWord[]): void {
    if (pending.base === null || words.length === 0) return;
    const placed = this.#place(sentenceId, pending, words);
    const at = this.#positionOf(pending, pending.soundMs);
    const estimated = placed.map((word): QueuedWord => ({ ...word, isEstimated: true }));
    this.#report({ type: 'audio-queued', sentenceId, start: at, end: at, words: estimated });
  }

  #place(sentenceId: number, pending: Pending, words: readonly SpokenWord[]): QueuedWord[] {
    const placed = words.map(({ word, startMs, endMs }, index): QueuedWord => {
      const start = this.#positionOf(pending, startMs);
      this.#playout.mark(start, { type: 'sentence-reached', sentenceId, word: pending.wordCount + index });
      return { sentenceId, word, start, end: this.#positionOf(pending, endMs) };
    });
    pending.wordCount += words.length;
    pending.placedMs = words.at(-1)?.endMs ?? pending.placedMs;
    return placed;
  }

  #positionOf({ base }: Pending, ms: number): number {
    return (base ?? 0) + Math.round((ms * this.#lineRateHz) / 1000);
  }
}
