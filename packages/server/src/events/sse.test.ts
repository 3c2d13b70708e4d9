import { get, type IncomingMessage } from 'node:http';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createHttpApp } from '../http/http-app.ts';
import { VirtualClock } from '../lab/virtual-clock.ts';
import { createReaders } from './readers.ts';
import { eventStreamRoute } from './sse.ts';

it('sends a comment every 30 s, so that nothing between here and there takes the stream for dead', async () => {
  const clock = new VirtualClock(0);
  const readers = createReaders({
    tail: () => () => {},
    events: { after: async () => [], afterPosition: async () => [], last: async () => 7 },
    position: 7,
  });
  const app = createHttpApp(pino({ level: 'silent' }));
  app.decorateRequest('orgId', 'default');
  eventStreamRoute(app, { readers, position: () => 7, clock });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const response = await new Promise<IncomingMessage>((resolve) => get(`${url}/v1/events`, resolve));
  const chunks = response[Symbol.asyncIterator]();
  const next = async () => String((await chunks.next()).value);

  expect(await next()).toBe('retry: 2000\nid: 7\n\n');
  clock.advanceTo(29_999);
  clock.advanceTo(30_000);
  expect(await next()).toBe(':ping\n\n');
  clock.advanceTo(60_000);
  expect(await next()).toBe(':ping\n\n');

  expect(readers.count).toBe(1);
  readers.close();
  expect((await chunks.next()).done).toBe(true);
  await app.close();
});
