import { type CommandInput, type EventData, type EventName, isKept, type LoggedEvent } from '@antiphon/events';

export interface FakeCallOptions {
  id?: string;
  from?: string;
  to?: string;
  metadata?: Record<string, unknown>;
  /** `instant`: what the bot says is heard at once. `manual`: it is heard when the test says `finish` or `interrupt`. */
  playout?: 'instant' | 'manual';
}

export interface SaysOptions {
  /** What a grammar would have filled its slots with. */
  slots?: Record<string, string>;
  /** False: speech that the recogniser makes nothing of. */
  understood?: boolean;
}

interface Saying {
  messageId: string;
  text: string;
}

/** A call without sound: the test speaks for the caller, and hears what the agent has the bot say. */
export class FakeCall {
  readonly id: string;
  readonly agentId: string;
  /** When the call is over: why. */
  readonly ended: Promise<string>;
  readonly #playout: 'instant' | 'manual';
  readonly #deliver: (event: LoggedEvent) => void;
  readonly #startedAt: number;
  readonly #now: () => number;
  readonly #log: LoggedEvent[] = [];
  readonly #streams = new Map<string, string>();
  #resolveEnded!: (reason: string) => void;
  #order = 0;
  #seq = 0;
  #turnId = 0;
  #userMessageId = '';
  #saying: Saying[] = [];
  #heard: string[] = [];
  #listeners: { resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  #isOver = false;

