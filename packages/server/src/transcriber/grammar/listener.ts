import { RunUp } from '../run-up.ts';
import type { Transcriber, TranscriberContext, TranscriberResult } from '../transcriber.ts';
import type { Grammar } from './compile.ts';
import type { PreparedGrammar } from './prepare.ts';
import { QuietWatch } from './quiet-watch.ts';
import type { RecognizerThread, UtteranceListener } from './recognizer-thread.ts';

const SAMPLES_PER_MS = 16;
/** Audio from before the detected onset: the first sound of a word is often too soft to be detected. */
const RUN_UP_MS = 300;
/** How much of the silence after an utterance may become the run-up of the next: the rest held its last sound. */
const AFTER_SOUND_MS = 60;
/** Audio goes to the thread in parts of 100 ms. */
const PART_SAMPLES = 100 * SAMPLES_PER_MS;
/** After this much quiet the utterance is heard as a whole, in the hope that it has ended: a pause within a word is shorter. */
const GUESS_AFTER_SAMPLES = 100 * SAMPLES_PER_MS;
/** A thread with more utterances than this has no time for guesses. */
const GUESS_WHILE_OPEN = 4;
/** Less sure than this is not understood. */
const UNDERSTOOD_FROM = 0.5;

/** What a listener asks of its engine. */
export interface ListenerSource {
  /** @throws VoiceError INVALID_FIELD at once; rejects when a word cannot be pronounced. */
  grammarOf(settings: unknown): Promise<PreparedGrammar>;
  /** @returns undefined when every recogniser is taken */
  freeThread(): RecognizerThread | undefined;
}

interface OpenUtterance {
  id: number;
  thread: RecognizerThread;
  /** Samples since its first voice. */
  samples: number;
  /** Whether it was guessed to have ended, and has been quiet since. */
  isGuessed: boolean;
  /** Samples that guesses have cost so far. */
  guessedSamples: number;
  /** Its number in the thread, once the grammar is ready. Everything about it goes through here and so stays in order. */
  begun: Promise<number>;
}

/** One call's ear: keeps the run-up, and hands each utterance to a recogniser thread. */
export class GrammarListener implements Transcriber {
  readonly #source: ListenerSource;
  readonly #context: TranscriberContext;
  #grammar: Promise<PreparedGrammar>;
  readonly #runUp = new RunUp(2000 * SAMPLES_PER_MS);
  #part = new Int16Array(PART_SAMPLES);
  #partLength = 0;
  readonly #quiet = new QuietWatch();
  #utterance: OpenUtterance | undefined;
  #isClosed = false;

  constructor(settings: unknown, source: ListenerSource, context: TranscriberContext) {
    this.#source = source;
    this.#context = context;
    this.#grammar = source.grammarOf(settings);
  }

