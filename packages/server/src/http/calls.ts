import { formatLogEntry } from '@antiphon/events';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { VoiceError } from '../errors.ts';
import type { StoredCall } from '../store/rows.ts';
import type { CallCursor } from '../store/statements.ts';
import type { Store } from '../store/store.ts';
import { oneAgent, readQuery, wholeNumber } from './query.ts';

const ListQuery = z.object({
  agent: oneAgent.optional(),
  status: z.enum(['active', 'ended'], { error: 'takes active or ended' }).optional(),
  limit: wholeNumber(1, 200).default(50),
  before: z
    .string({ error: 'give it once' })
    .transform((text, context) => {
      const cursor = readCursor(text);
      if (!cursor) context.addIssue({ code: 'custom', message: 'takes a `next` of an earlier answer' });
      return cursor ?? z.NEVER;
    })
    .optional(),
});

const EventsQuery = z.object({
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
  limit: wholeNumber(1, 1000).default(500),
});

type WithId = { Params: { id: string } };

/** `GET /v1/calls`, `/v1/calls/{id}` and `/v1/calls/{id}/events`: the durable view of an org's calls. */
export function callRoutes(app: FastifyInstance, { calls, events }: Pick<Store, 'calls' | 'events'>): void {
  app.get('/v1/calls', async ({ orgId, query }) => {
    const { agent, status, limit, before } = readQuery(ListQuery, query);
    const page = await calls.list(orgId, {
      limit: limit + 1,
      ...(agent === undefined ? {} : { agent }),
      ...(status === undefined ? {} : { status }),
      ...(before === undefined ? {} : { before }),
    });
    const shown = page.slice(0, limit);
    const last = shown.at(-1);
    return { calls: shown.map(summaryOf), next: page.length > limit && last ? formatCursor(last) : null };
  });

  const find = async (orgId: string, id: string): Promise<StoredCall> => {
    const call = await calls.get(orgId, id);
    if (!call)
      throw new VoiceError('CALL_NOT_FOUND', `There is no call "${id}". Check its id; GET /v1/calls lists them.`);
    return call;
  };

  app.get<WithId>('/v1/calls/:id', async ({ orgId, params }) => {
    const call = await find(orgId, params.id);
    const messages = await calls.messages(call);
    const transcript = messages.flatMap(({ role, content }) =>
      (role === 'user' || role === 'assistant') && content ? [{ role, content }] : [],
    );
    return { ...summaryOf(call), messages, transcript };
  });

  app.get<WithId>('/v1/calls/:id/events', async ({ orgId, params, query }) => {
    const { after, limit } = readQuery(EventsQuery, query);
    // Whether it is live is asked first: a call that ends in between is then asked about once more, never once too little.
    const call = await find(orgId, params.id);
    const page = await events.after(orgId, call.id, after, limit);
    return {
      entries: page.map((event) => formatLogEntry(event)),
      live: call.status === 'active',
      next: page.at(-1)?.seq ?? after,
    };
  });
}

/** A call, without what was said. Times are epoch ms, duration whole seconds. */
function summaryOf(call: StoredCall) {
  return {
    id: call.id,
    agent: call.agentId,
    from: call.from,
    to: call.to,
    direction: call.direction,
    transport: call.transport,
    metadata: call.metadata,
    status: call.status,
    startedAt: call.startedAt,
    endedAt: call.endedAt,
    duration: call.duration,
    reason: call.reason,
    lastSeq: call.lastSeq,
  };
}

const formatCursor = ({ startedAt, id }: CallCursor) => Buffer.from(`${startedAt} ${id}`).toString('base64url');

function readCursor(text: string): CallCursor | undefined {
  const found = /^(\d{1,16}) (.+)$/s.exec(Buffer.from(text, 'base64url').toString());
  return found?.[1] && found[2] ? { startedAt: Number(found[1]), id: found[2] } : undefined;
}
