import type { ServerResponse } from 'node:http';
import type { AnyEvent, CommandInput, LoggedEvent } from '@antiphon/events';
import { canonicalName } from '@antiphon/events';
import {
  type AgentConfig,
  type ChannelConfig,
  checkNumber,
  patchConfig,
  phoneNumbersOf,
  type SessionSettings,
  toWireConfig,
} from './agent-config.ts';
import type { Call } from './call.ts';
import type { Clock } from './clock.ts';
import { Registration } from './connection/registration.ts';
import { Emitter } from './emitter.ts';
import { AntiphonError, misshapen } from './errors.ts';
import { type AgentEvents, aboutAgent, payloadOf } from './event-map.ts';
import type { Random } from './ids.ts';
import { LiveCalls } from './live-calls.ts';
import { isTool, runTools } from './tools.ts';

/** What an agent needs of its client. */
export interface AgentPort {
  send(command: CommandInput): void;
  /** Tells the client's listeners. */
  tell(name: string, args: unknown[]): void;
  /** Shows the event to the streams. */
  show(event: AnyEvent): void;
  failed(error: AntiphonError): void;
  stream(res?: ServerResponse): Response | undefined;
  newId(prefix: string): string;
  clock: Clock;
  random: Random;
}

interface Channel {
  type: string;
  ref?: string;
  settings: ChannelConfig;
}

/** One voice agent: how it hears and speaks, how it can be reached, and the calls it is in. */
export class Agent extends Emitter<AgentEvents> {
  readonly id: string;
  /** The id, for people. */
  readonly name: string;
  readonly #port: AgentPort;
  readonly #registration: Registration;
  readonly #live: LiveCalls;
  readonly #channels = new Map<string, Channel>();
  #config: AgentConfig;
  /** The settings as the server has them, or will. */
  #wireConfig: ReturnType<typeof toWireConfig>;

