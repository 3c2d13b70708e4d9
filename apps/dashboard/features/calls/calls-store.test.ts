import { expect, it } from 'vitest';
import { ApiError } from '../../lib/api.ts';
import { createFakeServer, settle, summary } from '../../test/fake-api.ts';
import { createFakeClock } from '../../test/fake-clock.ts';
import { fixtureCall, logOf } from '../../test/fixture-call.ts';
import { createCallsStore } from './calls-store.ts';

const NOON = new Date(2026, 10, 22, 12).getTime();
const callOf = (id: string, startedAt = NOON) => logOf(fixtureCall, id, 'booking', startedAt);

async function open(server = createFakeServer()) {
  const clock = createFakeClock(NOON + 60_000);
  const { api, fetch } = server;
  const store = createCallsStore({ api, fetch, clock, chance: () => 0, onKeyRefused: () => {} });
  const detach = store.attach();
  const drawn = async () => {
    await settle();
    clock.advance(200);
    await settle();
    return store.get();
  };
  return { server, clock, store, detach, drawn };
}

it('knows what live calls are doing, also those that began before the page', async () => {
  const server = createFakeServer();
  server.summaries.push(summary('CA1', { startedAt: NOON }), summary('CA2', { startedAt: NOON + 5 }));
  server.logs.set('CA1', callOf('CA1').slice(0, 30));
  server.logs.set('CA2', callOf('CA2', NOON + 5).slice(0, 1));
  const { drawn } = await open(server);
  const { phase, live } = await drawn();
  expect(phase).toBe('ready');
  expect(live.map(({ id, state, lastLine }) => [id, state, lastLine?.text])).toEqual([
    ['CA2', 'listening', undefined],
    ['CA1', 'agent-speaks', 'Your table for four people is booked for seven thirty this evening'],
  ]);
});

it('shows a call when it begins, and moves it down when it ends', async () => {
  const { server, drawn } = await open();
  expect((await drawn()).live).toEqual([]);
  const events = callOf('CA9');
  server.send(events[0]!);
  expect((await drawn()).live.map(({ id, from, state }) => [id, from, state])).toEqual([
    ['CA9', '+15550100', 'listening'],
  ]);
  for (const event of events.slice(1)) server.send(event);
  const state = await drawn();
  expect(state.live).toEqual([]);
  expect(state.ended.map(({ id, reason, durationMs }) => [id, reason, durationMs])).toEqual([
    ['CA9', 'hangup', 12_000],
  ]);
});

it('lists the ended calls of today, not yesterday’s', async () => {
  const server = createFakeServer();
  const ended = { status: 'ended', reason: 'hangup', duration: 4 };
  server.summaries.push(
    summary('today', { ...ended, startedAt: NOON }),
    summary('yesterday', { ...ended, startedAt: NOON - 86_400_000 }),
  );
  const { drawn } = await open(server);
  expect((await drawn()).ended.map((row) => row.id)).toEqual(['today']);
});

it('does not go on showing a call that ended while the page was cut off', async () => {
  const server = createFakeServer();
  server.summaries.push(summary('CA1', { startedAt: NOON }));
  server.logs.set('CA1', callOf('CA1').slice(0, 30));
  const { clock, drawn } = await open(server);
  expect((await drawn()).live).toHaveLength(1);
  server.cut();
  await drawn();
  server.summaries[0] = summary('CA1', { startedAt: NOON, status: 'ended', reason: 'hangup', duration: 12 });
  clock.advance(500);
  const state = await drawn();
  expect([state.live.length, state.ended.map((row) => row.reason)]).toEqual([0, ['hangup']]);
});

it('lets go of a call that the server has forgotten, and reads the others', async () => {
  const server = createFakeServer();
  for (let n = 0; n < 6; n += 1) {
    server.summaries.push(summary(`CA${n}`, { startedAt: NOON + n }));
    server.logs.set(`CA${n}`, callOf(`CA${n}`, NOON + n).slice(0, 1));
  }
  const { events } = server.api;
  server.api.events = (id, after, signal) =>
    id === 'CA0' ? Promise.reject(new ApiError(404, 'no such call')) : events(id, after, signal);
  const { drawn } = await open(server);
  const { live } = await drawn();
  expect(live.map(({ id, state }) => [id, state])).toEqual(
    ['CA5', 'CA4', 'CA3', 'CA2', 'CA1'].map((id) => [id, 'listening']),
  );
});

it('reads the log of each live call once', async () => {
  const server = createFakeServer();
  for (const id of ['CA1', 'CA2', 'CA3']) server.summaries.push(summary(id, { startedAt: NOON }));
  const { drawn } = await open(server);
  await drawn();
  expect(server.reads.filter((path) => path.startsWith('events')).sort()).toEqual([
    'events CA1 0',
    'events CA2 0',
    'events CA3 0',
  ]);
});

it('leaves the line of a call alone when another call changes', async () => {
  const { server, drawn } = await open();
  server.send(callOf('CA1')[0]!);
  const [before] = (await drawn()).live;
  server.send(callOf('CA2', NOON + 5)[0]!);
  const { live } = await drawn();
  expect(live).toHaveLength(2);
  expect(live[1]).toBe(before);
});
