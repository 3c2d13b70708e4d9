import { nextTick } from 'node:process';
import type { AgentNetwork } from './agent-link.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Fake timers, such as vitest's `vi`. */
export interface Timers {
  advanceTimersByTimeAsync(ms: number): Promise<unknown>;
}

/** Moves a lab's clock, and lets the agent's code answer at each moment before the next one comes. */
export class Pace {
  readonly #clock: VirtualClock;
  readonly #network: AgentNetwork;
  readonly #timers: Timers | undefined;
  readonly #outside = new Set<Promise<unknown>>();
  #timersAt = 0;

  constructor(clock: VirtualClock, network: AgentNetwork, timers: Timers | undefined) {
    this.#clock = clock;
    this.#network = network;
    this.#timers = timers;
  }

  /** The clock stands still until `work` is done. */
  outside<T>(work: Promise<T>): Promise<T> {
    const done: Promise<void> = work.then(
      () => {},
      () => {},
    );
    this.#outside.add(done);
    void done.then(() => this.#outside.delete(done));
    return work;
  }

  /** Lets time pass until `isDone` says so. @param until ms on the clock, at most */
  async run(until: number, isDone: () => boolean): Promise<void> {
    await this.#settle();
    while (!isDone() && this.#clock.runNext(until)) {
      if (this.#network.hasWoken) await this.#settle();
      if (this.#timers !== undefined) await this.#moveTimers(this.#timers);
    }
    await this.#settle();
  }

  /** Lets promises run dry, and what the agent's code does outside finish. */
  async #settle(): Promise<void> {
    do {
      this.#network.hasWoken = false;
      await Promise.all(this.#outside);
      // Runs once no promise has anything left to do.
      await new Promise<void>((resolve) => nextTick(resolve));
    } while (this.#network.hasWoken || this.#outside.size > 0);
  }

  async #moveTimers(timers: Timers): Promise<void> {
    const ms = Math.floor(this.#clock.now() - this.#timersAt);
    if (ms <= 0) return;
    this.#timersAt += ms;
    await timers.advanceTimersByTimeAsync(ms);
    await this.#settle();
  }
}