  push(pcm: Int16Array): void {
    this.#runUp.push(pcm);
    const utterance = this.#utterance;
    if (!utterance) return;
    utterance.samples += pcm.length;
    for (let at = 0; at < pcm.length; ) {
      const fits = pcm.subarray(at, at + PART_SAMPLES - this.#partLength);
      this.#part.set(fits, this.#partLength);
      this.#partLength += fits.length;
      at += fits.length;
      if (this.#partLength === PART_SAMPLES) this.#sendPart(utterance);
    }
    this.#quiet.hear(pcm);
    this.#guess(utterance);
  }

  speechStarted(utteranceId: number, spokenMs: number): void {
    this.#drop();
    const thread = this.#source.freeThread();
    if (!thread) {
      const message = 'Every recogniser is taken by other callers. Allow more, or try again in a moment.';
      return this.#tell({ type: 'failed', utteranceId, code: 'ENGINE_BUSY', message });
    }
    const begun = this.#grammar.then((prepared) => thread.begin(prepared, this.#listen(utteranceId, prepared.grammar)));
    begun.catch((error: unknown) => this.#fail(utteranceId, error));
    const samples = spokenMs * SAMPLES_PER_MS;
    this.#utterance = { id: utteranceId, thread, samples, isGuessed: false, guessedSamples: 0, begun };
    const heard = this.#runUp.last((spokenMs + RUN_UP_MS) * SAMPLES_PER_MS);
    this.#quiet.begin(heard);
    this.#send(this.#utterance, (number) => thread.hear(number, heard));
  }

  speechEnded(_utteranceId: number, silentMs: number): void {
    const utterance = this.#utterance;
    this.#runUp.keepOnly((silentMs - AFTER_SOUND_MS) * SAMPLES_PER_MS);
    if (!utterance) return;
    if (this.#partLength > 0) this.#sendPart(utterance);
    const extent = { voicedMs: utterance.samples / SAMPLES_PER_MS - silentMs, silentMs };
    const { isGuessed } = utterance;
    this.#send(utterance, (number) => utterance.thread.end(number, extent, isGuessed));
    this.#utterance = undefined;
  }

  configure(settings: unknown): void {
    this.#grammar = this.#source.grammarOf(settings);
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #guess(utterance: OpenUtterance): void {
    const { quietSamples } = this.#quiet;
    if (quietSamples === 0) utterance.isGuessed = false;
    if (utterance.isGuessed || quietSamples < GUESS_AFTER_SAMPLES || utterance.thread.open > GUESS_WHILE_OPEN) return;
    // Whoever pauses often is heard again at twice the cost at most.
    if (utterance.guessedSamples > utterance.samples) return;
    utterance.isGuessed = true;
    utterance.guessedSamples += utterance.samples;
    if (this.#partLength > 0) this.#sendPart(utterance);
    const silentMs = quietSamples / SAMPLES_PER_MS;
    const extent = { voicedMs: Math.max(0, utterance.samples / SAMPLES_PER_MS - silentMs), silentMs };
    this.#send(utterance, (number) => utterance.thread.guess(number, extent));
  }

  #sendPart(utterance: OpenUtterance): void {
    const part = this.#part.slice(0, this.#partLength);
    this.#partLength = 0;
    this.#send(utterance, (number) => utterance.thread.hear(number, part));
  }

  #send(utterance: OpenUtterance, act: (number: number) => void): void {
    // A failed beginning has been told already.
    utterance.begun.then(act, () => {});
  }

  #drop(): void {
    const utterance = this.#utterance;
    this.#utterance = undefined;
    this.#partLength = 0;
    if (utterance) this.#send(utterance, (number) => utterance.thread.drop(number));
  }

  #listen(utteranceId: number, grammar: Grammar): UtteranceListener {
    return {
      interim: (words, confidence) => {
        const { text } = grammar.read(words);
        if (text !== '') this.#tell({ type: 'interim', utteranceId, text, confidence });
      },
      final: (words, confidence) => this.#tell(this.#final(utteranceId, grammar, words, confidence)),
      failed: (message) => this.#fail(utteranceId, new Error(message)),
    };
  }

  #final(utteranceId: number, grammar: Grammar, words: readonly string[], confidence: number): TranscriberResult {
    if (confidence < UNDERSTOOD_FROM) return { type: 'final', utteranceId, text: '', confidence, understood: false };
    const { text, slots } = grammar.read(words);
    const result = { type: 'final', utteranceId, text, confidence, understood: true, language: 'en' } as const;
    return Object.keys(slots).length > 0 ? { ...result, slots } : result;
  }

  #fail(utteranceId: number, error: unknown): void {
    if (this.#utterance?.id === utteranceId) this.#utterance = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    this.#tell({
      type: 'failed',
      utteranceId,
      code: 'PROVIDER_FAILED',
      message: `The grammar recogniser failed: ${reason}.`,
    });
  }

  #tell(result: TranscriberResult): void {
    if (!this.#isClosed) this.#context.onResult(result);
  }
}
