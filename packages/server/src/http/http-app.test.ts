import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoggedEvent, parseSse } from '@antiphon/events';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { createReaders, type EventReaders } from '../events/readers.ts';
import { callRecord, logOf } from '../store/fixtures.ts';
import { openStore, type Store } from '../store/store.ts';
import { apiRoutes, createHttpApp } from './http-app.ts';
import { createKeyring } from './keyring.ts';

const folder = mkdtempSync(join(tmpdir(), 'antiphon-http-'));
const quiet = { warn: () => {}, error: () => {} };
let store: Store;
let readers: EventReaders;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  const pages = join(folder, 'out');
  mkdirSync(join(pages, 'calls'), { recursive: true });
  writeFileSync(join(pages, 'index.html'), '<h1>live</h1>');
  writeFileSync(join(pages, 'calls', 'index.html'), '<h1>one call</h1>');
  writeFileSync(join(pages, '404.html'), '<h1>not here</h1>');
  store = await openStore(join(folder, 'antiphon.db'), { clock: systemClock, log: quiet });
  await store.keys.put('default', 'server', 'right');
  await store.keys.put('acme', 'server', 'theirs');
  readers = createReaders(store);
  app = createHttpApp(pino({ level: 'silent' }));
  await apiRoutes(app, {
    store,
    readers,
    keys: createKeyring(await store.keys.all()),
    clock: systemClock,
    health: { version: '1.2.3', liveCalls: () => 2, isDraining: () => false, storage: store.health },
    pages: { dashboard: [join(folder, 'absent'), pages], docs: [] },
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  readers.close();
  await app.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (path: string, key = 'right', headers: Record<string, string> = {}) => {
  const response = await fetch(url + path, {
    redirect: 'manual',
    headers: key ? { authorization: `Bearer ${key}`, ...headers } : headers,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
};

/** Puts events into the log and resolves when readers may have them. */
async function put(...events: LoggedEvent[]): Promise<void> {
  const last = events.at(-1);
  const given = new Promise<void>((resolve) => {
    const stop = store.tail((event) => {
      if (event !== last) return;
      stop();
      resolve();
    });
  });
  for (const event of events) store.sink.append(event);
  await given;
}

/** A stream of events, read message by message. */
async function stream(query: string, headers: Record<string, string> = {}, key = 'right') {
  const request: ClientRequest = get(`${url}/v1/events${query}`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  );
  const messages = (async function* () {
    let text = '';
    for await (const chunk of response) {
      text += String(chunk);
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        yield text.slice(0, end);
        text = text.slice(end + 2);
      }
    }
  })();
  return {
    headers: response.headers,
    next: async () => (await messages.next()).value as string,
    async take(count: number) {
      const taken: string[] = [];
      while (taken.length < count) taken.push((await messages.next()).value as string);
      return taken;
    },
    close: () => request.destroy(),
  };
}

const idOf = (message: string) => /^id: (.*)$/m.exec(message)?.[1];
const eventOf = (message: string) => {
  const { callId, order, name } = parseSse(
    /^event: (.*)$/m.exec(message)?.[1] ?? '',
    /^data: (.*)$/m.exec(message)?.[1] ?? '',
  );
  return `${callId} ${order} ${name}`;
};

it('tells anyone how it is', async () => {
  const { status, body } = await ask('/health', '');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ok: true,
    version: '1.2.3',
    draining: false,
    calls: 2,
    storage: { state: 'ok', lostEvents: 0 },
  });
});

it('asks for a key, names a wrong one, and takes none from the query', async () => {
  for (const path of ['/v1/calls', '/v1/calls/CA1', '/v1/calls/CA1/events', '/v1/events', '/v1/calls?key=right']) {
    const { status, body, headers } = await ask(path, '');
    expect([path, status, body.code]).toEqual([path, 401, 'INVALID_KEY']);
    expect(body.error).toContain('Authorization: Bearer');
    expect(headers.get('www-authenticate')).toBe('Bearer');
  }
  const wrong = await ask('/v1/calls', 'wrong');
  expect(wrong.status).toBe(401);
  expect(wrong.body.error).toContain('not one of this server');
});

it('gives a call, its list and its log', async () => {
  const log = logOf('CA1');
  const record = callRecord('CA1', { startedAt: 5_000 });
  store.sink.begin(record);
  await put(log.started(), log.said('msg_u', 'hello'), log.interim('and'), log.heard('msg_b', 'Good evening'));

  const live = await ask('/v1/calls/CA1');
  expect(live.headers.get('cache-control')).toBe('no-store');
  expect(live.body).toMatchObject({
    id: 'CA1',
    agent: 'mara',
    status: 'active',
    startedAt: 5_000,
    endedAt: null,
    lastSeq: 3,
  });
  expect(live.body.transcript).toEqual([
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: 'Good evening' },
  ]);

  const first = (await ask('/v1/calls/CA1/events?limit=2')).body;
  expect(first.entries.map((entry: { seq: number; type: string }) => [entry.seq, entry.type])).toEqual([
    [1, 'call.started'],
    [2, 'user.message'],
  ]);
  expect(first.entries[1].data).toMatchObject({ message_id: 'msg_u', text: 'hello' });
  expect([first.live, first.next]).toEqual([true, 2]);
  const rest = (await ask('/v1/calls/CA1/events?after=2')).body;
  expect(rest.entries.map(({ type }: { type: string }) => type)).toEqual(['message.confirmed']);
  expect((await ask('/v1/calls/CA1/events?after=3')).body).toEqual({ entries: [], live: true, next: 3 });

  const messages = [{ role: 'system', content: 'Be brief.' }, ...live.body.transcript];
  store.sink.end({ ...record, status: 'ended', endedAt: 9_000, duration: 4, reason: 'hangup', messages });
  await put(log.ended());
  const ended = (await ask('/v1/calls/CA1')).body;
  expect(ended).toMatchObject({
    status: 'ended',
    endedAt: 9_000,
    duration: 4,
    reason: 'hangup',
    messages,
    transcript: live.body.transcript,
  });
  expect((await ask('/v1/calls/CA1/events?after=3')).body).toMatchObject({ live: false, next: 4 });
});

