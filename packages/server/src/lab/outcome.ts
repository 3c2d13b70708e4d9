import {
  type CallView,
  checkOrder,
  createCallView,
  type EventData,
  type EventName,
  foldCall,
  type LoggedEvent,
} from '@antiphon/events';
import { logText } from './log-text.ts';

interface Outcome {
  events: readonly LoggedEvent[];
  journal: readonly string[];
  heard: Int16Array;
  problems: readonly string[];
}

/** One line of what was said: the caller's turns, and of the bot what was heard. */
export interface SaidLine {
  who: 'caller' | 'bot';
  text: string;
}

/** An expectation of an event: its name, or its name and fields that its data must have. */
export type Expected = EventName | readonly [name: EventName, data: Record<string, unknown>];

/** A call that was simulated: what happened in it, and what may be expected of it. Expectations throw, with the log. */
export class SimulatedCall {
  /** Every event, in order. */
  readonly events: readonly LoggedEvent[];
  /** Lines of the call's input journal, which replay it exactly. */
  readonly journal: readonly string[];
  /** What the caller heard, 8 kHz mono from the call's first sample. */
  readonly heard: Int16Array;
  /** What went wrong in the script or the server; `expectNoProblems` throws with it. */
  readonly problems: readonly string[];

  constructor({ events, journal, heard, problems }: Outcome) {
    this.events = events;
    this.journal = journal;
    this.heard = heard;
    this.problems = problems;
  }

  /** The log as text: one line per event. The same for the same options. */
  get text(): string {
    return logText(this.events);
  }

  /** The view that readers fold from the log. */
  get view(): CallView {
    return this.events.reduce(foldCall, createCallView());
  }

  /** Who said what, in order: the caller's text at each turn's end, and of the bot the words that were heard. */
  get transcript(): SaidLine[] {
    return this.events.flatMap((event): SaidLine[] => {
      if (event.name === 'turn.end') return [{ who: 'caller', text: event.data.text }];
      if (event.name === 'message.confirmed') return [{ who: 'bot', text: event.data.text }];
      return [];
    });
  }

  /** Why it ended; empty while it has not. */
  get reason(): string {
    return this.last('call.ended')?.data.reason ?? '';
  }

  /** Time from the caller's last voiced sample to the bot's first, of each turn that was answered, ms. */
  get responseMs(): number[] {
    return this.view.latencies.map(({ responseMs }) => responseMs);
  }

  all<Name extends EventName>(name: Name): LoggedEvent<Name>[] {
    return this.events.filter((event): event is LoggedEvent<Name> => event.name === name);
  }

  first<Name extends EventName>(name: Name): LoggedEvent<Name> | undefined {
    return this.all(name)[0];
  }

  last<Name extends EventName>(name: Name): LoggedEvent<Name> | undefined {
    return this.all(name).at(-1);
  }

  /** The data of each event of this name. */
  data<Name extends EventName>(name: Name): EventData<Name>[] {
    return this.all(name).map((event) => event.data as EventData<Name>);
  }

  /** @throws Error unless the script ran to its end, the server kept its peace, and the order of events makes sense */
  expectNoProblems(): this {
    const problems = [...this.problems, ...checkOrder(this.events)];
    if (problems.length > 0) this.#fail(problems.join('\n'));
    return this;
  }

  /** @param lines as in `bot: Which day?` and `caller: Friday`; a pattern for a line that is not known to the letter */
  expectTranscript(lines: readonly (string | RegExp)[]): this {
    const said = this.transcript.map(({ who, text }) => `${who}: ${text}`);
    const isSame = said.length === lines.length && lines.every((line, index) => isLine(said[index] ?? '', line));
    if (!isSame) this.#fail(`Said was\n  ${said.join('\n  ')}\nand not\n  ${lines.join('\n  ')}`);
    return this;
  }

  /** These events come in this order, whatever stands between. */
  expectInOrder(...expected: readonly Expected[]): this {
    let from = 0;
    for (const [index, each] of expected.entries()) {
      const found = this.events.findIndex((event, at) => at >= from && isExpected(event, each));
      if (found < 0) {
        const before = index === 0 ? '' : ` after ${tell(expected[index - 1] as Expected)}`;
        this.#fail(`There is no ${tell(each)}${before}.`);
      }
      from = found + 1;
    }
    return this;
  }

  expectNever(...unwanted: readonly Expected[]): this {
    for (const each of unwanted) {
      const found = this.events.find((event) => isExpected(event, each));
      if (found) this.#fail(`There is ${tell(each)} at ${found.at} ms.`);
    }
    return this;
  }

  /** Every answer came this soon after the caller's last voiced sample, ms. */
  expectAnswersWithin(ms: number): this {
    const slow = this.view.latencies.filter(({ responseMs }) => responseMs > ms);
    if (this.responseMs.length === 0) this.#fail('No turn was answered.');
    if (slow.length > 0) {
      this.#fail(
        slow
          .map(({ turnId, responseMs }) => `Turn ${turnId} was answered after ${responseMs} ms, not ${ms}.`)
          .join('\n'),
      );
    }
    return this;
  }

  /** From the first such event to the first such event after it, ms. */
  between(from: Expected, to: Expected): number {
    const start = this.events.findIndex((event) => isExpected(event, from));
    const end = this.events.findIndex((event, at) => start >= 0 && at > start && isExpected(event, to));
    if (end < 0) this.#fail(`There is no ${tell(to)} after ${tell(from)}.`);
    return (this.events[end] as LoggedEvent).at - (this.events[start] as LoggedEvent).at;
  }

  #fail(what: string): never {
    throw new Error(`${what}\n\nThe call:\n${this.text}`);
  }
}

const isLine = (said: string, line: string | RegExp) => (typeof line === 'string' ? said === line : line.test(said));

function isExpected(event: LoggedEvent, expected: Expected): boolean {
  if (typeof expected === 'string') return event.name === expected;
  const [name, fields] = expected;
  const data = event.data as Record<string, unknown>;
  return event.name === name && Object.entries(fields).every(([key, value]) => isSame(data[key], value));
}

function isSame(found: unknown, wanted: unknown): boolean {
  if (wanted instanceof RegExp) return typeof found === 'string' && wanted.test(found);
  return JSON.stringify(found) === JSON.stringify(wanted);
}

const tell = (expected: Expected) =>
  typeof expected === 'string' ? expected : `${expected[0]} with ${JSON.stringify(expected[1], patterns)}`;

const patterns = (_key: string, value: unknown) => (value instanceof RegExp ? String(value) : value);
