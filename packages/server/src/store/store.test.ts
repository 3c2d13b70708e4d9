import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggedEvent } from '@antiphon/events';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { callRecord, logOf } from './fixtures.ts';
import { openStore, type Store } from './store.ts';

const quiet = { warn: () => {}, error: () => {} };
let folder: string;
let file: string;
const open: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'antiphon-store-'));
  file = join(folder, 'antiphon.db');
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<Store> {
  const store = await openStore(file, { clock: systemClock, log: quiet });
  open.push(store);
  return store;
}

/** Resolves when the tail has given out so many events from now on. */
function given(store: Store, count: number): Promise<{ event: LoggedEvent; position: number | undefined }[]> {
  const events: { event: LoggedEvent; position: number | undefined }[] = [];
  return new Promise((resolve) => {
    const stop = store.tail((event, position) => {
      events.push({ event, position });
      if (events.length < count) return;
      stop();
      resolve(events);
    });
  });
}

it('gives back each event as it was, on the tail and from the file', async () => {
  const store = await start();
  const log = logOf('CA1');
  const events = [log.started(), log.interim('a tab'), log.said('msg_u', 'a table 🥂'), log.word('Which'), log.ended()];
  const tail = given(store, events.length);
  store.sink.begin(callRecord('CA1'));
  for (const event of events) store.sink.append(event);
  const out = await tail;
  expect(out.map(({ event }) => event)).toEqual(events);
  expect(out.map(({ position }) => position)).toEqual([1, undefined, 2, 3, 4]);

  const kept = events.filter((event) => event.seq !== undefined);
  expect(await store.events.after('default', 'CA1', 0, 100)).toEqual(kept);
  expect(await store.events.after('default', 'CA1', 2, 1)).toEqual(kept.slice(2, 3));
  expect((await store.events.afterPosition('default', 1, {}, 100)).map(({ event }) => event)).toEqual(kept.slice(1));
});

it('writes an event that comes twice once', async () => {
  const store = await start();
  const event = logOf('CA1').started();
  const tail = given(store, 2);
  store.sink.append(event);
  store.sink.append(event);
  expect((await tail).map(({ position }) => position)).toEqual([1, 1]);
  expect(await store.events.after('default', 'CA1', 0, 100)).toEqual([event]);
});

it('lists calls newest first, page by page, and by agent and status', async () => {
  const store = await start();
  for (const n of [1, 2, 3, 4, 5]) {
    // Two calls of one moment are told apart by their ids.
    const record = callRecord(`CA${n}`, { startedAt: 1_000 + Math.floor(n / 2), agentId: n === 3 ? 'tom' : 'mara' });
    store.sink.begin(record);
    if (n % 2 === 0) store.sink.end({ ...record, status: 'ended', endedAt: 9_000, duration: 8, reason: 'hangup' });
  }
  const tail = given(store, 1);
  store.sink.append(logOf('CA1').started());
  await tail;

  const ids = async (filter: Parameters<Store['calls']['list']>[1]) =>
    (await store.calls.list('default', filter)).map(({ id }) => id);
  expect(await ids({ limit: 10 })).toEqual(['CA5', 'CA4', 'CA3', 'CA2', 'CA1']);
  expect(await ids({ limit: 2 })).toEqual(['CA5', 'CA4']);
  expect(await ids({ limit: 2, before: { startedAt: 1_002, id: 'CA4' } })).toEqual(['CA3', 'CA2']);
  expect(await ids({ limit: 10, agent: 'tom' })).toEqual(['CA3']);
  expect(await ids({ limit: 10, status: 'ended' })).toEqual(['CA4', 'CA2']);
  expect(await store.calls.get('default', 'CA4')).toMatchObject({
    duration: 8,
    reason: 'hangup',
    metadata: { plan: 'gold' },
  });
  expect(await store.calls.get('default', 'CA1')).toMatchObject({ status: 'active', endedAt: null, lastSeq: 1 });
});