it('pages through calls', async () => {
  for (const n of [1, 2, 3]) store.sink.begin(callRecord(`PG${n}`, { agentId: 'pager', startedAt: n }));
  await put(logOf('PG1').started());
  const first = (await ask('/v1/calls?agent=pager&limit=2')).body;
  expect(first.calls.map(({ id }: { id: string }) => id)).toEqual(['PG3', 'PG2']);
  const second = (await ask(`/v1/calls?agent=pager&limit=2&before=${first.next}`)).body;
  expect(second.calls.map(({ id }: { id: string }) => id)).toEqual(['PG1']);
  expect(second.next).toBeNull();
});

it('shows no other org that a call exists', async () => {
  store.sink.begin(callRecord('CA_ours'));
  await put(logOf('CA_ours').started());
  for (const path of ['/v1/calls/CA_ours', '/v1/calls/CA_ours/events']) {
    expect((await ask(path)).status).toBe(200);
    const { status, body } = await ask(path, 'theirs');
    expect([status, body.code]).toEqual([404, 'CALL_NOT_FOUND']);
  }
  expect((await ask('/v1/calls', 'theirs')).body).toEqual({ calls: [], next: null });
});

it('knows an agent by the id that its author gave it as well', async () => {
  store.sink.begin(callRecord('CA_named', { agentId: 'my-agent' }));
  const log = logOf('CA_named', { agentId: 'my-agent' });
  const named = await stream(`?agents=${encodeURIComponent('My Agent')}`);
  await named.next();
  await put(log.started());
  expect((await named.take(1)).map(eventOf)).toEqual(['CA_named 1 call.started']);
  named.close();
  for (const agent of ['My Agent', 'my_agent', 'my-agent']) {
    const { body } = await ask(`/v1/calls?agent=${encodeURIComponent(agent)}`);
    expect(body.calls.map(({ id }: { id: string }) => id)).toEqual(['CA_named']);
  }
});

it.each([
  ['/v1/calls?limit=0', 'Query parameter "limit": takes a whole number from 1 to 200.'],
  ['/v1/calls?limit=ten', 'Query parameter "limit": takes a whole number from 1 to 200.'],
  ['/v1/calls?status=ringing', 'Query parameter "status": takes active or ended.'],
  ['/v1/calls?before=yesterday', 'Query parameter "before": takes a `next` of an earlier answer.'],
  ['/v1/calls?agnet=mara', 'Unknown query parameter "agnet". This address takes agent, status, limit, before.'],
  ['/v1/calls?agent=a&agent=b', 'Query parameter "agent": give it once.'],
  ['/v1/events?agents=', 'Query parameter "agents": it names nothing; leave it out to mean all.'],
  ['/v1/events?last_event_id=x', 'Query parameter "last_event_id": takes a whole number from 0 on.'],
])('says what is wrong with %s', async (path, error) => {
  const { status, body } = await ask(path);
  expect([status, body]).toEqual([400, { error, code: 'INVALID_FIELD' }]);
});

