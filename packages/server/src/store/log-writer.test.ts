import type { LoggedEvent } from '@antiphon/events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { VirtualClock } from '../lab/virtual-clock.ts';
import { type Database, type Outcome, type Statement, StorageError } from './database.ts';
import { callRecord, logOf } from './fixtures.ts';
import { createLogWriter, type LogLimits } from './log-writer.ts';

/** A database in memory that fails when it is told to, before or after it has written. */
function memory() {
  const rows: { key: string; name: string }[] = [];
  let faults: ('before' | 'after')[] = [];
  let writes = 0;
  const db: Database = {
    async write(batch: readonly Statement[]): Promise<Outcome[]> {
      writes += 1;
      const fault = faults.shift();
      if (fault === 'before') throw new StorageError('SQLITE_FULL', 'database or disk is full');
      const outcomes = batch.map((statement): Outcome => {
        if (!statement.sql.includes('"events"')) return { rows: [{ id: 'written' }] };
        const [, call, , seq, , name] = statement.parameters;
        const key = `${call} ${seq}`;
        let at = rows.findIndex((row) => row.key === key);
        if (at === -1) at = rows.push({ key, name: String(name) }) - 1;
        return { rows: [{ position: at + 1 }] };
      });
      if (fault === 'after') throw new StorageError('THREAD_LOST', 'the answer was lost');
      return outcomes;
    },
    read: async () => [],
    close: async () => {},
  };
  return {
    db,
    rows,
    fail: (next: ('before' | 'after')[]) => {
      faults = next;
    },
    get writes() {
      return writes;
    },
  };
}

