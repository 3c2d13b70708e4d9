import type { Clock } from '../../clock.ts';

/** How much later what is slow comes, ms. */
export const SLOW_MS = 2_000;

/**
 * How any engine may fail that answers a question into a sink:
 * - `slow`: the answer comes two seconds late
 * - `stalled`: nothing ever comes
 * - `failed`: the engine reports that it failed
 * - `dead`: its socket has closed: this and all that follow fail
 */
export type AnyFault = 'none' | 'slow' | 'stalled' | 'failed' | 'dead';

interface Sink {
  failed(failure: { code: 'PROVIDER_FAILED'; message: string }): void;
}

/** One question to an engine: a sentence to speak, messages to reply to. */
export interface Question<To extends Sink> {
  /** Asks the engine itself. @returns a function that cancels */
  ask(sink: To): () => void;
  sink: To;
  clock: Clock;
  /** For errors: "The engine", "this sentence". */
  names: readonly [engine: string, question: string];
}

/** What an engine can do to its own answer: nothing of it happens once the question is cancelled. */
export interface Doing {
  after(ms: number, act: () => void): void;
  fail(message: string): void;
}

/** Asks an engine, and has it fail. @param own what becomes of an answer by each fault of this kind of engine @returns a function that cancels */
export function askWith<To extends Sink, Own extends string>(
  fault: AnyFault | Own,
  { ask, sink, clock, names: [engine, question] }: Question<To>,
  own: Readonly<Record<Own, (sink: To, doing: Doing) => To>>,
): () => void {
  let isCancelled = false;
  let cancel = () => {};
  const after = (ms: number, act: () => void) => void clock.wakeAt(clock.now() + ms, () => isCancelled || act());
  const fail = (message: string) => after(0, () => sink.failed({ code: 'PROVIDER_FAILED', message }));
  if (isOwn(fault, own)) cancel = ask(own[fault](sink, { after, fail }));
  else if (fault === 'none') cancel = ask(sink);
  else if (fault === 'failed') fail(`${engine} failed on ${question}.`);
  else if (fault === 'dead') fail(`${engine} closed its socket.`);
  else if (fault === 'slow')
    after(SLOW_MS, () => {
      cancel = ask(sink);
    });
  return () => {
    isCancelled = true;
    cancel();
  };
}

const isOwn = <Own extends string>(fault: AnyFault | Own, own: Readonly<Record<Own, unknown>>): fault is Own =>
  Object.hasOwn(own, fault);
