import { nextTick } from 'node:process';
import { MessageChannel } from 'node:worker_threads';
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

  /**
   * Lets time pass while an agent's code starts: it may load files, and wait for its own registration.
   *
   * @param isRegistered whether the agent is known; from then on time stands still but for what is said between the two
   */
  async whileStarting(starting: Promise<void>, until: number, isRegistered: () => boolean): Promise<void> {
    let hasStarted = false;
    const noted = starting.finally(() => {
      hasStarted = true;
    });
    noted.catch(() => {}); // told below
    await this.run(until, isRegistered);
    while (!hasStarted) {
      await nextTurn();
      await this.run(until, isRegistered);
      // Its acknowledgement is still on the way.
      if (isRegistered()) await this.run(this.#clock.now() + this.#network.roundTripMs, () => hasStarted);
    }
    await noted;
    await this.run(until, isRegistered);
    await this.run(this.#clock.now() + this.#network.roundTripMs, () => false);
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

/** One turn of the event loop, in which files and modules get on. Fake timers do not hold it up. */
function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port2.once('message', () => {
      port1.close();
      resolve();
    });
    port1.postMessage(null);
  });
}
