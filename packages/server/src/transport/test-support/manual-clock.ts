import type { Clock } from '../../clock.ts';

/** A clock that a test turns by hand. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #wakes = new Set<{ at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  epochMs(): number {
    return 1_700_000_000_000 + this.#now;
  }

  wakeAt(at: number, run: () => void): () => void {
    const wake = { at, run };
    this.#wakes.add(wake);
    return () => this.#wakes.delete(wake);
  }

  /** Lets time pass; whoever wished to be woken meanwhile is, in order, each at its time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#wakes].filter((wake) => wake.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#wakes.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }
}
