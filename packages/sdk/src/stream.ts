import type { ServerResponse } from 'node:http';
import { type AnyEvent, formatSse, SSE_PING } from '@antiphon/events';
import { type Clock, every } from './clock.ts';
import { AntiphonError } from './errors.ts';

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache',
  Connection: 'keep-alive',
  // nginx would collect the events before it passes them on.
  'X-Accel-Buffering': 'no',
};

/** Source: the events reference. */
const PING_PERIOD_MS = 30_000;
/** A reader with more than this unread, some minutes of a call, is cut off: its browser connects again by itself. */
const UNREAD_LIMIT_BYTES = 1_048_576;

/** What a stream reads: calls `listen` for each event until the returned function is called. */
export type Subscribe = (listen: (event: AnyEvent) => void) => () => void;

/** Where the text of a stream goes. */
interface Sink {
  write(text: string): void;
  readonly unreadBytes: number;
  /** Cuts the reader off. */
  cut(): void;
}

/**
 * Streams events as server-sent events: `connected` first, then each event under its name, `:ping` every 30 s.
 *
 * @param hello what `connected` tells
 * @param res Node's response to write to; without it, a Web `Response` comes back
 */
export function streamEvents(
  hello: object,
  subscribe: Subscribe,
  clock: Clock,
  res?: ServerResponse,
): Response | undefined {
  const begin = (sink: Sink): (() => void) => {
    const stop = () => {
      stopPing();
      unsubscribe();
    };
    const write = (text: string) => {
      if (sink.unreadBytes <= UNREAD_LIMIT_BYTES) return sink.write(text);
      stop();
      sink.cut();
    };
    const stopPing = every(clock, PING_PERIOD_MS, () => write(SSE_PING));
    const unsubscribe = subscribe((event) => write(formatSse(event)));
    sink.write(`event: connected\ndata: ${JSON.stringify(hello)}\n\n`);
    return stop;
  };
  return res ? toNode(res, begin) : toWeb(begin);
}

function toNode(res: ServerResponse, begin: (sink: Sink) => () => void): undefined {
  // Its reader has gone already, and `close` will not come again.
  if (res.destroyed) return;
  res.writeHead(200, HEADERS);
  const stop = begin({
    // A response that its owner has ended still counts as open until its last bytes are out; writing to it would be an error.
    write: (text) => void (res.writableEnded || res.write(text)),
    get unreadBytes() {
      return res.writableLength;
    },
    cut: () => void res.destroy(),
  });
  res.on('close', stop);
}

function toWeb(begin: (sink: Sink) => () => void): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stop = begin({
          write: (text) => controller.enqueue(encoder.encode(text)),
          get unreadBytes() {
            return UNREAD_LIMIT_BYTES - (controller.desiredSize ?? 0);
          },
          cut: () =>
            controller.error(
              new AntiphonError('SLOW_READER', 'The reader of an event stream fell behind and was cut off.'),
            ),
        });
      },
      cancel: () => stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: UNREAD_LIMIT_BYTES }),
  );
  return new Response(body, { headers: HEADERS });
}
