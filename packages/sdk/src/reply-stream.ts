import type { CommandInput } from '@antiphon/events';

type StreamCommand = CommandInput<'bot.reply.stream'>;

/**
 * A reply that is spoken while it is being written, as a language model writes it. Nothing is sent before the first token.
 * When the caller goes on talking (`turn.continued`) or the call ends, the stream aborts by itself and later tokens are
 * dropped without an error: hand `signal` to whatever makes them.
 */
export class ReplyStream {
  readonly messageId: string;
  readonly callId: string;
  /** The user's message it answers; empty: none in particular. */
  readonly inReplyTo: string;
  readonly #send: (command: StreamCommand) => void;
  readonly #onDone: (stream: ReplyStream) => void;
  readonly #controller = new AbortController();
  #isStarted = false;
  #ended = false;

  /** @internal Made by `call.replyStream`. */
  constructor(
    ids: { messageId: string; callId: string; inReplyTo: string },
    send: (command: StreamCommand) => void,
    onDone: (stream: ReplyStream) => void,
  ) {
    this.messageId = ids.messageId;
    this.callId = ids.callId;
    this.inReplyTo = ids.inReplyTo;
    this.#send = send;
    this.#onDone = onDone;
  }

  /** Aborts with the stream. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get aborted(): boolean {
    return this.#controller.signal.aborted;
  }

  /** `end()` was called. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Adds a piece of the reply, of any length. Ignored after `end` and `abort`, and when empty. */
  write(token: string): void {
    if (this.aborted || this.#ended || token === '') return;
    this.#start();
    this.#say({ action: 'chunk', token });
  }

  /** The reply is complete. */
  end(): void {
    if (this.aborted || this.#ended) return;
    this.#start();
    this.#ended = true;
    this.#say({ action: 'end' });
    this.#onDone(this);
  }

  /** Adds nothing more. What was written is still spoken; `call.cancel(stream.messageId)` drops that too. */
  abort(): void {
    this.giveUp(true);
  }

  /** @internal @param tellServer false when the call is over or the server itself refused the reply */
  giveUp(tellServer: boolean): void {
    if (this.aborted || this.#ended) return;
    if (this.#isStarted && tellServer) this.#say({ action: 'end' });
    this.#controller.abort();
    this.#onDone(this);
  }

  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#say({ action: 'start', inReplyTo: this.inReplyTo });
  }

  #say(part: { action: 'start'; inReplyTo: string } | { action: 'chunk'; token: string } | { action: 'end' }): void {
    this.#send({ event: 'bot.reply.stream', callId: this.callId, messageId: this.messageId, ...part });
  }
}