  /** @internal Made by `server.call`. @param now ms since 1970 */
  constructor(
    id: string,
    agentId: string,
    options: FakeCallOptions,
    deliver: (event: LoggedEvent) => void,
    now: () => number,
  ) {
    this.id = id;
    this.agentId = agentId;
    this.#playout = options.playout ?? 'instant';
    this.#deliver = deliver;
    this.#now = now;
    this.#startedAt = now();
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Lets the agent see an event of the call. */
  emit<Name extends EventName>(name: Name, data: EventData<Name>): void {
    if (this.#isOver) return;
    const ts = this.#now();
    const at = ts - this.#startedAt;
    this.#order += 1;
    if (isKept(name)) this.#seq += 1;
    const event = {
      name,
      orgId: '',
      agentId: this.agentId,
      callId: this.id,
      order: this.#order,
      ...(isKept(name) ? { seq: this.#seq } : {}),
      at,
      ts,
      inSample: at * 8,
      outSample: 0,
      data,
    } as unknown as LoggedEvent;
    this.#log.push(event);
    this.#deliver(event);
  }

  /**
   * The caller says something, and has then finished.
   *
   * @returns what the bot says next
   */
  says(text: string, options: SaysOptions = {}): Promise<string> {
    this.#heard = [];
    const answer = this.hears();
    this.begins(text, options);
    this.emit('turn.end', { ...this.#turn(text, options), probability: 1 });
    return answer;
  }

  /** The caller says something and has perhaps finished: `eager.turn`, without `turn.end`. */
  begins(text: string, { slots, understood = true }: SaysOptions = {}): void {
    this.#turnId += 1;
    this.#userMessageId = `user_${this.id}_${this.#turnId}`;
    const turnId = this.#turnId;
    const heard = understood ? text : '';
    this.emit('speech.started', { turnId, confidence: 0.9 });
    if (understood) this.emit('user.speaking', { turnId, text, confidence: 0.9 });
    this.emit('speech.ended', { turnId, durationMs: 1000 });
    this.emit('user.message', {
      turnId,
      messageId: this.#userMessageId,
      text: heard,
      confidence: understood ? 0.9 : 0,
      ...(slots ? { slots } : {}),
      ...(understood ? {} : { understood }),
    });
    this.emit('eager.turn', { ...this.#turn(text, { understood }), probability: 0.5 });
  }

  /** The caller goes on after `begins`: what the agent has started is void. */
  continues(): void {
    this.#userMessageId = '';
    this.emit('turn.continued', { turnId: this.#turnId });
  }

  /** The next thing that the caller hears. Rejects when the call ends before. */
  hears(): Promise<string> {
    const text = this.#heard.shift();
    if (text !== undefined) return Promise.resolve(text);
    if (this.#isOver) return Promise.reject(new Error(`The call is over; the bot says nothing more.`));
    const next = new Promise<string>((resolve, reject) => this.#listeners.push({ resolve, reject }));
    next.catch(() => {});
    return next;
  }

  /** The bot is heard to the end of what it is saying. */
  finish(): void {
    const saying = this.#saying.shift();
    if (!saying) return;
    const { messageId, text } = saying;
    this.#words(text).forEach((word, wordIndex) => {
      this.emit('bot.word', { messageId, word, wordIndex });
    });
    this.emit('message.confirmed', { messageId, text });
    this.emit('bot.finished', { messageId, durationMs: 1000 });
    this.#hear(text);
    this.#speak();
  }

  /** The caller talks over the bot after hearing some words of it. */
  interrupt(wordsHeard = 1): void {
    const [saying, ...waiting] = this.#saying;
    if (!saying) return;
    this.#saying = [];
    const { messageId } = saying;
    const words = this.#words(saying.text).slice(0, wordsHeard);
    for (const [wordIndex, word] of words.entries()) this.emit('bot.word', { messageId, word, wordIndex });
    this.emit('bot.interrupted', { messageId, playedMs: 1000, wordsSpoken: words.length, reason: 'user_spoke' });
    if (words.length > 0) this.emit('message.confirmed', { messageId, text: words.join(' ') });
    else this.emit('message.aborted', { messageId, reason: 'interrupted' });
    this.#abort(waiting, 'interrupted');
    this.continues();
  }

  /** The call ends. */
  hangup(reason = 'hangup'): void {
    if (this.#isOver) return;
    const endedAt = this.#now() / 1000;
    const startedAt = this.#startedAt / 1000;
    this.emit('call.ended', { reason, durationSeconds: endedAt - startedAt, startedAt, endedAt });
    this.#isOver = true;
    for (const { reject } of this.#listeners)
      reject(new Error(`The call ended (${reason}) before the bot said anything.`));
    this.#resolveEnded(reason);
  }

  /** @internal Kept events that came after `seq`. */
  keptAfter(seq: number): LoggedEvent[] {
    return this.#log.filter((event) => event.seq !== undefined && event.seq > seq);
  }

  /** @internal Carries out a command of the agent. */
  command(command: CommandInput): void {
    switch (command.event) {
      case 'bot.reply':
        return this.#reply(command.messageId, command.inReplyTo ?? '', command.text);
      case 'bot.reply.stream':
        if (command.action === 'start') return this.#accept(command.messageId, command.inReplyTo ?? '');
        return this.#grow(command.messageId, command.action === 'chunk' ? command.token : undefined);
      case 'bot.cancel':
        return this.#cancel(command.messageId ?? this.#saying[0]?.messageId);
      case 'bot.clear':
        return this.#cancel(undefined);
      case 'call.hangup':
        return this.hangup('hangup');
    }
  }

  #turn(text: string, { understood = true }: SaysOptions) {
    return {
      turnId: this.#turnId,
      messageId: this.#userMessageId,
      text: understood ? text : '',
      latencyMs: 500,
      ...(understood ? {} : { understood }),
    };
  }

  #isObsolete(messageId: string, inReplyTo: string): boolean {
    if (inReplyTo === '' || inReplyTo === this.#userMessageId) return false;
    const expectedReplyTo = this.#userMessageId;
    this.emit('reply.rejected', { messageId, inReplyTo, expectedReplyTo, reason: 'message_obsolete' });
    return true;
  }

  #reply(messageId: string, inReplyTo: string, text: string): void {
    if (!this.#isObsolete(messageId, inReplyTo)) this.#say({ messageId, text });
  }

  #accept(messageId: string, inReplyTo: string): void {
    if (!this.#isObsolete(messageId, inReplyTo)) this.#streams.set(messageId, '');
  }

  #grow(messageId: string, token: string | undefined): void {
    const text = this.#streams.get(messageId);
    if (text === undefined) return;
    if (token !== undefined) this.#streams.set(messageId, text + token);
    else if (this.#streams.delete(messageId) && text !== '') this.#say({ messageId, text });
  }

  #say(saying: Saying): void {
    this.#saying.push(saying);
    if (this.#saying.length === 1) this.#speak();
  }

  #speak(): void {
    const [saying] = this.#saying;
    if (!saying) return;
    this.emit('bot.speaking', saying);
    if (this.#playout === 'instant') this.finish();
  }

  #cancel(messageId: string | undefined): void {
    const [current] = this.#saying;
    const isMeant = (saying: Saying) => messageId === undefined || saying.messageId === messageId;
    const dropped = this.#saying.filter(isMeant);
    this.#saying = this.#saying.filter((saying) => !isMeant(saying));
    const wasHeard = current !== undefined && isMeant(current);
    if (wasHeard) {
      this.emit('bot.interrupted', {
        messageId: current.messageId,
        playedMs: 0,
        wordsSpoken: 0,
        reason: 'cancelled',
      });
    }
    this.#abort(dropped, 'cancelled');
    if (wasHeard) this.#speak();
  }

  /** None of it was heard. */
  #abort(dropped: readonly Saying[], reason: string): void {
    for (const { messageId } of dropped) this.emit('message.aborted', { messageId, reason });
  }

  #words(text: string): string[] {
    return text.split(/\s+/).filter((word) => word !== '');
  }

  #hear(text: string): void {
    const listener = this.#listeners.shift();
    if (listener) listener.resolve(text);
    else this.#heard.push(text);
  }
}
