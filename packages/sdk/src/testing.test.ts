import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Antiphon } from './index.ts';
import { type ListeningFakeServer, startFakeServer } from './testing.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

async function createServer(): Promise<ListeningFakeServer> {
  const server = await startFakeServer();
  open.push(server);
  return server;
}

it('lets an agent be tried over a real socket', async () => {
  const server = await createServer();
  const pc = new Antiphon({ url: server.url, apiKey: server.apiKey });
  open.push({ close: () => pc.disconnect() });
  const agent = pc.agent('mara', { greeting: 'How many are you?' });
  agent.on('turn.end', (turn, call) => {
    if (turn.understood === false) call.reply('Pardon?');
    else void call.say(`A table for ${turn.slots['number']}.`).then(() => call.hangup());
  });
  const caller = await server.call('mara');
  expect(await caller.hears()).toBe('How many are you?');
  expect(await caller.says('hrmpf', { understood: false })).toBe('Pardon?');
  expect(await caller.says('we are two', { slots: { number: 'two' } })).toBe('A table for two.');
  expect(await caller.ended).toBe('hangup');
  await expect(caller.hears()).rejects.toThrow(/over/);
});

it('closes though somebody is connected who never said a key', async () => {
  const server = await startFakeServer();
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/client`);
  await once(socket, 'open');
  const closed = once(socket, 'close');
  await server.close();
  await closed;
});

it('tells a test that waits for the bot that the call has ended instead', async () => {
  const server = await createServer();
  const pc = new Antiphon({ url: server.url, apiKey: server.apiKey });
  open.push({ close: () => pc.disconnect() });
  pc.agent('mara').on('turn.end', (_turn, call) => call.hangup());
  const caller = await server.call('mara');
  await expect(caller.says('hello')).rejects.toThrow(/ended \(hangup\) before the bot said anything/);
});

it('comes back on the same port, and so do the agents', async () => {
  const server = await createServer();
  const pc = new Antiphon({ url: server.url, apiKey: server.apiKey });
  open.push({ close: () => pc.disconnect() });
  const agent = pc.agent('mara');
  await agent.ready;
  const gone = new Promise<void>((resolve) => pc.once('disconnected', () => resolve()));
  server.drop();
  await gone;
  await agent.ready;
  expect(server.agents.has('mara')).toBe(true);
});