it('shows one org nothing of another', async () => {
  const store = await start();
  const tail = given(store, 1);
  store.sink.begin(callRecord('CA1', { orgId: 'acme' }));
  store.sink.append(logOf('CA1', { orgId: 'acme' }).started());
  await tail;
  expect(await store.calls.list('default', { limit: 10 })).toEqual([]);
  expect(await store.calls.get('default', 'CA1')).toBeUndefined();
  expect(await store.events.after('default', 'CA1', 0, 10)).toEqual([]);
  expect(await store.events.afterPosition('default', 0, { calls: ['CA1'] }, 10)).toEqual([]);
  expect(await store.events.after('acme', 'CA1', 0, 10)).toHaveLength(1);
});

it('narrows many calls to some agents and some calls', async () => {
  const store = await start();
  const tail = given(store, 3);
  store.sink.append(logOf('CA1').started());
  store.sink.append(logOf('CA2', { agentId: 'tom' }).started());
  store.sink.append(logOf('CA3', { agentId: 'tom' }).started());
  await tail;
  const calls = async (filter: { agents?: string[]; calls?: string[] }) =>
    (await store.events.afterPosition('default', 0, filter, 10)).map(({ event }) => event.callId);
  expect(await calls({})).toEqual(['CA1', 'CA2', 'CA3']);
  expect(await calls({ agents: ['tom'] })).toEqual(['CA2', 'CA3']);
  expect(await calls({ agents: ['tom', 'mara'], calls: ['CA1', 'CA3'] })).toEqual(['CA1', 'CA3']);
  expect(await calls({ agents: ['tom'], calls: ['CA1'] })).toEqual([]);
});

it('keeps the first log of an id when another call takes it', async () => {
  const store = await start();
  const first = logOf('CA1');
  const events = [first.started(), first.ended()];
  const tail = given(store, 2);
  store.sink.begin(callRecord('CA1'));
  for (const event of events) store.sink.append(event);
  store.sink.end(callRecord('CA1', { status: 'ended', reason: 'hangup' }));
  await tail;

  const second = callRecord('CA1', { startedAt: 1_800_000_000_000 });
  store.sink.begin(second);
  store.sink.append({ ...logOf('CA1').started(), ts: 1_800_000_000_020 } as LoggedEvent);
  store.sink.end({ ...second, status: 'ended', reason: 'failed' });
  await store.close();

  const again = await start();
  expect(await again.events.after('default', 'CA1', 0, 10)).toEqual(events);
  expect(await again.calls.get('default', 'CA1')).toMatchObject({ status: 'ended', reason: 'hangup' });
});

it('tells what was said so far of a call that is still live', async () => {
  const store = await start();
  const log = logOf('CA1');
  const tail = given(store, 5);
  store.sink.begin(callRecord('CA1'));
  store.sink.append(log.started());
  store.sink.append(log.said('msg_u1', 'I would like'));
  store.sink.append(log.said('msg_u1', 'I would like a table'));
  store.sink.append(log.heard('msg_b1', 'For how'));
  store.sink.append(log.said('msg_u2', ''));
  await tail;
  const call = await store.calls.get('default', 'CA1');
  expect(call && (await store.calls.messages(call))).toEqual([
    { role: 'user', content: 'I would like a table' },
    { role: 'assistant', content: 'For how' },
  ]);
});

it('ends a call that the last server left open, with what was said and when it was last heard of', async () => {
  const store = await start();
  const log = logOf('CA1');
  store.sink.begin(callRecord('CA1'));
  const events = [log.started(), log.said('msg_u1', 'hello'), log.interim('are'), log.heard('msg_b1', 'Good evening')];
  for (const event of events) store.sink.append(event);
  await store.close();

  const again = await start();
  expect(again.recovered).toBe(1);
  const messages = [
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: 'Good evening' },
  ];
  const last = events[3]!;
  expect(await again.calls.get('default', 'CA1')).toMatchObject({
    status: 'ended',
    reason: 'failed',
    endedAt: last.ts,
    duration: 0,
    messages,
  });
  const [ending] = await again.events.after('default', 'CA1', 3, 10);
  expect(ending).toMatchObject({ name: 'call.ended', seq: 4, data: { reason: 'failed', messages } });
  expect(ending?.order).toBeGreaterThan(last.order);
  expect(again.position).toBe(4);
  await again.close();

  const third = await start();
  expect(third.recovered).toBe(0);
  expect(await third.events.after('default', 'CA1', 0, 10)).toHaveLength(4);
});