function stage(limits: Partial<LogLimits> = {}) {
  const clock = new VirtualClock(1_700_000_000_000);
  const storage = memory();
  const given: string[] = [];
  const lost: LoggedEvent<'log.lost'>[] = [];
  const logged: string[] = [];
  const writer = createLogWriter({
    db: storage.db,
    clock,
    log: {
      warn: (_fields, message) => void logged.push(message),
      error: (_fields, message) => void logged.push(message),
    },
    onTail: (event, position) => {
      if (position !== undefined)
        expect(storage.rows[position - 1]?.key, 'durable before it is given').toBe(`${event.callId} ${event.seq}`);
      given.push(`${event.callId} ${event.order}`);
    },
    onLost: (event) => void lost.push(event),
    limits,
  });
  /** Lets time pass and what was asked of the database come back. */
  const pass = async (ms: number) => {
    clock.advanceTo(clock.now() + ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, storage, writer, given, lost, logged, pass };
}

it('writes what comes within a few milliseconds in one batch, and gives it out only then', async () => {
  const { writer, storage, given, pass } = stage();
  const log = logOf('CA1');
  writer.begin(callRecord('CA1'));
  writer.append(log.started());
  writer.append(log.interim('hel'));
  writer.append(log.word('hello'));
  await pass(4);
  expect(given).toEqual([]);
  await pass(1);
  expect(storage.writes).toBe(1);
  expect(given).toEqual(['CA1 1', 'CA1 2', 'CA1 3']);
});

it('goes on with a call while the disk is full, and tells readers nothing that may be lost', async () => {
  const { writer, storage, given, logged, pass } = stage();
  const log = logOf('CA1');
  storage.fail(['before', 'before']);
  writer.append(log.started());
  await pass(5);
  expect(writer.health()).toMatchObject({ state: 'failing', waitingEvents: 1, error: { code: 'SQLITE_FULL' } });
  writer.append(log.interim('a'));
  writer.append(log.word('b'));
  await pass(100);
  expect(given).toEqual([]);
  await pass(200);
  await pass(5);
  expect(given).toEqual(['CA1 1', 'CA1 2', 'CA1 3']);
  expect(writer.health()).toEqual({ state: 'ok', waitingEvents: 0, waitingBytes: 0, lostEvents: 0 });
  expect(logged).toEqual(['storage is failing; calls go on and their events wait', 'storage has recovered']);
});

it('says in the log what it had no room for, in the place of the first event lost', async () => {
  const { writer, storage, given, lost, pass } = stage({ waitingEvents: 3 });
  const log = logOf('CA1');
  storage.fail(['before']);
  writer.append(log.started());
  writer.append(log.word('a'));
  writer.append(log.word('b'));
  await pass(5);
  for (const word of ['c', 'd', 'e']) writer.append(log.word(word));
  expect(lost).toMatchObject([{ name: 'log.lost', callId: 'CA1', data: { from: 4 } }]);
  expect(writer.health().lostEvents).toBe(3);
  await pass(100);
  writer.append(log.word('f'));
  await pass(100);
  expect(storage.rows.map(({ key, name }) => `${key} ${name}`)).toEqual([
    'CA1 1 call.started',
    'CA1 2 bot.word',
    'CA1 3 bot.word',
    'CA1 4 log.lost',
    'CA1 7 bot.word',
  ]);
  expect(given).toEqual(['CA1 1', 'CA1 2', 'CA1 3', 'CA1 4', 'CA1 7']);
});

it('gives nothing twice when it closes while a batch is on its way', async () => {
  const { clock, writer, given } = stage();
  const log = logOf('CA1');
  writer.append(log.started());
  clock.advanceTo(5);
  writer.append(log.word('a'));
  await writer.close();
  expect(given).toEqual(['CA1 1', 'CA1 2']);
});

it('writes the end of a call even when the log has no room left', async () => {
  const { writer, storage, pass } = stage({ waitingEvents: 1 });
  storage.fail(['before']);
  const log = logOf('CA1');
  writer.append(log.started());
  await pass(5);
  writer.append(log.word('lost'));
  writer.append(log.ended());
  writer.end(callRecord('CA1', { status: 'ended' }));
  await pass(100);
  await pass(5);
  expect(storage.rows.map(({ key, name }) => `${key} ${name}`)).toEqual([
    'CA1 1 call.started',
    'CA1 2 log.lost',
    'CA1 3 call.ended',
  ]);
  expect(writer.health()).toMatchObject({ waitingEvents: 0, waitingBytes: 0, lostEvents: 1 });
});

it('writes what waits before it closes, and gives up on a disk that stays full', async () => {
  const well = stage();
  well.writer.append(logOf('CA1').started());
  await well.writer.close();
  expect(well.given).toEqual(['CA1 1']);

  const ill = stage();
  ill.storage.fail(['before', 'before', 'before']);
  ill.writer.append(logOf('CA1').started());
  await ill.pass(5);
  await ill.writer.close();
  expect(ill.given).toEqual([]);
  expect(ill.logged.at(-1)).toBe('storage failed to the end; what waited is not written');
});

it('goes on giving events out when a reader throws', async () => {
  const clock = new VirtualClock(0);
  const storage = memory();
  const given: number[] = [];
  const writer = createLogWriter({
    db: storage.db,
    clock,
    log: { warn: () => {}, error: () => {} },
    onTail: (event) => {
      given.push(event.order);
      if (event.order === 1) throw new Error('a broken reader');
    },
    onLost: () => {},
  });
  const log = logOf('CA1');
  writer.append(log.started());
  writer.append(log.word('a'));
  await writer.close();
  expect(given).toEqual([1, 2]);
});

it('gives every event once, in order, whatever fails and whenever', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), call: fc.nat(2), kept: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 400 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('fail' as const),
        how: fc.array(fc.constantFrom('before' as const, 'after' as const), { maxLength: 3 }),
      }),
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { size: 'max', maxLength: 200 }),
      fc.integer({ min: 1, max: 8 }),
      async (steps, batchStatements) => {
        const { writer, storage, given, pass } = stage({ batchStatements });
        const logs = [logOf('CA0'), logOf('CA1'), logOf('CA2')];
        const appended: string[] = [];
        for (const now of steps) {
          if (now.do === 'pass') await pass(now.ms);
          else if (now.do === 'fail') storage.fail([...now.how]);
          else {
            const log = logs[now.call];
            const event = now.kept ? log?.word('w') : log?.interim('i');
            if (!event) continue;
            appended.push(`${event.callId} ${event.order}`);
            writer.append(event);
          }
        }
        storage.fail([]);
        await pass(5_000);
        await writer.close();
        expect(given).toEqual(appended);
      },
    ),
    { numRuns: 100 },
  );
});
