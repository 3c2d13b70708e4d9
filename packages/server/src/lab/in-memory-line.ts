import type { Clock } from '../clock.ts';
import type { Line, LineEvents, LineInfo } from '../transport/transport.ts';

/** A line to nowhere: keeps what was sent, plays it as a carrier would, and answers marks when their sound has been played. */
export class InMemoryLine implements Line {
  readonly info: LineInfo;
  readonly confirmsPlayout = true;
  /** What the far end was sent, with the time, ms; `clear` as null. */
  readonly sent: { at: number; frame: Uint8Array | null }[] = [];
  /** Whether the server has hung up. */
  isHungUp = false;
  /** Whom marks are answered to. */
  events: LineEvents | undefined;
  readonly #clock: Clock;
  readonly #frameMs = 20;
  readonly #markDelayMs: number;
  #playedUntil = 0;
  #pendingMarks: { name: string; cancel: () => void }[] = [];

  /** @param markDelayMs how late the far end's answers to marks come; Infinity: never */
  constructor(info: LineInfo, clock: Clock, markDelayMs = 0) {
    this.info = info;
    this.#clock = clock;
    this.#markDelayMs = markDelayMs;
  }

  send(frame: Uint8Array): void {
    const now = this.#clock.now();
    this.sent.push({ at: now, frame: frame.slice() });
    this.#playedUntil = Math.max(now, this.#playedUntil) + this.#frameMs;
  }

  mark(name: string): void {
    const pending = { name, cancel: () => {} };
    pending.cancel = this.#clock.wakeAt(Math.max(this.#clock.now(), this.#playedUntil) + this.#markDelayMs, () => {
      this.#pendingMarks = this.#pendingMarks.filter((other) => other !== pending);
      this.events?.marked(name);
    });
    this.#pendingMarks.push(pending);
  }

  clear(): void {
    const now = this.#clock.now();
    this.sent.push({ at: now, frame: null });
    this.#playedUntil = now;
    for (const { name, cancel } of this.#pendingMarks.splice(0)) {
      cancel();
      this.#clock.wakeAt(now, () => this.events?.marked(name));
    }
  }

  hangUp(): void {
    this.isHungUp = true;
  }
}
