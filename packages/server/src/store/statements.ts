import type { LoggedEvent } from '@antiphon/events';
import type { Compilable } from 'kysely';
import type { CallRecord } from '../events/log-sink.ts';
import type { SqlValue, Statement } from './database.ts';
import { callRow, eventRow } from './rows.ts';
import { sqliteQueries as db } from './tables.ts';

/** Which calls and agents a reader asked for; absent means all. Both given: a row must meet both. */
export interface EventFilter {
  agents?: readonly string[];
  calls?: readonly string[];
}

/** Where a page of calls begins: right after this call in the list, newest first. */
export interface CallCursor {
  startedAt: number;
  id: string;
}

export interface CallFilter {
  agent?: string;
  status?: 'active' | 'ended';
  before?: CallCursor;
  limit: number;
}

/**
 * Writing the same event again changes nothing and gives its first position, so that a batch whose acknowledgement was lost may be
 * written again. An event of another call that took the same id gives no row.
 */
const insertEvent = compiledOnce((row: ReturnType<typeof eventRow>) =>
  db
    .insertInto('events')
    .values(row as never)
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'call_id', 'seq'])
        .doUpdateSet((eb) => ({ seq: eb.ref('excluded.seq') }))
        .whereRef('events.ts', '=', 'excluded.ts')
        .whereRef('events.name', '=', 'excluded.name'),
    )
    .returning('position'),
);

/** Gives a row when the call is new or is this very call; none when another call had the id first. */
const upsertCall = compiledOnce((row: ReturnType<typeof callRow>) =>
  db
    .insertInto('calls')
    .values(row as never)
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'id'])
        .doUpdateSet((eb) => ({
          status: eb.ref('excluded.status'),
          ended_at: eb.ref('excluded.ended_at'),
          duration: eb.ref('excluded.duration'),
          reason: eb.ref('excluded.reason'),
          metadata: eb.ref('excluded.metadata'),
          messages: eb.ref('excluded.messages'),
        }))
        .whereRef('calls.started_at', '=', 'excluded.started_at'),
    )
    .returning('id'),
);

export const writeEvent = (event: LoggedEvent): Statement => insertEvent(eventRow(event));
export const writeCall = (record: CallRecord): Statement => upsertCall(callRow(record));

export function writeOrg(orgId: string, name: string, createdAt: number): Statement {
  return statement(
    db
      .insertInto('orgs')
      .values({ org_id: orgId, name, created_at: createdAt })
      .onConflict((conflict) => conflict.column('org_id').doNothing()),
  );
}

export function writeKey(orgId: string, name: string, hash: string, createdAt: number): Statement {
  return statement(
    db
      .insertInto('keys')
      .values({ org_id: orgId, name, hash, created_at: createdAt })
      .onConflict((conflict) =>
        conflict.columns(['org_id', 'name']).doUpdateSet((eb) => ({ hash: eb.ref('excluded.hash') })),
      ),
  );
}

export const allKeys = (): Statement => statement(db.selectFrom('keys').select(['org_id', 'name', 'hash']));

export const lastPosition = (): Statement =>
  statement(db.selectFrom('events').select((eb) => eb.fn.max('position').as('position')));

export const activeCalls = (): Statement => statement(selectCalls().where('status', '=', 'active'));

export const callById = (orgId: string, id: string): Statement =>
  statement(selectCalls().where('org_id', '=', orgId).where('id', '=', id));

/** Newest first. */
export function callPage(orgId: string, { agent, status, before, limit }: CallFilter): Statement {
  let query = selectCalls().where('org_id', '=', orgId);
  if (agent !== undefined) query = query.where('agent_id', '=', agent);
  if (status !== undefined) query = query.where('status', '=', status);
  if (before) {
    query = query.where((eb) =>
      eb.or([
        eb('started_at', '<', before.startedAt),
        eb.and([eb('started_at', '=', before.startedAt), eb('id', '<', before.id)]),
      ]),
    );
  }
  return statement(query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit));
}

/** Ids of the newest calls of all orgs. */
export const newestCallIds = (limit: number): Statement =>
  statement(db.selectFrom('calls').select('id').orderBy('started_at', 'desc').limit(limit));

export const eventsAfter = (orgId: string, callId: string, seq: number, limit: number): Statement =>
  statement(
    db
      .selectFrom('events')
      .selectAll()
      .where('org_id', '=', orgId)
      .where('call_id', '=', callId)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(limit),
  );

export function eventsAfterPosition(orgId: string, position: number, filter: EventFilter, limit: number): Statement {
  let query = db.selectFrom('events').selectAll().where('position', '>', position).where('org_id', '=', orgId);
  if (filter.agents) query = query.where('agent_id', 'in', [...filter.agents]);
  if (filter.calls) query = query.where('call_id', 'in', [...filter.calls]);
  return statement(query.orderBy('position').limit(limit));
}

function selectCalls() {
  return db
    .selectFrom('calls')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('events')
        .select((inner) => inner.fn.max('events.seq').as('seq'))
        .whereRef('events.org_id', '=', 'calls.org_id')
        .whereRef('events.call_id', '=', 'calls.id')
        .as('last_seq'),
    );
}

function statement(query: Compilable): Statement {
  const { sql, parameters } = query.compile();
  return { sql, parameters: parameters as readonly SqlValue[] };
}

class Placeholder {
  readonly column: string;
  constructor(column: string) {
    this.column = column;
  }
}

/** Compiles a query at its first row and from then on only puts each row's values where that one's columns went. */
function compiledOnce<R extends Record<string, SqlValue>>(build: (row: R) => Compilable): (row: R) => Statement {
  let compiled: { sql: string; columns: readonly string[] } | undefined;
  return (row) => {
    if (!compiled) {
      const marked = Object.fromEntries(Object.keys(row).map((column) => [column, new Placeholder(column)]));
      const { sql, parameters } = build(marked as never).compile();
      compiled = { sql, columns: parameters.map((parameter) => (parameter as Placeholder).column) };
    }
    return { sql: compiled.sql, parameters: compiled.columns.map((column) => row[column] ?? null) };
  };
}
