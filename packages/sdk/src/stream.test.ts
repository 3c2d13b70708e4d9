import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { settle } from './connection/fake.ts';
import { createWorld } from './testing/world.ts';

/** A reader of a Web response, one message at a time. */
function reader(response: Response) {
  const chunks = response
    .body!.pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>;
  return { next: async () => (await chunks.read()).value, cancel: () => chunks.cancel() };
}

const dataOf = (message: string | undefined) => JSON.parse(message?.match(/^data: (.*)$/m)?.[1] ?? 'null');

async function createStream(...args: Parameters<ReturnType<typeof createWorld>['pc']['stream']>) {
  const world = createWorld();
  for (const id of ['mara', 'bob', 'eve']) world.pc.agent(id);
  await settle();
  return { ...world, stream: reader(world.pc.stream(...(args as []))) };
}

describe('a stream of events', () => {
  it('has the headers of one, and says first which agents it is about', async () => {
    const { pc } = createWorld();
    const response = pc.agent('mara').stream();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    expect(await reader(response).next()).toBe('event: connected\ndata: {"agent":"mara"}\n\n');
    expect(await reader(pc.stream()).next()).toBe('event: connected\ndata: {"agents":["mara"]}\n\n');
    expect(await reader(pc.stream({ agents: ['bob'] })).next()).toBe('event: connected\ndata: {"agents":["bob"]}\n\n');
  });

  it('gives each event its name and one line of JSON, the call first and the agent last', async () => {
    const { server, stream } = await createStream();
    await stream.next();
    const call = await server.call('mara', { id: 'CA123' });
    await stream.next();
    call.emit('user.message', { text: 'Hello\nthere', messageId: 'msg_abc', confidence: 1, turnId: 1 });
    const message = await stream.next();
    expect(message).toMatch(/^event: user\.message\ndata: \{"callId":"CA123",.*"agent":"mara"\}\n\n$/);
    expect(dataOf(message)).toMatchObject({
      callId: 'CA123',
      text: 'Hello\nthere',
      messageId: 'msg_abc',
      agent: 'mara',
      seq: 2,
    });
  });

  it('carries every word and every interim text, and the whole of a call', async () => {
    const { server, pc, stream } = await createStream();
    pc.agent('mara').on('turn.end', (turn, its) => its.reply(`You said ${turn.text}`));
    const call = await server.call('mara');
    await call.says('hi');
    call.hangup();
    await settle();
    const names: (string | undefined)[] = [];
    while (names.at(-1) !== 'call.ended') names.push((await stream.next())?.match(/^event: (.*)$/m)?.[1]);
    expect(names).toEqual([
      ...['connected', 'call.started', 'speech.started', 'user.speaking', 'speech.ended', 'user.message', 'eager.turn'],
      ...[
        'turn.end',
        'bot.speaking',
        'bot.word',
        'bot.word',
        'bot.word',
        'message.confirmed',
        'bot.finished',
        'call.ended',
      ],
    ]);
  });

  it('is only about the agents asked for', async () => {
    const { server, pc, stream } = await createStream({ agents: ['bob', 'eve'] });
    const own = reader(pc.agent('bob').stream());
    for (const id of ['mara', 'bob', 'eve']) await server.call(id, { id });
    await settle();
    expect([await stream.next(), await stream.next(), await stream.next()].map((text) => dataOf(text).agent)).toEqual([
      undefined,
      'bob',
      'eve',
    ]);
    await own.next();
    expect(dataOf(await own.next())).toMatchObject({ callId: 'bob', from: '+14155550100', transport: 'phone' });
  });

  it('is kept alive by a comment every 30 seconds', async () => {
    const { clock, stream } = await createStream();
    await stream.next();
    await clock.advance(30_000);
    expect(await stream.next()).toBe(':ping\n\n');
  });

  it('ends with its reader', async () => {
    const { clock, server, stream } = await createStream();
    await stream.next();
    await stream.cancel();
    await server.call('mara');
    await clock.advance(60_000);
  });

  it('cuts off a reader that does not read, instead of filling the memory', async () => {
    const { server, pc } = createWorld();
    pc.agent('mara');
    const response = pc.stream();
    const call = await server.call('mara');
    const text = 'x'.repeat(100_000);
    for (let i = 0; i < 12; i += 1) call.emit('user.speaking', { text, confidence: 1, turnId: 1 });
    await settle();
    const stream = reader(response);
    await expect(
      (async () => {
        for (;;) await stream.next();
      })(),
    ).rejects.toMatchObject({ code: 'SLOW_READER' });
  });

  it('goes into Node’s response as well', async () => {
    const { clock, server, pc } = createWorld();
    pc.agent('mara');
    const http = createServer((_request, response) => pc.stream(response, { agents: ['mara'] })).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const request = get({ host: '127.0.0.1', port: (http.address() as AddressInfo).port });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    response.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    const call = await server.call('mara');
    call.hangup();
    await clock.advance(30_000);
    await vi.waitFor(() =>
      expect(text).toMatch(
        /^event: connected\n[\s\S]*event: call\.started\n[\s\S]*event: call\.ended\n[\s\S]*:ping\n\n$/,
      ),
    );
    response.destroy();
    http.closeAllConnections();
    http.close();
  });

  it.each([
    ['whose owner has ended it, with bytes still under way', { writableEnded: true }],
    ['whose reader had gone before it began', { destroyed: true }],
  ])('writes nothing into a Node response %s', async (_which, state) => {
    const { clock, server, pc } = createWorld();
    pc.agent('mara');
    const call = await server.call('mara');
    const write = vi.fn();
    pc.stream({ writableLength: 0, writeHead() {}, write, on() {}, ...state } as never);
    call.emit('user.speaking', { text: 'hello', confidence: 1, turnId: 1 });
    await clock.advance(30_000);
    expect(write).not.toHaveBeenCalled();
  });

  it('cuts off a Node reader that does not read', async () => {
    const { server, pc } = createWorld();
    pc.agent('mara');
    const call = await server.call('mara');
    let destroyed = false;
    const response = {
      writableLength: 0,
      writeHead() {},
      write(text: string) {
        this.writableLength += text.length;
      },
      destroy() {
        destroyed = true;
      },
      on() {},
    };
    pc.stream(response as never);
    for (let i = 0; i < 12; i += 1) call.emit('user.speaking', { text: 'x'.repeat(100_000), confidence: 1, turnId: 1 });
    await settle();
    expect(destroyed).toBe(true);
    expect(response.writableLength).toBeLessThan(1_300_000);
  });
});
