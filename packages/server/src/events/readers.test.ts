import type { LoggedEvent } from '@antiphon/events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logOf } from '../store/fixtures.ts';
import type { TailListener } from '../store/log-writer.ts';
import type { EventFilter } from '../store/statements.ts';
import type { PositionedEvent } from '../store/store.ts';
import { createReaders, defaultReaderLimits, type ReaderLimits, type ReaderPipe } from './readers.ts';

/** A log in memory: events become readable at `commit`, are on the tail at `publish`, and reads answer, with what there was when they asked, at `answer`. */
function memoryLog() {
  const rows: PositionedEvent[] = [];
  const unpublished: { event: LoggedEvent; position: number | undefined }[] = [];
  const listeners = new Set<TailListener>();
  let asked: (() => void)[] = [];
  let position = 0;
  return {
    store: {
      tail(listener: TailListener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      events: {
        after: async () => [],
        last: async () => rows.length,
        afterPosition: (orgId: string, after: number, filter: EventFilter, limit: number) =>
          new Promise<PositionedEvent[]>((resolve) => {
            const page = rows
              .filter(({ event, position: at }) => at > after && event.orgId === orgId)
              .filter(({ event }) => !filter.agents || filter.agents.includes(event.agentId))
              .slice(0, limit);
            asked.push(() => resolve(page));
          }),
      },
      get position() {
        return position;
      },
    },
    commit(event: LoggedEvent) {
      const at = event.seq === undefined ? undefined : rows.length + 1;
      if (at !== undefined) rows.push({ event, position: at });
      unpublished.push({ event, position: at });
    },
    publish(count: number) {
      for (const { event, position: at } of unpublished.splice(0, count)) {
        if (at !== undefined) position = at;
        for (const listener of listeners) listener(event, at);
      }
    },
    async answer() {
      const waiting = asked;
      asked = [];
      for (const resolve of waiting) resolve();
      await new Promise((resolve) => setImmediate(resolve));
    },
    isAsked: () => asked.length > 0,
  };
}

/** A far end that reads everything at once, unless it is stuck. */
function farEnd() {
  const got: string[] = [];
  let dropped: string | undefined;
  let isStuck = false;
  let pendingBytes = 0;
  const pipe: ReaderPipe = {
    write(text) {
      got.push(text);
      if (isStuck) pendingBytes += text.length;
    },
    get pendingBytes() {
      return pendingBytes;
    },
    drained: async () => {},
    drop(reason) {
      dropped = reason;
    },
  };
  const stick = () => {
    isStuck = true;
  };
  return { pipe, got, stick, dropped: () => dropped };
}

/** `callId order` of each message, and the last `id:`. */
function read(messages: readonly string[]) {
  const events = messages.map((message) => {
    const data = JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? '{}') as {
      callId: string;
      order: number;
      seq?: number;
    };
    return { name: `${data.callId} ${data.order}`, isKept: data.seq !== undefined };
  });
  const ids = messages.flatMap((message) => /^id: (\d+)$/m.exec(message)?.[1] ?? []);
  return { events, last: ids.length === 0 ? undefined : Number(ids.at(-1)) };
}

it('sends what happens from now on to whoever gives no position', async () => {
  const log = memoryLog();
  const call = logOf('CA1');
  log.commit(call.started());
  log.publish(1);
  const readers = createReaders(log.store);
  const end = farEnd();
  readers.open({ orgId: 'default', filter: {} }, end.pipe);
  log.commit(call.interim('a'));
  log.commit(call.word('b'));
  log.publish(2);
  expect(read(end.got).events.map(({ name }) => name)).toEqual(['CA1 2', 'CA1 3']);
  expect(end.got[1]).toBe(
    'event: bot.word\nid: 2\ndata: {"callId":"CA1","messageId":"msg_b","word":"b","wordIndex":2,"seq":2,"order":3,"atMs":60,"ts":1700000000.06,"inSample":480,"outSample":240,"agent":"mara"}\n\n',
  );
});

