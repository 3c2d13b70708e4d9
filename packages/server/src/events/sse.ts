import type { ServerResponse } from 'node:http';
import { SSE_PING } from '@antiphon/events';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { VoiceError } from '../errors.ts';
import { agents, names, readQuery, wholeNumber } from '../http/query.ts';
import type { EventReaders, ReaderPipe } from './readers.ts';

const position = wholeNumber(0, Number.MAX_SAFE_INTEGER);

const StreamQuery = z.object({
  agents: agents.optional(),
  calls: names.optional(),
  last_event_id: position.optional(),
});

/** How long a client waits before it comes back, ms. */
const retryMs = 2_000;
const pingMs = 30_000;
/** Streams open at once, over all clients. */
const maxStreams = 5_000;

/**
 * `GET /v1/events?agents=&calls=`: every event of an org as it happens, kept ones once they are durable. `id:` is the commit position; a
 * client that sends its last one back, as `Last-Event-ID` or `?last_event_id=`, goes on from there.
 */
export function eventStreamRoute(
  app: FastifyInstance,
  { readers, position: now, clock }: { readers: EventReaders; position(): number; clock: Clock },
): void {
  app.get('/v1/events', { exposeHeadRoute: false }, async (request, reply) => {
    const { agents, calls, last_event_id } = readQuery(StreamQuery, request.query);
    const header = request.headers['last-event-id'];
    const resume = last_event_id ?? (header ? readLastEventId(header) : undefined);
    if (readers.count >= maxStreams) {
      throw new VoiceError(
        'SERVER_AT_CAPACITY',
        `${maxStreams} event streams are open already. Close some, or come back later.`,
      );
    }

    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    // The id without an event makes the position of the beginning known: who is cut off before the first event misses none.
    response.write(`retry: ${retryMs}\n${resume === undefined ? `id: ${now()}\n` : ''}\n`);

    const filter = { ...(agents ? { agents } : {}), ...(calls ? { calls } : {}) };
    const close = readers.open(
      { orgId: request.orgId, filter, ...(resume === undefined ? {} : { after: resume }) },
      pipeOf(response, request.log),
    );
    const stopPings = every(pingMs, clock, () => response.write(SSE_PING));
    response.on('close', () => {
      stopPings();
      close();
    });
    response.on('error', () => response.destroy());
  });
}

function readLastEventId(header: string | string[]): number {
  const result = position.safeParse(header);
  if (result.success) return result.data;
  throw new VoiceError(
    'INVALID_FIELD',
    'The header Last-Event-ID is not an id of this stream. Send one back as it came, or leave it out to begin now.',
  );
}

function pipeOf(response: ServerResponse, log: FastifyBaseLogger): ReaderPipe {
  return {
    write: (text) => void response.write(text),
    get pendingBytes() {
      return response.writableLength;
    },
    drained: () =>
      new Promise((resolve) => {
        if (!response.writableNeedDrain || response.destroyed) return resolve();
        const go = () => {
          response.off('drain', go).off('close', go);
          resolve();
        };
        response.on('drain', go).on('close', go);
      }),
    drop(reason) {
      if (reason === 'shutdown') return void response.end();
      log.warn({ reason, pendingBytes: response.writableLength }, 'an event stream was cut; its reader may resume');
      response.destroy();
    },
  };
}

function every(ms: number, clock: Clock, run: () => void): () => void {
  let callOff = () => {};
  const arm = () => {
    callOff = clock.wakeAt(clock.now() + ms, () => {
      run();
      arm();
    });
  };
  arm();
  return () => callOff();
}
