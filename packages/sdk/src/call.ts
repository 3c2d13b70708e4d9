import type { AnyEvent, CommandInput, EventData, LoggedEvent } from '@antiphon/events';
import { canonicalName } from '@antiphon/events';
import type { SessionSettings } from './agent-config.ts';
import { Emitter } from './emitter.ts';
import { type CallEvents, payloadOf, type Turn } from './event-map.ts';
import { addEvent, type Conversation, type Message, type TranscriptLine, transcriptOf } from './messages.ts';
import { ReplyStream } from './reply-stream.ts';

/** What a call needs of the world around it. */
export interface CallPort {
  send(command: CommandInput): void;
  newId(prefix: string): string;
}

/** One answer to a tool that the server-side model asked for. */
export interface ToolResult {
  toolCallId: string;
  /** Any JSON. */
  result: unknown;
  /** For this reply only: not kept in the conversation. */
  ephemeral?: boolean;
  /** The model need not speak about it. */
  noFollowup?: boolean;
}

/** How a spoken message came out. */
export interface SayResult {
  /** True when it was not heard to its end: the caller spoke, it was cancelled, or the call ended. */
  interrupted: boolean;
}

/**
 * One call. At `call.started` it knows who calls; `duration`, `endedAt` and `reason` follow when it has ended, and then
 * `messages` and `transcript` are complete. It outlives a lost connection for as long as the server waits for the agent.
 */
export class Call extends Emitter<CallEvents> {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound';
  readonly transport: EventData<'call.started'>['transport'];
  /** Whatever the way in attached to the call. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** True when this process came to a call that was already running. */
  readonly resumed: boolean;
  readonly #port: CallPort;
  readonly #agentId: string;
  readonly #streams = new Map<string, ReplyStream>();
  readonly #sayings = new Map<string, (result: SayResult) => void>();
  #language: string;
  #conversation: Conversation = [];
  #serverMessages: readonly Message[] | undefined;
  #lastMessage: EventData<'user.message'> | undefined;
  #lastMessageId: string | null = null;
  #continuedOrder = 0;
  #currentBotText = '';
  #lastOrder = 0;
  #lastSeq = 0;
  #startedAt: number;
  #ending: { reason: string; durationSeconds: number; endedAt: number } | undefined;

  /** @internal Made by the agent when the call starts. */
  constructor(started: LoggedEvent<'call.started'> & { callId: string }, agentId: string, port: CallPort) {
    super((name) => (name === 'ended' ? 'call.ended' : canonicalName(name)));
    const { from, to, direction, transport, metadata, language, resumed } = started.data;
    this.id = started.callId;
    this.from = from;
    this.to = to;
    this.direction = direction;
    this.transport = transport;
    this.metadata = metadata ?? {};
    this.resumed = resumed ?? false;
    this.#language = language ?? '';
    this.#startedAt = (started.ts - started.at) / 1000;
    this.#agentId = agentId;
    this.#port = port;
  }

  /** Base code, as in `es`; empty when unknown. */
  get language(): string {
    return this.#language;
  }

  get status(): 'active' | 'ended' {
    return this.#ending ? 'ended' : 'active';
  }

  /** Why it ended: `hangup`, `timeout`, `idle_timeout`, `max_duration`, `no_answer`, `busy`, `failed` …; empty until then. */
  get reason(): string {
    return this.#ending?.reason ?? '';
  }

  /** Seconds; 0 until the call has ended. */
  get duration(): number {
    return this.#ending?.durationSeconds ?? 0;
  }

  /** Seconds since 1970. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** Seconds since 1970; 0 until the call has ended. */
  get endedAt(): number {
    return this.#ending?.endedAt ?? 0;
  }

  /** The user's latest message: what a `reply` answers unless it says otherwise. */
  get lastMessageId(): string | null {
    return this.#lastMessageId;
  }

  /** The words of the bot's current message that the caller has heard. */
  get currentBotText(): string {
    return this.#currentBotText;
  }

  /** The conversation so far; of the bot, what was heard. The server's own copy once the call has ended. */
  get messages(): readonly Message[] {
    return this.#serverMessages ?? this.#conversation.map((entry) => entry.message);
  }

  /** `messages` without tools and instructions. */
  get transcript(): TranscriptLine[] {
    return transcriptOf(this.messages);
  }

  /**
   * Says something whatever the caller is doing.
   *
   * @param options.addToHistory the model is to know that it said this
   * @param options.interruptible false: the caller cannot stop it by talking over it
   * @returns when it was heard to its end, or will not be. Never rejects; there is no need to wait for it.
   */
  say(text: string, options: { addToHistory?: boolean; interruptible?: boolean } = {}): Promise<SayResult> {
    if (this.#ending) return Promise.resolve({ interrupted: true });
    const messageId = this.#port.newId('msg');
    const heard = new Promise<SayResult>((resolve) => this.#sayings.set(messageId, resolve));
    const { addToHistory, interruptible } = options;
    this.#send({
      event: 'bot.reply',
      callId: this.id,
      messageId,
      text,
      inReplyTo: '',
      ...(addToHistory === undefined ? {} : { addToHistory }),
      ...(interruptible === undefined ? {} : { interruptible }),
    });
    return heard;
  }

