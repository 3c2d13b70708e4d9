import type { Clock } from '../clock.ts';
import { stepConversation } from './conversation.ts';
import type { Conversation } from './conversation-state.ts';
import type { Announcement, Effect, Input, Stamp, StampedInput } from './inputs.ts';

/** What the loop acts through. */
export interface CallLoopPorts {
  clock: Clock;
  /** `clock.now()` when the call began. */
  beganAt: number;
  /** The clocks of this moment, without `at`. */
  stamp(): Omit<Stamp, 'at'>;
  announce(event: Announcement, stamp: Stamp): void;
  carryOut(effect: Effect): void;
  /** Keeps what entered the queue: the call's journal. */
  record(input: StampedInput): void;
  /** An impossible state: the call cannot go on. */
  crashed(error: unknown): void;
}

/**
 * The single writer of one call. All that happens to the call enters one queue; one step at a time decides, and what it decides
 * is carried out before the next. Carrying out may post again: it waits its turn.
 */
export class CallLoop {
  #state: Conversation;
  readonly #ports: CallLoopPorts;
  readonly #queue: Input[] = [];
  #isRunning = false;
  #wakeAt = Number.POSITIVE_INFINITY;
  #cancelWake: (() => void) | undefined;

  constructor(state: Conversation, ports: CallLoopPorts) {
    this.#state = state;
    this.#ports = ports;
  }

  get state(): Conversation {
    return this.#state;
  }

  /** Whole ms since the call began. */
  get at(): number {
    return Math.max(0, Math.floor(this.#ports.clock.now() - this.#ports.beganAt));
  }

  post(input: Input): void {
    if (this.#state.isEnded) return;
    this.#queue.push(input);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#step(next);
    } catch (error) {
      this.#queue.length = 0;
      this.#ports.crashed(error);
    } finally {
      this.#isRunning = false;
    }
    this.#sleep();
  }

  #step(input: Input): void {
    const stamped: StampedInput = { ...input, ...this.#ports.stamp(), at: this.at };
    const step = stepConversation(this.#state, stamped);
    this.#ports.record(stamped);
    this.#state = step.state;
    this.#wakeAt = step.wakeAt;
    for (const event of step.events) this.#ports.announce(event, stamped);
    for (const effect of step.effects) this.#ports.carryOut(effect);
  }

  #armedFor = Number.POSITIVE_INFINITY;

  #sleep(): void {
    if (this.#armedFor === this.#wakeAt) return;
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    this.#armedFor = this.#wakeAt;
    if (this.#wakeAt === Number.POSITIVE_INFINITY) return;
    this.#cancelWake = this.#ports.clock.wakeAt(this.#ports.beganAt + this.#wakeAt, () => {
      this.#armedFor = Number.POSITIVE_INFINITY;
      this.post({ type: 'tick' });
    });
  }
}
