import type { LoggedEvent } from '@antiphon/events';
import type { Clock } from '../clock.ts';
import type { CallRecord, LogSink } from '../events/log-sink.ts';
import type { Database, Outcome, Statement } from './database.ts';
import { createLosses } from './losses.ts';
import { writeCall, writeEvent } from './statements.ts';

/** Hears every event once it may be read. @param position of a kept one: its commit position */
export type TailListener = (event: LoggedEvent, position: number | undefined) => void;

export interface StorageHealth {
  state: 'ok' | 'failing';
  /** Events that wait to be written. */
  waitingEvents: number;
  waitingBytes: number;
  /** Kept events that found no room while the storage failed, since the server started. */
  lostEvents: number;
  /** While failing: the engine's code and words, and since when (epoch ms). */
  error?: { code: string; message: string; since: number };
}

/** Where the writer tells of trouble. Messages are fixed; what varies is beside them. */
export interface StorageLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LogWriterOptions {
  db: Database;
  clock: Clock;
  log: StorageLog;
  onTail: TailListener;
  /** An event that could not be kept, told at once to whoever saw it live. */
  onLost(event: LoggedEvent<'log.lost'>): void;
  limits?: Partial<LogLimits>;
}

export interface LogLimits {
  /** How long the first event of a batch waits for company, ms. */
  batchMs: number;
  /** Statements in one transaction: about 25 ms of work, so that reads and readers behind it do not starve. */
  batchStatements: number;
  /** Past either bound, events are lost: count and bytes of what waits. */
  waitingEvents: number;
  waitingBytes: number;
  /** Between attempts while the storage fails, ms: doubles from the first to the last. */
  retryFirstMs: number;
  retryLastMs: number;
}

export const defaultLimits: LogLimits = {
  batchMs: 5,
  batchStatements: 500,
  waitingEvents: 200_000,
  waitingBytes: 128 * 1024 * 1024,
  retryFirstMs: 100,
  retryLastMs: 5_000,
};

export interface LogWriter extends LogSink {
  health(): StorageHealth;
  /** Writes what waits; while the storage fails, tries once more and then says what was not written. */
  close(): Promise<void>;
}

/** One thing in the order in which it came: a statement to write, an event for the readers, or both. */
interface Entry {
  statement?: Statement;
  event?: LoggedEvent;
  /** A call's first record: without a row for it, another call had the id. */
  begins?: CallRecord;
  bytes: number;
}

/**
 * Group commit: what comes in while a batch is being written makes up the next batch. Readers get each batch, in order, when it is
 * durable; live-only events ride between the kept ones they came with.
 */
