import type { AnyEvent, CommandInput, EventData, LoggedEvent } from '@antiphon/events';
import { Call } from './call.ts';
import type { Clock } from './clock.ts';
import { argumentsOf } from './event-map.ts';

/** While disconnected, calls are held: the server's grace (15 s), and the 45 s after which it has surely noticed the loss. */
const HOLD_MS = 60_000;
/** After a return, the server tells each call it still has that the agent is back. A call it says nothing about is over. */
const CONFIRM_MS = 10_000;

export interface LiveCallsPort {
  agentId: string;
  clock: Clock;
  newId(prefix: string): string;
  send(command: CommandInput): void;
  /** Tells the client's and the agent's listeners. */
  tell(name: string, args: unknown[]): void;
  /** Shows the event to the streams. */
  show(event: AnyEvent): void;
  started(call: Call): void;
  /** The server-side model asks for tools. */
  asked(call: Call, request: EventData<'llm.tool_call'>): void;
  ended(callId: string): void;
}

/** The calls an agent is in. Gives each of a call's events to its listeners, once and in order, over lost connections too. */
export class LiveCalls {
  readonly byId = new Map<string, Call>();
  readonly #port: LiveCallsPort;
  /** Calls that the server has not spoken of since the agent came back. */
  readonly #unconfirmed = new Set<string>();
  #cancelDeadline = () => {};

  constructor(port: LiveCallsPort) {
    this.#port = port;
  }

  /** Where the server is to go on with each call, by the last `seq` seen. */
  get positions(): Record<string, number> {
    return Object.fromEntries([...this.byId.values()].map((call) => [call.id, call.lastSeq]));
  }

  receive(event: AnyEvent): void {
    const callId = event.callId ?? '';
    const known = this.byId.get(callId);
    // The server says `call.started` again to an agent that came back to a running call.
    if (known && event.name === 'call.started') {
      this.#unconfirmed.delete(callId);
      return;
    }
    const call = known ?? (event.name === 'call.started' && !event.unknown ? this.#begin(event, callId) : undefined);
    if (call) this.#deliver(call, event);
  }

  /** Ends a call that the server no longer has. */
  end(callId: string, reason: string): void {
    const call = this.byId.get(callId);
    if (!call) return;
    const ts = this.#port.clock.epochMs();
    const at = Math.max(0, Math.round(ts - call.startedAt * 1000));
    const nowhere = { orgId: '', agentId: this.#port.agentId, order: 0, inSample: 0, outSample: 0 };
    this.#deliver(call, { ...nowhere, name: 'call.ended', callId, at, ts, data: { reason } });
  }

  endAll(reason: string): void {
    this.#cancelDeadline();
    for (const id of [...this.byId.keys()]) this.end(id, reason);
  }

  /** The connection is lost: the calls go on without us for a while. */
  hold(): void {
    this.#setDeadline(HOLD_MS, () => this.endAll('connection_lost'));
  }

  /** The server knows the agent again: the calls it does not speak of in time are over. */
  confirm(): void {
    for (const id of this.byId.keys()) this.#unconfirmed.add(id);
    this.#setDeadline(CONFIRM_MS, () => {
      for (const id of [...this.#unconfirmed]) this.end(id, 'connection_lost');
    });
  }

  #setDeadline(delayMs: number, run: () => void): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.byId.size > 0 ? this.#port.clock.after(delayMs, run) : () => {};
  }

  #begin(event: LoggedEvent<'call.started'>, callId: string): Call {
    const call = new Call({ ...event, callId }, this.#port.agentId, this.#port);
    this.byId.set(callId, call);
    return call;
  }

  #deliver(call: Call, event: AnyEvent): void {
    this.#unconfirmed.delete(call.id);
    if (!call.take(event)) return;
    if (call.status === 'ended') {
      this.byId.delete(call.id);
      this.#port.ended(call.id);
    }
    this.#port.show(event);
    const { forAgent, forCall } = argumentsOf(event, this.#port.agentId, call);
    call.tell(event.name, forCall);
    this.#port.tell(event.name, forAgent);
    call.told(event.name);
    if (event.name === 'call.started') this.#port.started(call);
    if (event.name === 'llm.tool_call' && !event.unknown) this.#port.asked(call, event.data);
  }
}
