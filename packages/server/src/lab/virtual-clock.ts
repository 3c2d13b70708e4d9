import type { Clock } from '../clock.ts';

/** A clock that moves only when told to: a minute of calls takes as long as its decisions do. */
export class VirtualClock implements Clock {
  readonly #epochMs: number;
  readonly #due: { at: number; order: number; run: () => void }[] = [];
  #now = 0;
  #order = 0;

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
    const entry = { at, order: this.#order, run };
    this.#order += 1;
    const index = this.#due.findIndex((other) => other.at > at);
    this.#due.splice(index === -1 ? this.#due.length : index, 0, entry);
    return () => {
      const found = this.#due.indexOf(entry);
      if (found !== -1) this.#due.splice(found, 1);
    };
  }

  /** Lets time pass; whatever is due happens in its order, at its own time. */
  advanceTo(at: number): void {
    for (let next = this.#due[0]; next !== undefined && next.at <= at; next = this.#due[0]) {
      this.#due.shift();
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, at);
  }
}
