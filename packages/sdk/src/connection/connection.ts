import { withoutPassword } from '../address.ts';
import { type Clock, every } from '../clock.ts';
import { AntiphonError } from '../errors.ts';
import type { Random } from '../ids.ts';
import { type ConnectionEnd, isDisplaced, isKeyRefusal, mayReconnect, reconnectDelayMs } from './reconnect.ts';
import type { Link, Transport } from './transport.ts';

/** Opening the socket, and then the server's `connected`, may each take this long. Source: wire.md §1. */
const OPEN_TIMEOUT_MS = 10_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Source: wire.md §1.3. A server that was silent from one ping to the next is taken for dead. */
const PING_PERIOD_MS = 30_000;

export interface ConnectionOptions {
  /** The socket's whole URL, `/client` included. */
  url: string;
  apiKey: string;
  autoReconnect: boolean;
  transport: Transport;
  clock: Clock;
  random: Random;
}

export interface ConnectionListener {
  connected(): void;
  /** A frame that is not part of the handshake or the keep-alive. */
  received(frame: Record<string, unknown>): void;
  /** The server was connected and is gone. */
  lost(reason: string): void;
  /** The first failure since the last `connected`; trying goes on. */
  failing(error: AntiphonError): void;
  retrying(attempt: number, delayMs: number): void;
  /** It is over and will not be tried again. */
  stopped(error: AntiphonError): void;
}

type State = 'idle' | 'opening' | 'greeting' | 'connected' | 'waiting' | 'stopped';

/** Keeps one socket to the server: opens it, says who we are, keeps it alive, and opens it again when it is lost. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  /** The URL as messages name it. */
  readonly #place: string;
  #state: State = 'idle';
  #link: Link | undefined;
  #cancelTimer = () => {};
  #attempt = 0;
  /** The server has said something since the last ping. */
  #hasHeard = false;
  /** What the server, or a timeout of ours, said of the end that is about to come. */
  #verdict: AntiphonError | undefined;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#place = withoutPassword(options.url);
  }

  get isConnected(): boolean {
    return this.#state === 'connected';
  }

  /** Begins; does nothing while it runs already. */
  start(): void {
    if (this.#state !== 'idle' && this.#state !== 'stopped') return;
    this.#attempt = 0;
    this.#open();
  }

  /** Ends for good, without a word to the listener. */
  stop(reason: string): void {
    this.#cancelTimer();
    this.#state = 'stopped';
    this.#link?.close(1000, reason);
    this.#link = undefined;
  }

  /** Sends one frame; dropped unless connected. */
  send(frame: object): void {
    if (this.#state === 'connected') this.#link?.send(JSON.stringify(frame));
  }

  #open(): void {
    const { transport, url, apiKey } = this.#options;
    this.#state = 'opening';
    this.#verdict = undefined;
    // Late events of a link that we have given up name another link: they are not ours.
    const mine = (act: () => void) => {
      if (this.#link === link) act();
    };
    const link = transport.open(url, {
      opened: () =>
        mine(() => {
          this.#state = 'greeting';
          link.send(JSON.stringify({ event: 'connect', api_key: apiKey }));
          this.#expect(HANDSHAKE_TIMEOUT_MS, `${this.#place} is open but says nothing. Is it an Antiphon server?`);
        }),
      received: (text) => mine(() => this.#received(text)),
      closed: (code, reason, cause) => mine(() => this.#ended({ code, reason }, cause)),
    });
    this.#link = link;
    this.#expect(
      OPEN_TIMEOUT_MS,
      `No answer from ${this.#place} within ${OPEN_TIMEOUT_MS / 1000} s. Is the address right?`,
    );
  }

  #expect(timeoutMs: number, message: string): void {
    this.#setTimer(
      this.#options.clock.after(timeoutMs, () => {
        this.#verdict = new AntiphonError('CONNECTION_TIMEOUT', message);
        this.#link?.terminate();
      }),
    );
  }

  #setTimer(cancel: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = cancel;
  }

  #received(text: string): void {
    this.#hasHeard = true;
    const frame = parseObject(text);
    if (frame === undefined) return;
    switch (frame['event']) {
      case 'connected':
        if (this.#state === 'greeting') this.#connected();
        return;
      case 'authenticated':
      case 'pong':
        return;
      case 'ping':
        this.#link?.send('{"event":"pong"}');
        return;
      case 'error':
        if (this.#state === 'greeting' || isAboutKey(frame)) return this.#refused(frame);
    }
    if (this.#state === 'connected') this.#listener.received(frame);
  }

  #connected(): void {
    this.#state = 'connected';
    this.#attempt = 0;
    this.#setTimer(
      every(this.#options.clock, PING_PERIOD_MS, () => {
        if (!this.#hasHeard) {
          this.#verdict = new AntiphonError('CONNECTION_LOST', 'The server has stopped answering.');
          this.#link?.terminate();
          return;
        }
        this.#hasHeard = false;
        this.#link?.send('{"event":"ping"}');
      }),
    );
    this.#listener.connected();
  }

  /** The server turns us away, and need not close the socket for that. */
  #refused(frame: Record<string, unknown>): void {
    const refusal = typeof frame['code'] === 'string' ? frame['code'] : 'SERVER_ERROR';
    const said = String(frame['error'] ?? frame['message'] ?? refusal);
    this.#verdict = new AntiphonError(
      refusal,
      isKeyRefusal(refusal)
        ? `The server at ${this.#place} refused the API key (${said}). Check ANTIPHON_API_KEY or the \`apiKey\` option.`
        : `The server at ${this.#place} refused the connection: ${said}`,
    );
    this.#link?.close(1000, 'refused');
    this.#ended({ code: 1000, reason: '', refusal });
  }

  #ended(end: ConnectionEnd, cause?: Error): void {
    const wasConnected = this.#state === 'connected';
    const error = this.#verdict ?? this.#explain(end, wasConnected, cause);
    const goesOn = this.#options.autoReconnect && mayReconnect(end);
    this.#link = undefined;
    this.#cancelTimer();
    this.#state = goesOn ? 'waiting' : 'stopped';
    if (wasConnected) this.#listener.lost(end.reason || 'connection_lost');
    if (!goesOn) return this.#listener.stopped(error);
    this.#attempt += 1;
    const delayMs = reconnectDelayMs(this.#attempt, this.#options.random());
    this.#setTimer(this.#options.clock.after(delayMs, () => this.#open()));
    if (!wasConnected && this.#attempt === 1) this.#listener.failing(error);
    this.#listener.retrying(this.#attempt, delayMs);
  }

  #explain(end: ConnectionEnd, wasConnected: boolean, cause: Error | undefined): AntiphonError {
    if (isDisplaced(end)) {
      return new AntiphonError(
        'DISPLACED',
        `Another client took this one's place at ${this.#place}. Run only one of them.`,
      );
    }
    if (wasConnected)
      return new AntiphonError('CONNECTION_LOST', `The connection to ${this.#place} was lost.`, { cause });
    const why = cause ? cause.message || (cause as NodeJS.ErrnoException).code : 'it closed the connection';
    return new AntiphonError(
      'CONNECTION_FAILED',
      `No server answered at ${this.#place} (${why}). Start one with \`antiphon serve\`, or check the \`url\` option.`,
      { cause },
    );
  }
}

/** One agent, call or line that may not do something is no refusal of the key: the others work on. */
function isAboutKey(frame: Record<string, unknown>): boolean {
  const isAboutOne = ['agent_id', 'call_id', 'number'].some((key) => frame[key] !== undefined);
  return !isAboutOne && isKeyRefusal(String(frame['code']));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
