import type {
  Transcriber,
  TranscriberContext,
  TranscriberEngine,
  TranscriberResult,
} from '../transcriber/transcriber.ts';
import type { Speech } from './caller/speech.ts';

/** A word of the caller's and when it is said, on the clock. */
export interface SaidWord {
  word: string;
  from: number;
  to: number;
  speech: Speech;
}

/** What a caller has said and is saying, in order. The caller writes it, the transcriber reads it. */
export type SaidWords = SaidWord[];

/** How often interim text is given, from the onset of speech, ms. */
const INTERIM_EVERY_MS = 200;

/** What it promises, ms: also of speech that it makes nothing of, and with faults that make it late. */
const INTERIM_WITHIN_MS = 2_000;

/** A word belongs to an utterance when most of it was said by then; detectors place an end this much too early, ms. */
const END_SLACK_MS = 80;

/** A transcriber that hears what the script's caller says, whatever the agent's settings ask for. It needs no audio. */
export function hearingOf(said: SaidWords, finalDelayMs: number): TranscriberEngine {
  // One pointer for all that are opened: a call whose settings change does not hear its words again.
  const heard = { words: 0 };
  return {
    provider: 'lab',
    sampleRateHz: 0,
    interimWithinMs: INTERIM_WITHIN_MS,
    check() {},
    open: (_settings, context) => new Hearing(said, heard, finalDelayMs, context),
    close: async () => {},
  };
}

class Hearing implements Transcriber {
  readonly #said: SaidWords;
  readonly #heard: { words: number };
  readonly #finalDelayMs: number;
  readonly #context: TranscriberContext;
  #stopInterim = () => {};
  readonly #finals = new Set<() => void>();

  constructor(said: SaidWords, heard: { words: number }, finalDelayMs: number, context: TranscriberContext) {
    this.#said = said;
    this.#heard = heard;
    this.#finalDelayMs = finalDelayMs;
    this.#context = context;
  }

  push(): void {}

  configure(): void {}

  speechStarted(utteranceId: number, spokenMs: number): void {
    this.#stopInterim();
    const onset = this.#context.clock.now() - spokenMs;
    this.#armInterim(utteranceId, onset, Math.max(1, Math.ceil(spokenMs / INTERIM_EVERY_MS)));
  }

  speechEnded(utteranceId: number, silentMs: number): void {
    this.#stopInterim();
    const { clock } = this.#context;
    const lastVoice = clock.now() - silentMs + END_SLACK_MS;
    const words = this.#said.slice(this.#heard.words).filter(({ from, to }) => (from + to) / 2 <= lastVoice);
    this.#heard.words += words.length;
    const result = finalOf(utteranceId, words);
    const cancel = clock.wakeAt(clock.now() + this.#finalDelayMs, () => {
      this.#finals.delete(cancel);
      this.#context.onResult(result);
    });
    this.#finals.add(cancel);
  }

  close(): void {
    this.#stopInterim();
    for (const cancel of this.#finals) cancel();
    this.#finals.clear();
  }

  #armInterim(utteranceId: number, onset: number, tick: number, before?: string): void {
    const { clock, onResult } = this.#context;
    this.#stopInterim = clock.wakeAt(onset + tick * INTERIM_EVERY_MS, () => {
      const begun = this.#said.slice(this.#heard.words).filter(({ from }) => from <= clock.now());
      const isRiddle = begun.some(({ speech }) => !speech.understood);
      const text = isRiddle ? '' : textOf(begun);
      this.#armInterim(utteranceId, onset, tick + 1, text);
      if (text !== before) onResult({ type: 'interim', utteranceId, text, confidence: confidenceOf(begun) });
    });
  }
}

function finalOf(utteranceId: number, words: readonly SaidWord[]): TranscriberResult {
  const speeches = [...new Set(words.map(({ speech }) => speech))];
  const slots = Object.assign({}, ...speeches.map((speech) => speech.slots ?? {}));
  const understood = speeches.every((speech) => speech.understood);
  return {
    type: 'final',
    utteranceId,
    text: understood ? textOf(words) : '',
    confidence: understood ? confidenceOf(words) : 0,
    understood,
    ...(Object.keys(slots).length > 0 && understood ? { slots } : {}),
  };
}

const textOf = (words: readonly SaidWord[]) => words.map(({ word }) => word).join(' ');

const confidenceOf = (words: readonly SaidWord[]) =>
  words.length === 0 ? 0 : Math.min(...words.map(({ speech }) => speech.confidence));