it('sends a reader only what its key and its scope allow', async () => {
  const log = memoryLog();
  const readers = createReaders(log.store);
  const ends = [farEnd(), farEnd(), farEnd()];
  readers.open({ orgId: 'default', filter: { agents: ['tom'] } }, ends[0]!.pipe);
  readers.open({ orgId: 'default', filter: { calls: ['CA1'] } }, ends[1]!.pipe);
  readers.open({ orgId: 'acme', filter: {} }, ends[2]!.pipe);
  log.commit(logOf('CA1').started());
  log.commit(logOf('CA2', { agentId: 'tom' }).started());
  log.commit(logOf('CA3', { orgId: 'acme' }).started());
  log.publish(3);
  expect(ends.map(({ got }) => read(got).events.map(({ name }) => name))).toEqual([['CA2 1'], ['CA1 1'], ['CA3 1']]);
});

it('cuts off a reader that does not take what it is sent, and nobody else', async () => {
  const log = memoryLog();
  const readers = createReaders(log.store, { ...defaultReaderLimits, pendingBytes: 500 });
  const [slow, quick] = [farEnd(), farEnd()];
  readers.open({ orgId: 'default', filter: {} }, slow.pipe);
  readers.open({ orgId: 'default', filter: {} }, quick.pipe);
  slow.stick();
  const call = logOf('CA1');
  for (let n = 0; n < 10; n += 1) log.commit(call.word('again'));
  log.publish(10);
  expect(slow.dropped()).toBe('slow');
  expect(slow.got.length).toBeLessThan(10);
  expect(quick.got.length).toBe(10);
  expect(readers.count).toBe(1);
});

it('begins again from the start for a position that this log has not reached', async () => {
  const log = memoryLog();
  log.commit(logOf('CA1').started());
  log.publish(1);
  const readers = createReaders(log.store);
  const end = farEnd();
  readers.open({ orgId: 'default', filter: {}, after: 99 }, end.pipe);
  await log.answer();
  await log.answer();
  expect(read(end.got).events.map(({ name }) => name)).toEqual(['CA1 1']);
});

it('loses, doubles and reorders nothing over any cut, resume and delay', async () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('commit' as const), call: fc.nat(2), kept: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('publish' as const), count: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('answer' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
  );
  const limits: ReaderLimits = { pendingBytes: 1_000_000, heldEvents: 3, page: 2 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { size: 'max', maxLength: 150 }),
      fc.constantFrom(undefined, ['mara']),
      async (steps, agents) => {
        const log = memoryLog();
        const readers = createReaders(log.store, limits);
        const filter = agents ? { agents } : {};
        const calls = [logOf('CA0'), logOf('CA1', { agentId: 'tom' }), logOf('CA2')];
        const kept: string[] = [];
        const all: string[] = [];
        const got: { name: string; isKept: boolean }[] = [];
        let cursor = 0;
        let end = farEnd();
        let close = readers.open({ orgId: 'default', filter, after: cursor }, end.pipe);
        const cut = () => {
          close();
          const { events, last } = read(end.got);
          // What a resumed reader had after its last id was live-only: it is not sent again.
          got.push(...events);
          cursor = last ?? cursor;
          end = farEnd();
          close = readers.open({ orgId: 'default', filter, after: cursor }, end.pipe);
        };
        for (const now of steps) {
          if (now.do === 'commit') {
            const event = now.kept ? calls[now.call]!.word('w') : calls[now.call]!.interim('i');
            log.commit(event);
            if (agents && event.agentId !== 'mara') continue;
            all.push(`${event.callId} ${event.order}`);
            if (now.kept) kept.push(`${event.callId} ${event.order}`);
          } else if (now.do === 'publish') log.publish(now.count);
          else if (now.do === 'answer') await log.answer();
          else cut();
        }
        log.publish(1_000);
        do await log.answer();
        while (log.isAsked());
        got.push(...read(end.got).events);

        expect(got.filter(({ isKept }) => isKept).map(({ name }) => name)).toEqual(kept);
        // Live-only events may be missed by who is away or behind; those that come are in their place, once.
        const places = got.map(({ name }) => all.indexOf(name));
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      },
    ),
    { numRuns: 300 },
  );
});
