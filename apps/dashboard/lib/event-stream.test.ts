import { expect, it } from 'vitest';
import { createFakeClock } from '../test/fake-clock.ts';
import { type Link, openEventStream, SILENCE_MS } from './event-stream.ts';

/** A server whose answers the test writes by hand. */
function stage() {
  const clock = createFakeClock();
  const requests: { lastId: string | null; signal: AbortSignal; answer(status: number): Piece }[] = [];
  const links: Link[] = [];
  const seen: string[] = [];
  const refused: number[] = [];
  const request: typeof fetch = (_url, init) =>
    new Promise((resolve, reject) => {
      const signal = init?.signal as AbortSignal;
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      requests.push({
        lastId: new Headers(init?.headers).get('Last-Event-ID'),
        signal,
        answer(status) {
          const pipe = new TransformStream<Uint8Array, Uint8Array>();
          const writer = pipe.writable.getWriter();
          signal.addEventListener('abort', () => void writer.abort().catch(() => {}));
          resolve(new Response(pipe.readable, { status }));
          return {
            write: (text) => writer.write(new TextEncoder().encode(text)),
            cut: () => writer.abort(new Error('reset')),
          };
        },
      });
    });
  const close = openEventStream({
    url: '/v1/events',
    headers: { Authorization: 'Bearer k' },
    fetch: request,
    clock,
    chance: () => 0,
    onOpen: () => {},
    onMessage: (message) => seen.push(`${message.event} ${message.data}`),
    onLink: (link) => links.push(link),
    onRefused: (status) => refused.push(status),
  });
  return { clock, requests, links, seen, refused, close };
}

interface Piece {
  write(text: string): Promise<void>;
  cut(): Promise<void>;
}

/** Lets everything that is ready happen. */
const settle = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
};

it('comes back after the last message it saw', async () => {
  const { clock, requests, links, seen } = stage();
  const first = requests[0]!.answer(200);
  await first.write('event: bot.word\nid: 41\ndata: one\n\nevent: user.speaking\ndata: two\n\n');
  await settle();
  await first.cut();
  await settle();
  expect(links).toEqual(['connecting', 'live', 'reconnecting']);
  clock.advance(500);
  expect(requests[1]!.lastId).toBe('41');
  await requests[1]!.answer(200).write('event: bot.word\nid: 42\ndata: three\n\n');
  await settle();
  expect(seen).toEqual(['bot.word one', 'user.speaking two', 'bot.word three']);
  expect(links.at(-1)).toBe('live');
});

it('waits longer each time that nobody answers', async () => {
  const { clock, requests } = stage();
  for (const wait of [500, 1000, 2000, 4000, 8000, 15_000, 15_000]) {
    requests.at(-1)!.answer(503);
    await settle();
    const count = requests.length;
    clock.advance(wait - 1);
    expect(requests).toHaveLength(count);
    clock.advance(1);
    expect(requests).toHaveLength(count + 1);
  }
});

it('takes a long silence for a dead connection, but a ping for a sign of life', async () => {
  const { clock, requests } = stage();
  const piece = requests[0]!.answer(200);
  await settle();
  clock.advance(SILENCE_MS - 1);
  await piece.write(':ping\n\n');
  await settle();
  clock.advance(SILENCE_MS - 1);
  expect(requests[0]!.signal.aborted).toBe(false);
  clock.advance(1);
  expect(requests[0]!.signal.aborted).toBe(true);
  await settle();
  clock.advance(500);
  expect(requests).toHaveLength(2);
});

it('does not storm a server that refuses the key', async () => {
  const { clock, requests, refused } = stage();
  requests[0]!.answer(401);
  await settle();
  clock.advance(600_000);
  expect(refused).toEqual([401]);
  expect(requests).toHaveLength(1);
});

it('is over when the page leaves', async () => {
  const { clock, requests, close } = stage();
  requests[0]!.answer(200);
  await settle();
  close();
  await settle();
  clock.advance(600_000);
  expect(requests[0]!.signal.aborted).toBe(true);
  expect(requests).toHaveLength(1);
});
