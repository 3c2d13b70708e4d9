import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { createSseParser, type SseMessage } from './sse-parser.ts';

/** How the page is joined to the server: what the badge says. */
export type Link = 'connecting' | 'live' | 'reconnecting';

export interface EventStreamOptions {
  url: string;
  headers: Record<string, string>;
  fetch: typeof fetch;
  clock: Clock;
  /** 0 to 1. */
  chance: () => number;
  /** The server listens to us from here on: what happens next will come. Called at each connection. */
  onOpen(): void;
  onMessage(message: SseMessage): void;
  onLink(link: Link): void;
  /** The server has refused (401, 403, 404 …); the stream is over. */
  onRefused(status: number): void;
}

/** The server says something at least every 30 s, if only `:ping`; longer silence is a dead connection. */
export const SILENCE_MS = 45_000;

/**
 * Reads a server-sent event stream with headers of our own, which `EventSource` cannot send, and comes back after the
 * last message it saw (`Last-Event-ID`) whenever the connection breaks.
 * @returns ends the stream
 */
export function openEventStream(options: EventStreamOptions): () => void {
  const { clock } = options;
  let closed = false;
  let failures = 0;
  let lastId: string | undefined;
  let connection = new AbortController();
  let forgetRetry = () => {};

  async function connect(): Promise<void> {
    connection = new AbortController();
    const { signal } = connection;
    let forgetSilence = () => {};
    const heard = () => {
      forgetSilence();
      forgetSilence = clock.after(SILENCE_MS, () => connection.abort());
    };
    try {
      heard();
      const headers = { ...options.headers, ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) };
      const response = await options.fetch(options.url, { headers, signal, cache: 'no-store' });
      if (response.status >= 400 && response.status < 500 && response.status !== 429) {
        closed = true;
        options.onRefused(response.status);
        return;
      }
      if (!response.ok || !response.body) throw new Error(`The server answered ${response.status}.`);
      if (closed) return;
      options.onLink('live');
      options.onOpen();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = createSseParser();
      for (let piece = await reader.read(); !piece.done && !closed; piece = await reader.read()) {
        failures = 0;
        heard();
        for (const message of parser.push(piece.value)) options.onMessage(message);
        lastId = parser.lastId ?? lastId;
      }
    } catch {
      // Whatever broke it, the answer is the same: come back after the last message.
    } finally {
      forgetSilence();
      connection.abort();
      if (!closed) retry();
    }
  }

  function retry(): void {
    failures += 1;
    options.onLink('reconnecting');
    forgetRetry = clock.after(backoffMs(failures, options.chance()), () => void connect());
  }

  options.onLink('connecting');
  void connect();
  return () => {
    closed = true;
    forgetRetry();
    connection.abort();
  };
}
