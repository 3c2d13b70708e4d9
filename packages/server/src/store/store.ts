import { createHash } from 'node:crypto';
import type { LoggedEvent } from '@antiphon/events';
import type { Clock } from '../clock.ts';
import { VoiceError } from '../errors.ts';
import type { CallRecord, LogSink } from '../events/log-sink.ts';
import {
  createLogWriter,
  type LogLimits,
  type StorageHealth,
  type StorageLog,
  type TailListener,
} from './log-writer.ts';
import { messagesOf } from './messages.ts';
import { closeOpenCalls } from './recovery.ts';
import { callOf, eventOf, type StoredCall } from './rows.ts';
import { openSqlite } from './sqlite/sqlite-database.ts';
import {
  allKeys,
  type CallFilter,
  callById,
  callPage,
  type EventFilter,
  eventsAfter,
  eventsAfterPosition,
  lastPosition,
  newestCallIds,
  writeKey,
  writeOrg,
} from './statements.ts';

/** Everything that outlives the process. Every read is of one org and sees only what is durable. */
export interface Store {
  readonly sink: LogSink;
  readonly calls: {
    /** Newest first. */
    list(orgId: string, filter: CallFilter): Promise<StoredCall[]>;
    get(orgId: string, id: string): Promise<StoredCall | undefined>;
    /** Ids of the newest calls, of all orgs, the newest last. */
    newestIds(limit: number): Promise<string[]>;
    /** What was said, of a live call too: so far. */
    messages(call: StoredCall): Promise<CallRecord['messages']>;
  };
  readonly events: {
    /** Kept events of one call with a greater `seq`, in order. */
    after(orgId: string, callId: string, seq: number, limit: number): Promise<LoggedEvent[]>;
    /** Kept events of many calls with a greater commit position, in order. */
    afterPosition(orgId: string, position: number, filter: EventFilter, limit: number): Promise<PositionedEvent[]>;
    /** The commit position of the last kept event, 0 before the first. */
    last(): Promise<number>;
  };
  readonly keys: {
    /**
     * Gives an org a key under a name, in place of the one it had under it. The key itself is not kept.
     * @throws VoiceError CONFIG_INVALID when it is another org's key
     */
    put(orgId: string, name: string, key: string): Promise<void>;
    all(): Promise<StoredKey[]>;
  };
  /** Hears every event from now on, once it is durable. @returns a function that stops it */
  tail(listener: TailListener): () => void;
  /** The commit position of the last kept event that the tail has given out. */
  readonly position: number;
  /** Calls that were live when the server last died, ended at this start. */
  readonly recovered: number;
  health(): StorageHealth;
  /** Writes what waits and closes the files. */
  close(): Promise<void>;
}

export interface PositionedEvent {
  event: LoggedEvent;
  position: number;
}

export interface StoredKey {
  orgId: string;
  name: string;
  /** SHA-256, hex. */
  hash: string;
}

export interface StoreOptions {
  clock: Clock;
  log: StorageLog;
  /** See LogWriterOptions. */
  onLost?(event: LoggedEvent<'log.lost'>): void;
  limits?: Partial<LogLimits>;
}

/**
 * Opens the database, brings its schema up to date and ends the calls that a dead server left open.
 * @param file of the SQLite database; its folder must be held, see `openDataFolder`
 * @throws VoiceError DATA_FOLDER_UNUSABLE, StorageError
 */
export async function openStore(file: string, { clock, log, onLost, limits }: StoreOptions): Promise<Store> {
  const db = await openSqlite(file);
  const last = async () => Number((await db.read(lastPosition()))[0]?.position ?? 0);
  let recovered: number;
  let position: number;
  try {
    recovered = await closeOpenCalls(db);
    position = await last();
  } catch (error) {
    await db.close();
    throw error;
  }
  const listeners = new Set<TailListener>();

  const writer = createLogWriter({
    db,
    clock,
    log,
    onTail(event, at) {
      if (at !== undefined) position = Math.max(position, at);
      for (const listener of listeners) listener(event, at);
    },
    onLost: onLost ?? (() => {}),
    ...(limits ? { limits } : {}),
  });

  const after = async (orgId: string, callId: string, seq: number, limit: number) =>
    (await db.read(eventsAfter(orgId, callId, seq, limit))).map(eventOf);

  return {
    sink: writer,
    calls: {
      list: async (orgId, filter) => (await db.read(callPage(orgId, filter))).map(callOf),
      async get(orgId, id) {
        const [row] = await db.read(callById(orgId, id));
        return row && callOf(row);
      },
      newestIds: async (limit) => (await db.read(newestCallIds(limit))).map((row) => String(row['id'])).reverse(),
      async messages(call) {
        if (call.status === 'ended') return call.messages;
        const events: LoggedEvent[] = [];
        for (;;) {
          const page = await after(call.orgId, call.id, events.at(-1)?.seq ?? 0, 1000);
          events.push(...page);
          if (page.length < 1000) return messagesOf(events);
        }
      },
    },
    events: {
      after,
      afterPosition: async (orgId, from, filter, limit) =>
        (await db.read(eventsAfterPosition(orgId, from, filter, limit))).map((row) => ({
          event: eventOf(row),
          position: Number(row.position),
        })),
      last,
    },
    keys: {
      async put(orgId, name, key) {
        const now = Math.round(clock.epochMs());
        const outcomes = await db.write([writeOrg(orgId, orgId, now), writeKey(orgId, name, hashOfKey(key), now)]);
        if (outcomes.some((outcome) => 'refused' in outcome)) {
          throw new VoiceError(
            'CONFIG_INVALID',
            `The API key of org "${orgId}" belongs to another org already. Give it one of its own.`,
          );
        }
      },
      all: async () =>
        (await db.read(allKeys())).map((row) => ({
          orgId: String(row.org_id),
          name: String(row.name),
          hash: String(row.hash),
        })),
    },
    tail(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get position() {
      return position;
    },
    recovered,
    health: writer.health,
    async close() {
      await writer.close();
      await db.close();
    },
  };
}

/** How a key is kept and compared. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
