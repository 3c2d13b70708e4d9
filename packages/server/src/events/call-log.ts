import { type EventName, isKept, type LoggedEvent } from '@antiphon/events';
import type { Announcement, Stamp } from '../call/inputs.ts';

/** How many kept events of a live call are at hand for an agent that comes back. */
const TAIL = 1000;

export interface CallLogOptions {
  orgId: string;
  agentId: string;
  callId: string;
  /** Epoch ms when the call began. */
  startedAt: number;
  /** The agent's socket is a participant: it gets each event as it happens. */
  participant(event: LoggedEvent): void;
  /** Everyone else reads what is durable. */
  sink(event: LoggedEvent): void;
}

/** The append-only log of one call: stamps each event with its place, and hands it on in order. */
export class CallLog {
  readonly #options: CallLogOptions;
  readonly #tail: LoggedEvent[] = [];
  #order = 0;
  #seq = 0;
  #isClosed = false;

  constructor(options: CallLogOptions) {
    this.#options = options;
  }

  /** Place of the last kept event; 0 before the first. */
  get lastSeq(): number {
    return this.#seq;
  }

  /** Nothing follows `call.ended`. */
  append(event: Announcement, stamp: Stamp): void {
    if (this.#isClosed) return;
    const { orgId, agentId, callId, startedAt } = this.#options;
    this.#order += 1;
    const kept = isKept(event.name);
    if (kept) this.#seq += 1;
    const logged = {
      name: event.name,
      orgId,
      agentId,
      callId,
      order: this.#order,
      ...(kept ? { seq: this.#seq } : {}),
      at: stamp.at,
      ts: startedAt + stamp.at,
      inSample: stamp.inSample,
      outSample: stamp.outSample,
      data: event.data,
    } as LoggedEvent<EventName>;
    if (kept) {
      this.#tail.push(logged);
      if (this.#tail.length > TAIL) this.#tail.shift();
    }
    if (event.name === 'call.ended') this.#isClosed = true;
    this.#options.participant(logged);
    this.#options.sink(logged);
  }

  /** Kept events after `seq`, as far back as they are at hand. */
  after(seq: number): readonly LoggedEvent[] {
    return this.#tail.filter((event) => (event.seq ?? 0) > seq);
  }
}
