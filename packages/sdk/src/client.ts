import type { ServerResponse } from 'node:http';
import { type AnyEvent, type CommandInput, canonicalName, formatCommand, parseFrame } from '@antiphon/events';
import { DEFAULT_URL, isAgentId, socketUrl } from './address.ts';
import { Agent } from './agent.ts';
import type { AgentConfig } from './agent-config.ts';
import { type Clock, systemClock } from './clock.ts';
import { Connection } from './connection/connection.ts';
import type { Transport } from './connection/transport.ts';
import { webSocketTransport } from './connection/websocket.ts';
import { Emitter } from './emitter.ts';
import { AntiphonError, misshapen } from './errors.ts';
import type { ClientEvents } from './event-map.ts';
import { Gate } from './gate.ts';
import { generateId, type Random, systemRandom } from './ids.ts';
import { streamEvents } from './stream.ts';

export interface AntiphonOptions {
  /** Default: `ANTIPHON_API_KEY`. */
  apiKey?: string | undefined;
  /** The server: http, https, ws or wss. Default: `ANTIPHON_URL`, then http://127.0.0.1:4700. */
  url?: string | undefined;
  /** The same as `url`, which wins. */
  apiUrl?: string | undefined;
  /** Connect again when the connection is lost. Default: true. */
  autoReconnect?: boolean | undefined;
}

/** @internal What tests replace. */
export interface Surroundings {
  transport: Transport;
  clock: Clock;
  random: Random;
  newId: (prefix: string) => string;
  env: Record<string, string | undefined>;
}

/** Where a laboratory that runs this process's agents leaves its network, clock and chance: `@antiphon/server/lab` does. */
const LAB = Symbol.for('antiphon.surroundings');

/** @internal The laboratory's, where there is one; else the real world. */
export const surroundingsOfProcess = (): Surroundings =>
  (globalThis as { [LAB]?: Surroundings })[LAB] ?? {
    transport: webSocketTransport,
    clock: systemClock,
    random: systemRandom,
    newId: generateId,
    env: process.env,
  };

/** A connection to an Antiphon server, and the agents that answer through it. It connects by itself. */
export class Antiphon extends Emitter<ClientEvents> {
  readonly #apiKey: string;
  readonly #around: Surroundings;
  readonly #connection: Connection;
  readonly #gate = new Gate();
  readonly #agents = new Map<string, Agent>();
  readonly #watchers = new Set<(event: AnyEvent) => void>();
  #stoppedBy: AntiphonError | undefined;