  /** @internal Made by `pc.agent`. */
  constructor(id: string, config: AgentConfig, port: AgentPort) {
    super(canonicalName);
    this.id = id;
    this.name = id;
    this.#config = { ...config };
    this.#wireConfig = toWireConfig(config);
    this.#port = port;
    this.#registration = new Registration(id, {
      send: (command) => port.send(command),
      create: () => this.#createCommand(),
      channels: () => [...this.#channels.values()].map((channel) => this.#addCommand(channel)),
      clock: port.clock,
      random: port.random,
    });
    this.#live = new LiveCalls({
      agentId: id,
      clock: port.clock,
      newId: port.newId,
      send: (command) => this.#registration.send(command),
      tell: (name, args) => this.#tell(name, args),
      show: (event) => port.show(event),
      started: (call) => void this.#greet(call),
      asked: (call, request) => {
        const { tools = [] } = this.#config;
        // Without tools of its own it answers by hand.
        if (tools.some(isTool)) void runTools(tools.filter(isTool), call, request);
      },
      ended: (callId) => this.#registration.forgetCall(callId),
    });
    for (const { number, settings } of phoneNumbersOf(config)) this.addPhoneNumber(number, settings);
  }

  /** The calls that are running. */
  get calls(): ReadonlyMap<string, Call> {
    return this.#live.byId;
  }

  /** The server knows the agent: calls may come. */
  get registered(): boolean {
    return this.#registration.isRegistered;
  }

  /** When the server knows the agent; a new promise after each lost connection. @throws AntiphonError it refused for good */
  get ready(): Promise<void> {
    return this.#registration.ready;
  }

  /** One running call. */
  call(id: string): Call | undefined {
    return this.#live.byId.get(id);
  }

  /** The settings as they were given, updates included. */
  getConfig(): AgentConfig {
    return { ...this.#config };
  }

  /** Answers a phone number, or a `sip:` address. Adding one again changes its settings. @throws INVALID_NUMBER */
  addPhoneNumber(number: string, settings: ChannelConfig = {}): void {
    this.#addChannel({ type: 'phone', ref: checkNumber(number), settings });
  }

  /** Answers browsers, on a server that they can call. */
  addWebrtc(settings: ChannelConfig = {}): void {
    this.#addChannel({ type: 'webrtc', settings });
  }

  /** Answers text chats, on a server that carries them. */
  addChat(settings: ChannelConfig = {}): void {
    this.#addChannel({ type: 'chat', settings });
  }

  removePhone(number: string): void {
    this.#channels.delete(number);
    this.#registration.send({ event: 'channel.remove', agentId: this.id, type: 'phone', ref: number }, true);
  }

  /** @param ref the number, or `webrtc`, `chat` */
  removeChannel(ref: string): void {
    this.#channels.delete(ref);
    this.#registration.send({ event: 'channel.remove', agentId: this.id, ref }, true);
  }

  /** Changes a channel's settings, for its future calls. @param ref the number, or `webrtc`, `chat` */
  configureChannel(ref: string, settings: ChannelConfig): void {
    const channel = this.#channels.get(ref);
    if (channel) channel.settings = patchConfig(channel.settings, settings);
    const command: CommandInput = { event: 'channel.configure', agentId: this.id, ref, ...toWireConfig(settings) };
    this.#registration.send(command, channel !== undefined);
  }

  /** Changes the agent, for its future calls. What is not named stays as it is. */
  update(config: AgentConfig): void {
    const patch = toWireConfig(config);
    // The text that the server would say beside the function's.
    if (typeof config.greeting === 'function' && this.#wireConfig.greeting !== undefined) patch.greeting = '';
    this.#config = patchConfig(this.#config, config);
    this.#wireConfig = patchConfig(this.#wireConfig, patch);
    this.#registration.send({ event: 'agent.configure', agentId: this.id, ...patch }, true);
    for (const { number, settings } of phoneNumbersOf(config)) this.addPhoneNumber(number, settings);
  }

  /** Changes one running call. The same as `call.update`. */
  configureSession(callId: string, settings: SessionSettings): void {
    const command = {
      event: 'session.configure',
      agentId: this.id,
      sessionId: callId,
      ...toWireConfig(settings),
    } as const;
    this.#registration.send(command);
  }

  /**
   * The agent's events as a server-sent event stream, for a page.
   *
   * @param res Node's response, which is written to; without it, a Web `Response` comes back
   */
  stream(res: ServerResponse): undefined;
  stream(): Response;
  stream(res?: ServerResponse): Response | undefined {
    return this.#port.stream(res);
  }

  #addChannel(channel: Channel): void {
    this.#channels.set(channel.ref ?? channel.type, channel);
    // Channels follow each `agent.created`, so one that is added before needs no place in the queue.
    if (this.registered) this.#port.send(this.#addCommand(channel));
  }

  #addCommand({ type, ref, settings }: Channel): CommandInput {
    return {
      event: 'channel.add',
      agentId: this.id,
      type,
      ...(ref === undefined ? {} : { ref }),
      ...toWireConfig(settings),
      ...(settings.ringing ? { ringing: true } : {}),
    };
  }

  #createCommand(): CommandInput {
    const resume = this.#live.positions;
    return {
      event: 'agent.create',
      agentId: this.id,
      ...this.#wireConfig,
      ...(Object.keys(resume).length > 0 ? { resume } : {}),
    };
  }

  /** @internal There is a connection. */
  connected(): void {
    this.#registration.connected();
  }

  /** @internal There is no connection for now. */
  disconnected(): void {
    this.#registration.disconnected();
    this.#live.hold();
  }

  /** @internal There will be no connection. */
  stopped(error: AntiphonError, reason: string): void {
    this.#registration.stopped(error);
    this.#live.endAll(reason);
  }

  /** @internal Every event about this agent, in the order it came. */
  receive(event: AnyEvent): void {
    if (event.unknown && event.problem !== undefined) return this.#port.failed(misshapen(event, this.id));
    if (event.name === 'error' && !event.unknown) return this.#failed(event);
    if (event.name === 'agent.created' || event.name === 'agent.resumed') {
      // An acknowledgement that nobody asked for says nothing about the calls.
      if (this.#registration.isAsking) this.#live.confirm();
      this.#registration.created();
      this.emit('ready');
    } else if (event.callId !== null && !aboutAgent.has(event.name)) {
      this.#live.receive(event);
    } else if (!event.unknown) {
      this.#receiveOwn(event);
    }
  }

  /** @internal For an event that names a call but no agent. */
  has(callId: string): boolean {
    return this.#live.byId.has(callId);
  }

  #receiveOwn(event: LoggedEvent): void {
    switch (event.name) {
      case 'channel.added':
        return this.#tell(event.name, [event.data.type, event.data.ref]);
      case 'channel.configured':
      case 'channel.removed':
        return this.#tell(event.name, [event.data.ref]);
    }
    if (!aboutAgent.has(event.name)) return;
    this.#port.show(event);
    this.#tell(event.name, [payloadOf(event, this.id)]);
  }

  #failed({ callId, data }: LoggedEvent<'error'>): void {
    // A command may cross the end of its call on the way: the call is over then, and nothing went wrong.
    if (callId !== null && data.code === 'CALL_NOT_FOUND') return this.#live.end(callId, 'connection_lost');
    if (callId === null && this.#registration.isAsking) return this.#port.failed(this.#registration.refused(data));
    const said = data.error || data.message || data.code || 'an error without a word';
    this.#port.failed(
      new AntiphonError(data.code ?? 'SERVER_ERROR', said, { agentId: this.id, callId: callId ?? undefined }),
    );
  }

  async #greet(call: Call): Promise<void> {
    const { greeting } = this.#config;
    if (typeof greeting !== 'function' || call.resumed) return;
    const text = await greeting(call);
    if (text) call.say(text, { addToHistory: true });
  }

  #tell(name: string, args: unknown[]): void {
    this.#port.tell(name, args);
    this.emit(name, ...args);
  }
}
