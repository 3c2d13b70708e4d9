import type { LoggedEvent } from '@antiphon/events';
import type { CallRecord } from '../events/log-sink.ts';
import type { Row, SqlValue } from './database.ts';
import type { Tables } from './tables.ts';

/** A call as the database has it. */
export interface StoredCall extends CallRecord {
  /** The last kept event's; 0 before the first. */
  lastSeq: number;
}

type Columns<Table extends keyof Tables> = { [Column in Exclude<keyof Tables[Table], 'position'>]: SqlValue };

export function eventRow(event: LoggedEvent): Columns<'events'> {
  return {
    org_id: event.orgId,
    call_id: event.callId,
    agent_id: event.agentId,
    seq: event.seq ?? null,
    order: event.order,
    name: event.name,
    at: event.at,
    ts: event.ts,
    in_sample: event.inSample,
    out_sample: event.outSample,
    data: JSON.stringify(event.data),
  };
}

export function eventOf(row: Row): LoggedEvent {
  const event = {
    name: text(row.name),
    orgId: text(row.org_id),
    agentId: text(row.agent_id),
    callId: row.call_id ?? null,
    order: number(row.order),
    ...(row.seq === null || row.seq === undefined ? {} : { seq: number(row.seq) }),
    at: number(row.at),
    ts: number(row.ts),
    inSample: number(row.in_sample),
    outSample: number(row.out_sample),
    data: JSON.parse(text(row.data)),
  };
  // Only `eventRow` writes this table: the row is as true to the catalog as the event was.
  return event as LoggedEvent;
}

export function callRow(record: CallRecord): Columns<'calls'> {
  return {
    org_id: record.orgId,
    id: record.id,
    agent_id: record.agentId,
    caller: record.from,
    callee: record.to,
    direction: record.direction,
    transport: record.transport,
    metadata: JSON.stringify(record.metadata),
    status: record.status,
    started_at: Math.round(record.startedAt),
    ended_at: record.endedAt === null ? null : Math.round(record.endedAt),
    duration: record.duration === null ? null : Math.round(record.duration),
    reason: record.reason,
    messages: JSON.stringify(record.messages),
  };
}

export function callOf(row: Row): StoredCall {
  return {
    id: text(row.id),
    orgId: text(row.org_id),
    agentId: text(row.agent_id),
    from: text(row.caller),
    to: text(row.callee),
    direction: row.direction === 'outbound' ? 'outbound' : 'inbound',
    transport: text(row.transport),
    metadata: JSON.parse(text(row.metadata)),
    status: row.status === 'active' ? 'active' : 'ended',
    startedAt: number(row.started_at),
    endedAt: row.ended_at === null ? null : number(row.ended_at),
    duration: row.duration === null ? null : number(row.duration),
    reason: row.reason === null ? null : text(row.reason),
    messages: JSON.parse(text(row.messages)),
    lastSeq: number(row.last_seq),
  };
}

const text = (value: SqlValue | undefined): string => String(value ?? '');
const number = (value: SqlValue | undefined): number => Number(value ?? 0);
