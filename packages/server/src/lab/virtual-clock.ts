import type { Clock } from '../clock.ts';

interface Entry {
  at: number;
  /** Of those due at one time, the first asked for comes first. */
  order: number;
  run: (() => void) | undefined;
}

/** More at one moment than any call has to do. */
const MOST_AT_ONCE = 100_000;

/** A clock that moves only when told to: a minute of calls takes as long as its decisions do. */
export class VirtualClock implements Clock {
  readonly #epochMs: number;
  /** A heap: no entry is due before its parent, `(index - 1) / 2`. */
  readonly #due: Entry[] = [];
  #now = 0;
  #order = 0;
  /** How often something ran since time last moved. */
  #runsNow = 0;

  /** @param epochMs what the wall clock says at 0 */
  constructor(epochMs: number) {
    this.#epochMs = epochMs;
  }

  now(): number {
    return this.#now;
  }

  epochMs(): number {
    return this.#epochMs + this.#now;
  }

  wakeAt(at: number, run: () => void): () => void {
    const entry: Entry = { at, order: this.#order, run };
    this.#order += 1;
    this.#due.push(entry);
    this.#rise(this.#due.length - 1);
    return () => {
      entry.run = undefined;
    };
  }

  /** Lets time pass; whatever is due happens in its order, at its own time. */
  advanceTo(at: number): void {
    while (this.runNext(at));
    this.#now = Math.max(this.#now, at);
  }

  /** Runs what is due next, if that is by `until`. @returns whether there was something */
  runNext(until: number): boolean {
    for (let next = this.#due[0]; next !== undefined && next.at <= until; next = this.#due[0]) {
      this.#takeFirst();
      const { run } = next;
      if (run === undefined) continue;
      this.#runsNow = next.at > this.#now ? 0 : this.#runsNow + 1;
      if (this.#runsNow > MOST_AT_ONCE)
        throw new Error(`Time does not get past ${this.#now} ms: something asks to be woken at once, again and again.`);
      this.#now = Math.max(this.#now, next.at);
      next.run = undefined;
      run();
      return true;
    }
    return false;
  }

  #takeFirst(): void {
    const last = this.#due.pop();
    if (last === undefined || this.#due.length === 0) return;
    this.#due[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    const due = this.#due;
    const entry = due[from] as Entry;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, due[parent] as Entry)) break;
      due[index] = due[parent] as Entry;
      index = parent;
    }
    due[index] = entry;
  }

  #sink(from: number): void {
    const due = this.#due;
    const entry = due[from] as Entry;
    let index = from;
    for (;;) {
      const left = index * 2 + 1;
      const right = left + 1;
      if (left >= due.length) break;
      const child = right < due.length && isBefore(due[right] as Entry, due[left] as Entry) ? right : left;
      if (!isBefore(due[child] as Entry, entry)) break;
      due[index] = due[child] as Entry;
      index = child;
    }
    due[index] = entry;
  }
}

const isBefore = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order);
