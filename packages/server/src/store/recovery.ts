import type { LoggedEvent } from '@antiphon/events';
import type { Database, Statement } from './database.ts';
import { messagesOf } from './messages.ts';
import { callOf, eventOf, type StoredCall } from './rows.ts';
import { activeCalls, eventsAfter, writeCall, writeEvent } from './statements.ts';

/**
 * `order` counts live-only events too, and how many of them were out when the server died is not known. Leaping this far keeps it
 * rising: at 20 of them a second it is fourteen hours without a kept event.
 */
const orderLeap = 2 ** 20;

const pageSize = 1000;

/** Ends the calls that were live when the server last stopped without ending them. @returns how many */
export async function closeOpenCalls(db: Database): Promise<number> {
  const open = (await db.read(activeCalls())).map(callOf);
  for (const call of open) await db.write(ending(call, await allEvents(db, call)));
  return open.length;
}

/** The record and the last event of a call that nothing has been heard of since the last of its events. */
function ending(call: StoredCall, events: readonly LoggedEvent[]): Statement[] {
  const last = events.at(-1);
  // The event was durable and the record was not: only the record is missing.
  if (last?.name === 'call.ended') {
    const { reason, durationSeconds, messages } = last.data;
    const said = messages?.map((message) => ({
      ...message,
      content: typeof message['content'] === 'string' ? message['content'] : null,
    }));
    return [
      writeCall({
        ...call,
        status: 'ended',
        endedAt: last.ts,
        duration: durationSeconds ?? seconds(call.startedAt, last.ts),
        reason,
        messages: said ?? messagesOf(events, true),
      }),
    ];
  }
  const endedAt = last?.ts ?? call.startedAt;
  const duration = seconds(call.startedAt, endedAt);
  const messages = messagesOf(events, true);
  const event: LoggedEvent<'call.ended'> = {
    name: 'call.ended',
    orgId: call.orgId,
    agentId: call.agentId,
    callId: call.id,
    seq: (last?.seq ?? 0) + 1,
    order: (last?.order ?? 0) + orderLeap,
    at: last?.at ?? 0,
    ts: endedAt,
    inSample: last?.inSample ?? 0,
    outSample: last?.outSample ?? 0,
    data: {
      reason: 'failed',
      durationSeconds: duration,
      startedAt: call.startedAt / 1000,
      endedAt: endedAt / 1000,
      messages: messages.map((message) => ({ ...message })),
    },
  };
  return [writeEvent(event), writeCall({ ...call, status: 'ended', endedAt, duration, reason: 'failed', messages })];
}

async function allEvents(db: Database, { orgId, id }: StoredCall): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (;;) {
    const page = await db.read(eventsAfter(orgId, id, events.at(-1)?.seq ?? 0, pageSize));
    events.push(...page.map(eventOf));
    if (page.length < pageSize) return events;
  }
}

const seconds = (from: number, to: number) => Math.max(0, Math.round((to - from) / 1000));