it('a call that was cut off in the middle of a sentence remembers the words that were played', async () => {
  const store = await start();
  const log = logOf('CA1');
  store.sink.begin(callRecord('CA1'));
  const events = [
    log.started(),
    log.word('Good'),
    log.word('evening.'),
    log.heard('msg_b', 'Good evening.'),
    log.said('msg_u1', 'hello'),
    { ...log.word('For'), data: { messageId: 'msg_b2', word: 'For', wordIndex: 0 } } as LoggedEvent,
    { ...log.word('how'), data: { messageId: 'msg_b2', word: 'how', wordIndex: 1 } } as LoggedEvent,
  ];
  for (const event of events) store.sink.append(event);
  await store.close();

  const again = await start();
  expect((await again.calls.get('default', 'CA1'))?.messages).toEqual([
    { role: 'assistant', content: 'Good evening.' },
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: 'For how' },
  ]);
});

it('finishes the record of a call whose last event was written and whose record was not', async () => {
  const store = await start();
  const log = logOf('CA1');
  store.sink.begin(callRecord('CA1'));
  for (const event of [log.started(), log.ended()]) store.sink.append(event);
  await store.close();
  const again = await start();
  expect(await again.events.after('default', 'CA1', 0, 10)).toHaveLength(2);
  expect(await again.calls.get('default', 'CA1')).toMatchObject({ status: 'ended', reason: 'hangup' });
});

it('goes on while another process holds the database, and recovers in order', async () => {
  const store = await start();
  const log = logOf('CA1');
  const other = new Database(file);
  other.exec('begin immediate');
  const tail = given(store, 3);
  store.sink.append(log.started());
  store.sink.append(log.interim('a'));
  // The retry after the first attempt is the sign that it has failed.
  while (store.health().state === 'ok') await new Promise((resolve) => setImmediate(resolve));
  expect(store.health()).toMatchObject({ state: 'failing', error: { code: 'SQLITE_BUSY' } });
  store.sink.append(log.word('b'));
  other.exec('rollback');
  other.close();
  expect((await tail).map(({ event }) => event.order)).toEqual([1, 2, 3]);
  expect(store.health()).toMatchObject({ state: 'ok', lostEvents: 0 });
});

it('says that an event was lost which the database will not take, and goes on', async () => {
  const store = await start();
  const log = logOf('CA1');
  const broken = { ...log.started(), inSample: 0.5 } as LoggedEvent;
  const tail = given(store, 1);
  store.sink.append(broken);
  store.sink.append(log.word('a'));
  expect((await tail).map(({ event }) => event.name)).toEqual(['bot.word']);
  expect(store.health()).toMatchObject({ state: 'ok', lostEvents: 1 });
});

it('lets other processes read while it writes', async () => {
  const store = await start();
  const tail = given(store, 1);
  store.sink.append(logOf('CA1').started());
  await tail;
  const other = new Database(file);
  expect(other.prepare('select name from events').all()).toEqual([{ name: 'call.started' }]);
  other.close();
});

it('refuses a database of a newer version', async () => {
  await (await start()).close();
  const newer = new Database(file);
  newer.pragma('busy_timeout = 5000');
  newer.exec('insert into schema_version (version) values (99)');
  newer.close();
  await expect(start()).rejects.toThrow(/newer Antiphon \(schema 99; this one knows up to 1\)\. Upgrade/);
});

it('refuses a file that is no database', async () => {
  writeFileSync(file, 'not a database '.repeat(500));
  await expect(start()).rejects.toMatchObject({ code: 'DATA_FOLDER_UNUSABLE', message: expect.stringContaining(file) });
});

it('keeps digests of keys, one per org and name', async () => {
  const store = await start();
  await store.keys.put('default', 'server', 'first');
  await store.keys.put('default', 'server', 'second');
  await store.keys.put('acme', 'server', 'third');
  const keys = await store.keys.all();
  expect(keys.map(({ orgId, name }) => `${orgId} ${name}`).sort()).toEqual(['acme server', 'default server']);
  expect(JSON.stringify(keys)).not.toMatch(/first|second|third/);
  await expect(store.keys.put('other', 'server', 'third')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
