import { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../../clock.ts';
import { Recent } from '../../engines/recent.ts';
import { workerFile } from '../../worker-file.ts';
import type { PreparedGrammar } from './prepare.ts';
import type { Extent, RecognizerOptions, RecognizerReply, RecognizerRequest } from './protocol.ts';

/** Told what becomes of one utterance: any number of interims, then one final or failure. */
export interface UtteranceListener {
  interim(words: readonly string[], confidence: number): void;
  final(words: readonly string[], confidence: number): void;
  failed(message: string): void;
}

/** Grammars that a thread keeps at hand. Each is some ten KB there; an agent of many turns has a handful. */
const KEPT_GRAMMARS = 64;

/** A thread that owes an utterance its text for longer than this hangs, ms: a busy one needs a second, one that starts two. */
const LONGEST_ANSWER_MS = 10_000;

/** One recogniser thread, from outside. Started at its first utterance, and again after it died or hung. */
export class RecognizerThread {
  readonly #startWorker: () => Worker;
  readonly #clock: Clock;
  #worker: Worker | undefined;
  readonly #listeners = new Map<number, UtteranceListener>();
  /** Grammars that the running thread has been given. */
  readonly #given = new Recent<PreparedGrammar, number>(KEPT_GRAMMARS, (grammar) =>
    this.#send({ type: 'forget', grammar }),
  );
  #nextNumber = 1;
  /** Utterances that have ended and await their text → calls off the end of the thread's time. */
  readonly #owed = new Map<number, () => void>();

  constructor(
    options: RecognizerOptions,
    startWorker = () => new Worker(workerFile(import.meta.url, 'recognizer-worker'), { workerData: options }),
    clock = systemClock,
  ) {
    this.#clock = clock;
    this.#startWorker = startWorker;
  }

  /** Utterances begun and not answered. */
  get open(): number {
    return this.#listeners.size;
  }

  get isStarted(): boolean {
    return this.#worker !== undefined;
  }

  /** @returns the utterance's number in this thread */
  begin(grammar: PreparedGrammar, listener: UtteranceListener): number {
    // First: a thread that cannot start must not count an utterance that nobody hears.
    this.#worker ??= this.#start();
    this.#worker.ref();
    const utterance = this.#nextNumber++;
    this.#listeners.set(utterance, listener);
    this.#send({ type: 'begin', utterance, grammar: this.#give(grammar) });
    return utterance;
  }

  hear(utterance: number, pcm: Int16Array<ArrayBuffer>): void {
    if (this.#listeners.has(utterance)) this.#send({ type: 'audio', utterance, pcm }, [pcm.buffer]);
  }

  /** It may have ended: the final text is prepared, in case it has. */
  guess(utterance: number, extent: Extent): void {
    if (this.#listeners.has(utterance)) this.#send({ type: 'guess', utterance, ...extent });
  }

  /** @param guessHolds nothing that counts was said after the last guess */
  end(utterance: number, extent: Extent, guessHolds: boolean): void {
    if (!this.#listeners.has(utterance)) return;
    this.#send({ type: 'end', utterance, ...extent, guessHolds });
    const worker = this.#worker;
    const overdue = () => {
      this.#lose(worker, `it took longer than ${LONGEST_ANSWER_MS / 1000} s`);
      void worker?.terminate();
    };
    this.#owed.set(utterance, this.#clock.wakeAt(this.#clock.now() + LONGEST_ANSWER_MS, overdue));
  }

  drop(utterance: number): void {
    if (!this.#listeners.has(utterance)) return;
    this.#send({ type: 'drop', utterance });
    this.#answered(utterance);
  }

  /** Starts the thread ahead of its first utterance, and readies it for this grammar. */
  warm(grammar?: PreparedGrammar): void {
    this.#worker ??= this.#start();
    if (grammar) this.#send({ type: 'warm', grammar: this.#give(grammar) });
    if (this.#listeners.size === 0) this.#worker.unref();
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#lose(worker, 'the recogniser is shut down');
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = this.#startWorker();
    worker.on('message', (reply: RecognizerReply) => this.#take(reply));
    worker.on('error', (error) => this.#lose(worker, error.message));
    worker.on('exit', (code) => this.#lose(worker, `its thread ended with code ${code}`));
    return worker;
  }

  #take(reply: RecognizerReply): void {
    const listener = this.#listeners.get(reply.utterance);
    if (reply.type === 'interim') return listener?.interim(reply.words, reply.confidence);
    this.#answered(reply.utterance);
    if (reply.type === 'final') listener?.final(reply.words, reply.confidence);
    else listener?.failed(reply.message);
  }

  #answered(utterance: number): void {
    this.#listeners.delete(utterance);
    this.#owed.get(utterance)?.();
    this.#owed.delete(utterance);
    // An idle thread does not keep the process alive.
    if (this.#listeners.size === 0) this.#worker?.unref();
  }

  #lose(worker: Worker | undefined, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#given.clear();
    const listeners = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const callOff of this.#owed.values()) callOff();
    this.#owed.clear();
    for (const listener of listeners) listener.failed(reason);
  }

  #give(grammar: PreparedGrammar): number {
    const given = this.#given.get(grammar);
    if (given !== undefined) return given;
    const number = this.#nextNumber++;
    const { pronunciations } = grammar;
    this.#send({ type: 'grammar', grammar: number, jsgf: grammar.grammar.jsgf, pronunciations });
    this.#given.set(grammar, number);
    return number;
  }

  #send(request: RecognizerRequest, transfer: ArrayBuffer[] = []): void {
    this.#worker?.postMessage(request, transfer);
  }
}
