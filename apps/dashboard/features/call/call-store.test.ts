import { expect, it } from 'vitest';
import { createFakeServer, settle, summary } from '../../test/fake-api.ts';
import { createFakeClock } from '../../test/fake-clock.ts';
import { fixtureCall, logOf } from '../../test/fixture-call.ts';
import { createCallStore } from './call-store.ts';

const events = logOf(fixtureCall, 'CA1', 'booking', 0);

async function open(server = createFakeServer()) {
  const clock = createFakeClock();
  const refusals: string[] = [];
  const { api, fetch } = server;
  const store = createCallStore({
    callId: 'CA1',
    api,
    fetch,
    clock,
    chance: () => 0,
    onKeyRefused: (reason) => refusals.push(reason),
  });
  const detach = store.attach();
  await settle();
  const drawn = async () => {
    await settle();
    clock.advance(50);
    return store.get();
  };
  return { server, clock, store, refusals, detach, drawn };
}

function withCall(count: number) {
  const server = createFakeServer();
  server.summaries.push(summary('CA1'));
  server.logs.set('CA1', events.slice(0, count));
  return server;
}

const texts = (state: { view: { items: readonly { text: string }[] } }) => state.view.items.map((item) => item.text);

it('begins with what has happened and goes on with what happens', async () => {
  const { server, drawn } = await open(withCall(10));
  expect((await drawn()).phase).toBe('ready');
  for (const event of events.slice(10)) server.send(event);
  const state = await drawn();
  expect(state.view.status).toBe('ended');
  expect(texts(state)).toHaveLength(5);
  expect(state.hasGap).toBe(false);
});

it('reads what it has missed while the connection was broken', async () => {
  const { server, clock, drawn } = await open(withCall(10));
  server.cut();
  expect((await drawn()).link).toBe('reconnecting');
  server.logs.set('CA1', events);
  clock.advance(500);
  const state = await drawn();
  expect(state.link).toBe('live');
  expect(state.view.status).toBe('ended');
  expect(state.hasGap).toBe(false);
});

it('fills a hole in the stream from the log, and says so when the log has the hole too', async () => {
  const { server, drawn } = await open(withCall(3));
  server.logs.set('CA1', events.slice(0, 11));
  server.send(events[10]!);
  const filled = await drawn();
  expect(filled.hasGap).toBe(false);
  expect(filled.events.filter((event) => event.seq !== undefined)).toHaveLength(
    events.slice(0, 11).filter((event) => event.seq).length,
  );

  server.send(events[20]!);
  expect((await drawn()).hasGap).toBe(true);
});

it('says when there is no such call, and does not ask again', async () => {
  const { server, clock, drawn } = await open();
  expect((await drawn()).phase).toBe('missing');
  const { length } = server.reads;
  clock.advance(40_000);
  await settle();
  expect(server.reads).toHaveLength(length);
});

it('gives up the key that the server refuses', async () => {
  const server = withCall(10);
  server.refuse.status = 401;
  const { refusals, clock } = await open(server);
  clock.advance(40_000);
  await settle();
  expect(refusals).toEqual(['The server does not know this key.']);
});

it('tries again by itself when the server is not there yet', async () => {
  const server = withCall(10);
  const { api } = server;
  const call = api.call;
  let failures = 2;
  api.call = (id, signal) => (failures-- > 0 ? Promise.reject(new TypeError('no answer')) : call(id, signal));
  const { clock, store, drawn } = await open(server);
  expect(store.get().phase).toBe('failed');
  expect(store.get().problem).toContain('Is it running?');
  clock.advance(500);
  await settle();
  clock.advance(1000);
  expect((await drawn()).phase).toBe('ready');
});

it('does not hold a connection for a call that is over, so that the seventh page of one loads too', async () => {
  const over = await open(withCall(events.length));
  expect((await over.drawn()).view.status).toBe('ended');
  expect(over.server.hasReader()).toBe(false);

  const live = await open(withCall(10));
  expect(live.server.hasReader()).toBe(true);
  for (const event of events.slice(10)) live.server.send(event);
  expect((await live.drawn()).view.status).toBe('ended');
  expect(live.server.hasReader()).toBe(false);
});

it('does not draw for every event', async () => {
  const { server, clock, store } = await open(withCall(1));
  let draws = 0;
  store.subscribe(() => {
    draws += 1;
  });
  for (const event of events.slice(1)) server.send(event);
  await settle();
  clock.advance(50);
  expect(draws).toBeLessThan(4);
});