  /** @throws INVALID_URL */
  constructor(options?: AntiphonOptions);
  /** @internal */
  constructor(options: AntiphonOptions, around: Surroundings);
  constructor(options: AntiphonOptions = {}, around = surroundingsOfProcess()) {
    super(canonicalName);
    const { env, transport, clock, random } = around;
    this.#around = around;
    this.#apiKey = options.apiKey ?? env['ANTIPHON_API_KEY'] ?? '';
    this.#connection = new Connection(
      {
        url: socketUrl(options.url ?? options.apiUrl ?? env['ANTIPHON_URL'] ?? DEFAULT_URL),
        apiKey: this.#apiKey,
        autoReconnect: options.autoReconnect ?? true,
        transport,
        clock,
        random,
      },
      {
        connected: () => this.#connected(),
        received: (frame) => this.#received(parseFrame(frame)),
        lost: (reason) => this.#lost(reason),
        failing: (error) => this.#failed(error),
        retrying: (attempt, delayMs) => this.emit('reconnecting', attempt, delayMs),
        stopped: (error) => this.#stopped(error, error.code === 'DISPLACED' ? 'displaced' : 'connection_lost'),
      },
    );
    this.connect().catch(() => {});
  }

  get connected(): boolean {
    return this.#connection.isConnected;
  }

  /** When the server has accepted the key. @throws AntiphonError it refused, or this client was disconnected */
  get ready(): Promise<void> {
    return this.#gate.passed;
  }

  get agents(): ReadonlyMap<string, Agent> {
    return this.#agents;
  }

  /** Connects again after `disconnect` or a refusal; else there is no need to call it. @returns `ready` */
  connect(): Promise<void> {
    if (this.#stoppedBy) this.#gate.close();
    this.#stoppedBy = undefined;
    if (this.#apiKey !== '') {
      this.#connection.start();
    } else {
      const message =
        'No API key. Set ANTIPHON_API_KEY, or pass `apiKey`; `antiphon serve` shows the key when it makes one.';
      // Listeners are added after the constructor.
      queueMicrotask(() => this.#stopped(new AntiphonError('MISSING_KEY', message), 'connection_lost'));
    }
    return this.ready;
  }

  /** Leaves. Running calls end here with reason `client_disconnect`; the server goes on by its own rules. */
  async disconnect(): Promise<void> {
    this.#connection.stop('client_disconnect');
    const error = new AntiphonError('DISCONNECTED', 'This client was disconnected with `disconnect()`.');
    this.#leave(error, 'client_disconnect');
  }

  /** The agent of this id, made with `config` the first time it is asked for. */
  agent(id: string, config: AgentConfig = {}): Agent {
    const existing = this.#agents.get(id);
    if (existing) return existing;
    const agent = new Agent(id, config, {
      ...this.#around,
      send: (command) => this.#send(command),
      tell: (name, args) => this.emit(name, ...args),
      show: (event) => this.#show({ ...event, agentId: id }),
      failed: (error) => this.#failed(error),
      stream: (res) => this.#stream({ agent: id }, (event) => event.agentId === id, res),
    });
    this.#agents.set(id, agent);
    if (this.connected) agent.connected();
    else if (this.#stoppedBy) agent.stopped(this.#stoppedBy, 'connection_lost');
    return agent;
  }

  getAgent(id: string): Agent | undefined {
    return this.#agents.get(id);
  }

  /**
   * The agents' events as a server-sent event stream, for a page.
   *
   * @param res Node's response, which is written to; without it, a Web `Response` comes back
   * @param options.agents only these agents' events; default: all
   */
  stream(res: ServerResponse, options?: { agents?: readonly string[] }): undefined;
  stream(options?: { agents?: readonly string[] }): Response;
  stream(
    first?: ServerResponse | { agents?: readonly string[] },
    second?: { agents?: readonly string[] },
  ): Response | undefined {
    const res = first && 'writeHead' in first ? first : undefined;
    const { agents } = (res ? second : (first as { agents?: readonly string[] } | undefined)) ?? {};
    return this.#stream(
      { agents: agents ?? [...this.#agents.keys()] },
      (event) => agents === undefined || agents.includes(event.agentId),
      res,
    );
  }

  /** Sends one frame as it is; dropped unless connected. For what this SDK has no method for. */
  send(frame: object): void {
    this.#connection.send(frame);
  }

  #send(command: CommandInput): void {
    this.#connection.send(formatCommand(command));
  }

  #connected(): void {
    this.#gate.open();
    for (const agent of this.#agents.values()) agent.connected();
    this.emit('connected');
  }

  #received(event: AnyEvent): void {
    const agent = this.#agentOf(event);
    if (agent) return agent.receive(event);
    if (event.name !== 'error') return;
    if (event.unknown) this.#failed(misshapen(event));
    else {
      const { code, error, message } = event.data;
      this.#failed(new AntiphonError(code ?? 'SERVER_ERROR', error || message || 'The server reported an error.'));
    }
  }

  #agentOf({ agentId, callId }: AnyEvent): Agent | undefined {
    const agents = [...this.#agents.values()];
    if (agentId !== '') return this.#agents.get(agentId) ?? agents.find((agent) => isAgentId(agentId, agent.id));
    return callId === null ? undefined : agents.find((agent) => agent.has(callId));
  }

  #lost(reason: string): void {
    this.#gate.close();
    for (const agent of this.#agents.values()) agent.disconnected();
    this.emit('disconnected', reason);
  }

  #stopped(error: AntiphonError, reason: string): void {
    this.#leave(error, reason);
    this.#failed(error);
  }

  #leave(error: AntiphonError, reason: string): void {
    this.#stoppedBy = error;
    this.#gate.close();
    this.#gate.bar(error);
    for (const agent of this.#agents.values()) agent.stopped(error, reason);
  }

  #failed(error: AntiphonError): void {
    // An agent that cannot work and says nothing would be a riddle.
    if (this.listenerCount('error') === 0) console.error(`antiphon: ${error.message}`);
    this.emit('error', error);
  }

  #show(event: AnyEvent): void {
    for (const watch of [...this.#watchers]) watch(event);
  }

  #stream(hello: object, wants: (event: AnyEvent) => boolean, res: ServerResponse | undefined): Response | undefined {
    return streamEvents(
      hello,
      (listen) => {
        const watch = (event: AnyEvent) => {
          if (wants(event)) listen(event);
        };
        this.#watchers.add(watch);
        return () => this.#watchers.delete(watch);
      },
      this.#around.clock,
      res,
    );
  }
}