export function createLogWriter(options: LogWriterOptions): LogWriter {
  const { db, clock, log, onTail } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const losses = createLosses();
  /** Calls that came under an id that another call had, until they end. */
  const refused = new Set<string>();
  const waiting: Entry[] = [];
  let waitingBytes = 0;
  /** The batch on its way to the disk: between attempts too, until it is there. */
  let writing: Entry[] | undefined;
  let isBusy = false;
  let failing: StorageHealth['error'];
  let retryMs = limits.retryFirstMs;
  let callOff: (() => void) | undefined;
  let closed: { resolve(): void } | undefined;

  const count = () => waiting.length + (writing?.length ?? 0);

  function push(entry: Entry): void {
    waiting.push(entry);
    waitingBytes += entry.bytes;
    if (!writing && !callOff) callOff = clock.wakeAt(clock.now() + limits.batchMs, flush);
  }

  function flush(): void {
    callOff?.();
    callOff = undefined;
    if (isBusy) return;
    if (!writing) {
      if (waiting.length === 0) return closed?.resolve();
      writing = waiting.splice(0, limits.batchStatements);
    }
    const batch = writing;
    const statements = batch.flatMap(({ statement }) => (statement ? [statement] : []));
    if (statements.length === 0) return finish(batch, []);
    isBusy = true;
    db.write(statements).then((outcomes) => finish(batch, outcomes), fail);
  }

  function finish(batch: readonly Entry[], outcomes: readonly Outcome[]): void {
    isBusy = false;
    writing = undefined;
    if (failing) log.warn({ storage: failing.code, waiting: count() }, 'storage has recovered');
    failing = undefined;
    retryMs = limits.retryFirstMs;
    for (const { bytes } of batch) waitingBytes -= bytes;
    // There is room again. What was lost is said before anything that a reader of this batch may bring about.
    sayWhatWasLost();
    let next = 0;
    for (const entry of batch) settle(entry, entry.statement && outcomes[next++]);
    sayWhatWasLost();
    if (waiting.length > 0) flush();
    else closed?.resolve();
  }

  function settle({ event, begins }: Entry, outcome: Outcome | undefined): void {
    if (outcome && 'refused' in outcome) {
      log.error({ storage: outcome.refused, event: event?.name }, 'storage refused an entry of the log');
      // A notice that is itself at fault would come back for ever.
      if (event && event.name !== 'log.lost') lose(event);
      return;
    }
    const row = outcome?.rows[0];
    if (begins && !row) {
      refused.add(keyOf(begins.orgId, begins.id));
      log.error({ callId: begins.id }, 'a call came under the id of an earlier one; its log is not kept');
    }
    if (!event || (event.callId !== null && refused.has(keyOf(event.orgId, event.callId)))) return;
    if (outcome && !row) return;
    deliver(event, row && Number(row.position));
  }

  function lose(event: LoggedEvent): void {
    const first = losses.add(event);
    if (!first) return;
    log.error({ callId: event.callId, from: event.seq }, 'events of a call are lost');
    options.onLost(first);
  }

  function sayWhatWasLost(event?: LoggedEvent): void {
    for (const notice of losses.settle(event)) keep(notice);
  }

  function deliver(event: LoggedEvent, position: number | undefined): void {
    try {
      onTail(event, position);
    } catch (error) {
      log.error({ err: error }, 'a reader of the log has thrown');
    }
  }

  function fail(error: { engineCode?: string; message: string }): void {
    isBusy = false;
    const code = error.engineCode ?? 'UNKNOWN';
    if (!failing)
      log.error(
        { storage: code, err: error, waiting: count() },
        'storage is failing; calls go on and their events wait',
      );
    failing = { code, message: error.message, since: failing?.since ?? clock.epochMs() };
    if (closed) {
      log.error({ storage: code, unwritten: count() }, 'storage failed to the end; what waited is not written');
      return closed.resolve();
    }
    callOff = clock.wakeAt(clock.now() + retryMs, flush);
    retryMs = Math.min(retryMs * 2, limits.retryLastMs);
  }

  function keep(event: LoggedEvent): void {
    const statement = writeEvent(event);
    push({ statement, event, bytes: sizeOf(statement) });
  }

  function keepCall(record: CallRecord, begins: boolean): void {
    const statement = writeCall(record);
    push({ statement, ...(begins ? { begins: record } : {}), bytes: sizeOf(statement) });
  }

  return {
    // Records and ends of calls are few: they pass the bound, so that no call is left open.
    begin: (record) => keepCall(record, true),
    append(event) {
      if (event.callId !== null && refused.has(keyOf(event.orgId, event.callId))) return;
      const isFull = count() >= limits.waitingEvents || waitingBytes >= limits.waitingBytes;
      if (event.seq === undefined) {
        if (!isFull) push({ event, bytes: liveOnlyBytes });
      } else if (event.name === 'call.ended') {
        sayWhatWasLost(event);
        keep(event);
      } else if (isFull) lose(event);
      else keep(event);
    },
    end(record) {
      if (refused.delete(keyOf(record.orgId, record.id))) return;
      keepCall(record, false);
    },
    health: () => ({
      state: failing ? 'failing' : 'ok',
      waitingEvents: count(),
      waitingBytes,
      lostEvents: losses.count,
      ...(failing ? { error: failing } : {}),
    }),
    close: () =>
      new Promise((resolve) => {
        closed = { resolve };
        flush();
      }),
  };
}

/** What a live-only event takes while it waits, roughly. */
const liveOnlyBytes = 300;

const keyOf = (orgId: string, callId: string) => `${orgId} ${callId}`;

function sizeOf({ parameters }: Statement): number {
  let bytes = 100;
  for (const value of parameters) bytes += typeof value === 'string' ? value.length : 8;
  return bytes;
}
