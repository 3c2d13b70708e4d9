import type { CommandInput } from '@antiphon/events';
import type { Clock } from '../clock.ts';
import { AgentConflictError, AntiphonError, ServerAtCapacityError } from '../errors.ts';
import { Gate } from '../gate.ts';
import type { Random } from '../ids.ts';
import { conflictDelayMs } from './reconnect.ts';

export interface RegistrationPort {
  /** Sends a command; the connection is known to be there. */
  send(command: CommandInput): void;
  /** The `agent.create` that describes the agent as it is now. */
  create(): CommandInput;
  /** What follows each `agent.created`: the channels as they are now. */
  channels(): CommandInput[];
  clock: Clock;
  random: Random;
}

/** An `error` frame about the agent. */
export interface Refusal {
  code?: string | undefined;
  error: string;
  message?: string | undefined;
  used?: number | undefined;
  limit?: number | undefined;
  retryAfterS?: number | undefined;
  holderAlive?: boolean | undefined;
}

/**
 * One agent's standing with the server. What the agent and its calls send before the server knows it is held back, in order.
 * An id that another socket holds is asked for again until that lets go or the budget is spent.
 */
export class Registration {
  readonly #agentId: string;
  readonly #port: RegistrationPort;
  readonly #gate = new Gate();
  #state: 'offline' | 'asking' | 'registered' | 'refused' = 'offline';
  #queue: CommandInput[] = [];
  #cancelRetry = () => {};
  #conflicts = 0;
  #firstConflictAt = 0;

  constructor(agentId: string, port: RegistrationPort) {
    this.#agentId = agentId;
    this.#port = port;
  }

  get isRegistered(): boolean {
    return this.#state === 'registered';
  }

  /** Waiting for the server's answer: an error about this agent is that answer. */
  get isAsking(): boolean {
    return this.#state === 'asking';
  }

  get ready(): Promise<void> {
    return this.#gate.passed;
  }

  /** There is a connection. */
  connected(): void {
    this.#conflicts = 0;
    this.#gate.close();
    this.#ask();
  }

  /** There is no connection. */
  disconnected(): void {
    this.#cancelRetry();
    this.#state = 'offline';
    this.#gate.close();
  }

  /** There will be none. */
  stopped(error: AntiphonError): void {
    this.disconnected();
    this.#queue = [];
    this.#gate.bar(error);
  }

  /** Sends a command now, or once registered. @param isInCreate it is part of what `agent.create` and the channels say anyway */
  send(command: CommandInput, isInCreate = false): void {
    if (this.#state === 'registered') this.#port.send(command);
    else if (!isInCreate || this.#state === 'asking') this.#queue.push(command);
  }

  /** Forgets what a call that has ended was still going to send. */
  forgetCall(callId: string): void {
    this.#queue = this.#queue.filter(
      (command) => ('callId' in command ? command.callId : 'sessionId' in command ? command.sessionId : '') !== callId,
    );
  }

  /** The server knows the agent. */
  created(): void {
    this.#cancelRetry();
    this.#state = 'registered';
    for (const command of this.#port.channels()) this.#port.send(command);
    const held = this.#queue;
    this.#queue = [];
    for (const command of held) this.#port.send(command);
    this.#gate.open();
  }

  /** The server does not take the agent. @returns the error to tell the user */
  refused(refusal: Refusal): AntiphonError {
    const conflict = refusal.code === 'AGENT_CONFLICT' || refusal.code === 'AGENT_IN_USE';
    const delayMs = conflict ? this.#conflictDelayMs(refusal) : undefined;
    if (delayMs !== undefined) {
      this.#cancelRetry = this.#port.clock.after(delayMs, () => this.#ask());
      return new AntiphonError(
        'AGENT_CONFLICT',
        `Another process holds agent "${this.#agentId}". Asking again in ${Math.ceil(delayMs / 1000)} s; stop that one, or use another id.`,
        { agentId: this.#agentId },
      );
    }
    const error = this.#explain(refusal, conflict);
    this.#state = 'refused';
    this.#queue = [];
    this.#gate.bar(error);
    return error;
  }

  #ask(): void {
    this.#state = 'asking';
    this.#port.send(this.#port.create());
  }

  #conflictDelayMs(refusal: Refusal): number | undefined {
    const now = this.#port.clock.now();
    this.#conflicts += 1;
    if (this.#conflicts === 1) this.#firstConflictAt = now;
    const elapsedMs = now - this.#firstConflictAt;
    const { retryAfterS, holderAlive } = refusal;
    return conflictDelayMs({ attempt: this.#conflicts, elapsedMs, retryAfterS, holderAlive }, this.#port.random());
  }

  #explain(refusal: Refusal, isConflict: boolean): AntiphonError {
    const id = this.#agentId;
    const said = refusal.error || refusal.message || refusal.code || 'no reason given';
    if (isConflict) {
      const message = `Another process has held agent "${id}" for too long. Stop that one, or use another id.`;
      return new AgentConflictError(id, 'retry_budget_exhausted', message);
    }
    if (refusal.code === 'AGENT_CONFLICT_FATAL') {
      const message = `Another live process holds agent "${id}" (${said}). Stop that one, or use another id.`;
      return new AgentConflictError(id, 'server_fatal', message);
    }
    if (refusal.code === 'SERVER_AT_CAPACITY') {
      return new ServerAtCapacityError(id, `The server has no room for agent "${id}": ${said}`, refusal);
    }
    return new AntiphonError(refusal.code ?? 'REGISTRATION_ERROR', `The server refused agent "${id}": ${said}`, {
      agentId: id,
    });
  }
}
