import { type Command, type EventData, formatAck, formatFrame, type LoggedEvent, parseCommand } from '@antiphon/events';
import { systemClock } from '../clock.ts';
import { FakeCall, type FakeCallOptions } from './fake-call.ts';

/** The far end of one client's socket. */
export interface FakeSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Vanishes without a word. */
  terminate(): void;
}

/** What a registered agent asked for. */
export interface FakeAgent {
  id: string;
  config: Extract<Command, { event: 'agent.create' }>;
  channels: { type: string; ref?: string | undefined }[];
}

interface Client {
  socket: FakeSocket;
  agents: Set<string>;
}

export interface FakeServerOptions {
  apiKey?: string;
  /** Ms since 1970. */
  now?: () => number;
}

/** Speaks the server's side of the agent socket as the real one does, for calls without sound. */
export class FakeServer {
  readonly apiKey: string;
  /** Every command that came, in order. */
  readonly commands: Command[] = [];
  /** The agents that are registered. */
  readonly agents = new Map<string, FakeAgent>();
  readonly #now: () => number;
  readonly #clients = new Map<FakeSocket, Client>();
  readonly #calls = new Map<string, FakeCall>();
  readonly #refusals = new Map<string, EventData<'error'>[]>();
  #waiting: { agentId: string; resolve: () => void }[] = [];
  #callCount = 0;

  constructor(options: FakeServerOptions = {}) {
    this.apiKey = options.apiKey ?? 'test-key';
    this.#now = options.now ?? systemClock.epochMs;
  }

  /** When an agent is registered. */
  registered(agentId: string): Promise<void> {
    if (this.agents.has(agentId)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ agentId, resolve }));
  }

  /** Somebody calls the agent, as soon as it is registered. Its greeting, if it is text, is said first. */
  async call(agentId: string, options: FakeCallOptions = {}): Promise<FakeCall> {
    await this.registered(agentId);
    this.#callCount += 1;
    const id = options.id ?? `call_${this.#callCount}`;
    const call = new FakeCall(id, agentId, options, (event) => this.#deliver(event), this.#now);
    this.#calls.set(id, call);
    call.emit('call.started', {
      from: options.from ?? '+14155550100',
      to: options.to ?? '+14155550199',
      direction: 'inbound',
      transport: 'phone',
      ...(options.metadata ? { metadata: options.metadata } : {}),
    });
    const greeting = this.agents.get(agentId)?.config.greeting;
    if (typeof greeting === 'string' && greeting !== '') {
      call.command({ event: 'bot.reply', callId: id, messageId: `greeting_${id}`, text: greeting });
    }
    return call;
  }

  /** Answers the agent's next registration with an error instead. */
  refuse(agentId: string, error: EventData<'error'>): void {
    this.#refusals.set(agentId, [...(this.#refusals.get(agentId) ?? []), error]);
  }

  /** Cuts every client's connection. Calls go on, and wait for their agents. */
  drop(): void {
    for (const { socket } of this.#clients.values()) socket.terminate();
  }

  /** Sends every client a frame as it is. */
  broadcast(frame: object): void {
    for (const { socket } of this.#clients.values()) socket.send(JSON.stringify(frame));
  }

  /** Closes every client's socket with a code and a reason. */
  closeAll(code: number, reason: string): void {
    for (const { socket } of this.#clients.values()) socket.close(code, reason);
  }

  /** Forgets a call without telling anybody, as a server that was started anew. */
  forget(callId: string): void {
    this.#calls.delete(callId);
  }

  /** @internal A client has connected. */
  accept(socket: FakeSocket): { received(text: string): void; closed(): void } {
    let client: Client | undefined;
    return {
      received: (text) => {
        const parsed = parseCommand(text);
        if (!parsed.ok) {
          const { code, message, agentId, callId } = parsed.error;
          socket.send(JSON.stringify(formatAck('error', { code, error: message }, { agentId, callId })));
          return;
        }
        this.commands.push(parsed.command);
        if (client) this.#carryOut(parsed.command, client);
        else client = this.#admit(parsed.command, socket);
      },
      closed: () => {
        this.#clients.delete(socket);
        for (const agentId of client?.agents ?? []) this.agents.delete(agentId);
      },
    };
  }

  #admit(command: Command, socket: FakeSocket): Client | undefined {
    if (command.event !== 'connect' || command.apiKey !== this.apiKey) {
      socket.send(JSON.stringify(formatAck('error', { code: 'INVALID_KEY', error: 'The API key is not known here.' })));
      socket.close(1008, 'invalid key');
      return undefined;
    }
    const client = { socket, agents: new Set<string>() };
    this.#clients.set(socket, client);
    socket.send(JSON.stringify(formatAck('connected', { orgId: 'org_test' })));
    return client;
  }

  #carryOut(command: Command, client: Client): void {
    const answer = (name: 'agent.configured' | 'pong', agentId?: string) =>
      client.socket.send(JSON.stringify(formatAck(name, {}, { agentId })));
    switch (command.event) {
      case 'ping':
        return answer('pong');
      case 'agent.create':
        return this.#register(command, client);
      case 'agent.configure':
        return answer('agent.configured', command.agentId);
      case 'channel.add':
        return this.#addChannel(command, client);
    }
    const callId = 'callId' in command ? command.callId : undefined;
    if (callId === undefined) return;
    const call = this.#calls.get(callId);
    if (call && !call.isOver) return call.command(command);
    const gone = { code: 'CALL_NOT_FOUND', error: `Call "${callId}" is not running.` };
    client.socket.send(
      JSON.stringify(formatAck('error', gone, { agentId: call?.agentId ?? [...client.agents][0], callId })),
    );
  }

  #register(command: Extract<Command, { event: 'agent.create' }>, client: Client): void {
    const { agentId, resume = {} } = command;
    const refusal = this.#refusals.get(agentId)?.shift();
    if (refusal) return client.socket.send(JSON.stringify(formatAck('error', refusal, { agentId })));
    client.agents.add(agentId);
    this.agents.set(agentId, { id: agentId, config: command, channels: [] });
    client.socket.send(JSON.stringify(formatAck('agent.created', {}, { agentId })));
    for (const [callId, seq] of Object.entries(resume)) this.#resume(callId, seq, agentId, client);
    const isHere = (waiter: { agentId: string }) => waiter.agentId === agentId;
    for (const { resolve } of this.#waiting.filter(isHere)) resolve();
    this.#waiting = this.#waiting.filter((waiter) => !isHere(waiter));
  }

  #resume(callId: string, seq: number, agentId: string, client: Client): void {
    const call = this.#calls.get(callId);
    if (!call) {
      const gone = { code: 'CALL_NOT_FOUND', error: `Call "${callId}" is not running.` };
      return client.socket.send(JSON.stringify(formatAck('error', gone, { agentId, callId })));
    }
    for (const event of call.keptAfter(seq)) client.socket.send(JSON.stringify(formatFrame(event)));
    call.emit('agent.returned', {});
  }

  #addChannel({ agentId, type, ref }: Extract<Command, { event: 'channel.add' }>, client: Client): void {
    this.agents.get(agentId)?.channels.push({ type, ref });
    client.socket.send(JSON.stringify(formatAck('channel.added', { type, ...(ref ? { ref } : {}) }, { agentId })));
  }

  #deliver(event: LoggedEvent): void {
    for (const { socket, agents } of this.#clients.values()) {
      if (agents.has(event.agentId)) socket.send(JSON.stringify(formatFrame(event)));
    }
  }
}