  /** Answers the user's latest message, or another one. The server drops it (`reply.rejected`) when the caller has gone on. */
  reply(text: string, options: { messageId?: string; inReplyTo?: string; interruptible?: boolean } = {}): void {
    const { interruptible } = options;
    this.#send({
      event: 'bot.reply',
      callId: this.id,
      messageId: options.messageId ?? this.#port.newId('msg'),
      text,
      inReplyTo: options.inReplyTo ?? this.#lastMessageId ?? '',
      ...(interruptible === undefined ? {} : { interruptible }),
    });
  }

  /**
   * Answers a turn with a text that is still being written.
   *
   * @param turn what `eager.turn` or `turn.end` gave; without it, the user's latest message
   * @returns a stream that is aborted already when the caller has gone on since that turn, or the call has ended
   */
  replyStream(turn?: { messageId: string; order?: number }, messageId = this.#port.newId('msg')): ReplyStream {
    const inReplyTo = turn?.messageId || this.#lastMessageId || '';
    const stream = new ReplyStream(
      { messageId, callId: this.id, inReplyTo },
      (command) => this.#send(command),
      () => this.#streams.delete(messageId),
    );
    const isPast = turn?.order !== undefined && turn.order > 0 && turn.order < this.#continuedOrder;
    if (this.#ending || isPast) stream.giveUp(false);
    else this.#streams.set(messageId, stream);
    return stream;
  }

  /** Answers `llm.tool_call`: all the results of one request at once. After the call has ended they go into its record. */
  toolResult(msgId: string, results: readonly ToolResult[]): void {
    this.#port.send({
      event: 'llm.tool_result',
      callId: this.id,
      msgId,
      results: results.map(({ toolCallId, result, ephemeral, noFollowup }) => ({
        tool_call_id: toolCallId,
        result,
        ...(ephemeral ? { ephemeral } : {}),
        ...(noFollowup ? { no_followup: noFollowup } : {}),
      })),
    });
  }

  /** Stops one message of the bot, or the one being spoken. */
  cancel(messageId?: string): void {
    this.#send({ event: 'bot.cancel', callId: this.id, ...(messageId === undefined ? {} : { messageId }) });
  }

  /** Drops everything the bot has still to say. */
  clear(): void {
    this.#send({ event: 'bot.clear', callId: this.id });
  }

  /** Ends the call at once. Wait for `say` first if the caller is to hear it. */
  hangup(): void {
    this.#send({ event: 'call.hangup', callId: this.id });
  }

  /** Changes this call alone, from its next utterance on. */
  update(settings: SessionSettings): void {
    this.#send({ event: 'session.configure', sessionId: this.id, ...settings });
  }

  #send(command: CommandInput): void {
    if (!this.#ending) this.#port.send(command);
  }

  /** @internal The last kept event seen, from which the server is to go on after a lost connection. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** @internal Takes note of an event. @returns false when it was seen before */
  take(event: AnyEvent): boolean {
    if (this.#ending || (event.order > 0 && event.order <= this.#lastOrder)) return false;
    this.#lastOrder = Math.max(this.#lastOrder, event.order);
    this.#lastSeq = Math.max(this.#lastSeq, event.seq ?? 0);
    this.#conversation = addEvent(this.#conversation, event);
    if (!event.unknown) this.#apply(event);
    return true;
  }

  /** @internal Tells the call's own listeners. */
  tell(name: string, args: unknown[]): void {
    this.emit(name, ...args);
  }

  /** @internal All listeners have been told. */
  told(name: string): void {
    if (name === 'bot.finished' || name === 'bot.interrupted') this.#currentBotText = '';
  }

  /** @internal What a handler of `eager.turn` or `turn.end` is given. */
  turnOf(event: LoggedEvent<'eager.turn' | 'turn.end'>): Turn {
    const { data } = event;
    const messageId = data.messageId || this.#lastMessageId || '';
    const message = this.#lastMessage?.messageId === messageId ? this.#lastMessage : undefined;
    const known = event.name === 'eager.turn' ? 0 : (event.data.confidence ?? message?.confidence ?? 0);
    return {
      ...payloadOf(event, this.#agentId),
      id: data.turnId,
      messageId,
      text: data.text || (data.understood === false ? '' : (message?.text ?? '')),
      confidence: known,
      slots: message?.slots ?? {},
    } as Turn;
  }

  #apply(event: LoggedEvent): void {
    switch (event.name) {
      case 'call.updated':
        this.#language = event.data.language ?? this.#language;
        return;
      case 'user.message':
        this.#lastMessage = event.data;
        this.#lastMessageId = event.data.messageId;
        return;
      case 'eager.turn':
      case 'turn.end':
        this.#lastMessageId = event.data.messageId || this.#lastMessageId;
        return;
      case 'turn.continued':
        this.#continuedOrder = event.order;
        for (const stream of this.#streams.values()) stream.giveUp(true);
        return;
      case 'bot.speaking':
        this.#currentBotText = '';
        return;
      case 'bot.word':
        this.#currentBotText += (this.#currentBotText && ' ') + event.data.word;
        return;
      case 'bot.finished':
        return this.#settle(event.data.messageId, false);
      case 'bot.interrupted':
      case 'message.aborted':
        return this.#settle(event.data.messageId, true);
      case 'reply.rejected':
        this.#streams.get(event.data.messageId)?.giveUp(false);
        return this.#settle(event.data.messageId, true);
      case 'call.ended':
        return this.#end(event);
    }
  }

  #settle(messageId: string, interrupted: boolean): void {
    this.#sayings.get(messageId)?.({ interrupted });
    this.#sayings.delete(messageId);
  }

  #end(event: LoggedEvent<'call.ended'>): void {
    const { reason, durationSeconds, startedAt, endedAt, messages } = event.data;
    this.#startedAt = startedAt ?? this.#startedAt;
    const until = endedAt ?? event.ts / 1000;
    const lasted = Math.max(0, Math.round((until - this.#startedAt) * 1000) / 1000);
    this.#ending = { reason, durationSeconds: durationSeconds ?? lasted, endedAt: until };
    if (messages && messages.length > 0) this.#serverMessages = messages;
    for (const stream of this.#streams.values()) stream.giveUp(false);
    for (const messageId of [...this.#sayings.keys()]) this.#settle(messageId, true);
  }
}