it('streams events in the form of the reference, and goes on from the last one', async () => {
  const log = logOf('SSE1', { agentId: 'streamer' });
  const first = await stream('?agents=streamer');
  expect(first.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const hello = await first.next();
  expect(hello).toMatch(/^retry: 2000\nid: \d+$/);
  await put(log.started(), log.interim('a'), log.word('one'), logOf('SSE2').started());
  const messages = await first.take(3);
  expect(messages.map(eventOf)).toEqual(['SSE1 1 call.started', 'SSE1 2 user.speaking', 'SSE1 3 bot.word']);
  expect(messages[2]).toMatch(
    /^event: bot\.word\nid: \d+\ndata: \{"callId":"SSE1",.*"word":"one".*"agent":"streamer"\}$/,
  );
  expect(idOf(messages[1]!)).toBeUndefined();
  first.close();

  await put(log.word('two'), log.interim('missed'), log.word('three'));
  for (const resumed of [
    await stream('?agents=streamer', { 'last-event-id': idOf(messages[2]!)! }),
    await stream(`?agents=streamer&last_event_id=${idOf(messages[2]!)}`),
  ]) {
    expect(await resumed.next()).toBe('retry: 2000');
    expect((await resumed.take(2)).map(eventOf)).toEqual(['SSE1 4 bot.word', 'SSE1 6 bot.word']);
    resumed.close();
  }
  // Cut off before any event: the id of the beginning is enough to miss none.
  const early = await stream('?calls=SSE1', { 'last-event-id': idOf(hello)! });
  await early.next();
  expect((await early.take(4)).map(eventOf)).toEqual([
    'SSE1 1 call.started',
    'SSE1 3 bot.word',
    'SSE1 4 bot.word',
    'SSE1 6 bot.word',
  ]);
  await put(log.word('four'));
  expect(eventOf(await early.next())).toBe('SSE1 7 bot.word');
  early.close();
});

it('streams to no other org, and refuses an id that is none of its own', async () => {
  const theirs = await stream('?calls=SSE1', { 'last-event-id': '0' }, 'theirs');
  await theirs.next();
  store.sink.append(logOf('SSE9').started());
  await put(logOf('SSE1', { orgId: 'acme' }).started());
  expect(eventOf(await theirs.next())).toBe('SSE1 1 call.started');
  theirs.close();
  expect((await ask('/v1/events', 'right', { 'last-event-id': 'msg_7' })).body).toMatchObject({
    code: 'INVALID_FIELD',
  });
});

it('drops a reader that does not read, and keeps the others going', async () => {
  const stuck = get(`${url}/v1/events?calls=FLOOD`, { headers: { authorization: 'Bearer right' } });
  const response = await new Promise<IncomingMessage>((resolve) => stuck.on('response', resolve));
  response.pause();
  const before = readers.count;
  const log = logOf('FLOOD');
  const text = 'x'.repeat(20_000);
  for (let n = 0; n < 40 && readers.count === before; n += 1)
    await put(...Array.from({ length: 20 }, () => log.word(text)));
  expect(readers.count).toBe(before - 1);
  stuck.destroy();
});

it('serves the dashboard, its folders with their slash, and its own page for what is nowhere', async () => {
  const page = await ask('/', '');
  expect([page.status, page.text]).toEqual([200, '<h1>live</h1>']);
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  const slashless = await ask('/calls?id=CA1', '');
  expect([slashless.status, slashless.headers.get('location')]).toEqual([301, '/calls/?id=CA1']);
  expect((await ask('/calls/?id=CA1', '')).text).toBe('<h1>one call</h1>');
  const missing = await ask('/nothing', '', { accept: 'text/html' });
  expect([missing.status, missing.text]).toEqual([404, '<h1>not here</h1>']);
  for (const path of ['/nothing', '/v1/nothing', '/..%2fantiphon.db', '/calls/..%2f..%2fantiphon.db']) {
    const { status, text } = await ask(path);
    expect([path, status], text).toEqual([path, status === 403 ? 403 : 404]);
    expect(JSON.parse(text)).toMatchObject({ code: expect.any(String), error: expect.any(String) });
  }
});

it('answers broken requests as it answers the rest', async () => {
  const post = async (body: string) => {
    const response = await fetch(`${url}/health`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    return [response.status, await response.json()];
  };
  expect(await post('{}')).toEqual([
    404,
    { code: 'NOT_FOUND', error: expect.stringContaining('There is nothing at POST /health.') },
  ]);
  expect(await post('{')).toEqual([400, { code: 'BAD_REQUEST', error: expect.stringContaining('JSON') }]);
  expect(await post(`"${'x'.repeat(2 ** 20)}"`)).toEqual([413, { code: 'BODY_TOO_LARGE', error: expect.any(String) }]);
});

it('refuses an address that cannot be read in the form of every refusal', async () => {
  expect(await ask('/v1/calls/%ff%fe')).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('/v1/calls/%ff%fe'), code: 'BAD_REQUEST' },
  });
});
