import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VoiceError } from '../../errors.ts';
import { type AgentHolder, createAgentDirectory } from '../../responder/agent-directory.ts';
import { ManualClock } from '../test-support/manual-clock.ts';
import { type NotedCall, NotedCalls } from '../test-support/noted-calls.ts';
import { SocketClient } from '../test-support/socket-client.ts';
import { parseForm, signatureOf } from './signature.ts';
import { type TwilioTransportOptions, twilioTransport } from './twilio.ts';

const audio = Buffer.alloc(160, 0xd5);
const holder: AgentHolder = { deliver() {}, heardAt: 0, probe() {}, displace() {} };
const call = { CallSid: 'CA1', From: '+34612345678', To: '+1 318 633 0963' };

let app: FastifyInstance;
let clock: ManualClock;
let calls: NotedCalls;
let http: string;
let clients: SocketClient[];

async function start(config: Partial<TwilioTransportOptions['config']> = {}): Promise<void> {
  clock = new ManualClock();
  calls = new NotedCalls();
  const directory = createAgentDirectory();
  directory.register('org', 'mara', {}, holder);
  directory.addChannel('org', 'mara', { type: 'phone', ref: '+13186330963', config: {} });
  let tokens = 0;
  let ids = 0;
  app = fastify();
  await app.register(twilioTransport, {
    calls,
    directory,
    clock,
    log: app.log,
    config: { orgId: 'org', host: '127.0.0.1', ...config },
    newId: (prefix) => `${prefix}_${++ids}`,
    newToken: () => `token_${++tokens}`,
  });
  http = await app.listen({ host: '127.0.0.1', port: 0 });
}

beforeEach(() => {
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.socket.terminate();
  await app.close();
});

const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${http}/twilio/voice`, { method: 'POST', headers, body: new URLSearchParams(fields) });

async function openMedia(headers: Record<string, string> = {}): Promise<SocketClient> {
  const client = await SocketClient.open(`${http.replace('http', 'ws')}/twilio/media`, headers);
  clients.push(client);
  client.send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
  return client;
}

const startFrame = (customParameters: object, more: object = {}) => ({
  event: 'start',
  sequenceNumber: '1',
  streamSid: 'MZ1',
  start: {
    streamSid: 'MZ1',
    accountSid: 'AC1',
    callSid: 'CA1',
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters,
    ...more,
  },
});

const mediaFrame = (chunk: number | string, timestamp: number | string, payload = audio.toString('base64')) => ({
  event: 'media',
  sequenceNumber: '2',
  media: { track: 'inbound', chunk, timestamp, payload },
  streamSid: 'MZ1',
});

/** A call that names its agent itself, as a caller on this machine may. */
async function begin(
  parameters: object = { agent: 'Mara' },
  more: object = {},
): Promise<{ client: SocketClient; call: NotedCall }> {
  const client = await openMedia();
  const next = calls.next();
  client.send(startFrame(parameters, more));
  return { client, call: await next };
}

describe('the webhook', () => {
  it('answers a call to an agent’s number with a stream and a one-time token', async () => {
    await start();
    const response = await post(call);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/xml');
    const { host } = new URL(http);
    expect(await response.text()).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><Response><Connect><Stream url="ws://${host}/twilio/media"><Parameter name="token" value="token_1"/></Stream></Connect></Response>`,
    );
  });

  it('says that nobody is there, and hangs up, when no agent has the number', async () => {
    await start();
    const text = await (await post({ ...call, To: '+15550009999' })).text();
    expect(text).toContain('<Say>Nobody can take this call');
    expect(text).toContain('<Hangup/>');
  });

  it('gives Twilio the public address, safely written', async () => {
    await start({ publicUrl: 'https://voice.example.com/a&b/' });
    expect(await (await post(call)).text()).toContain('<Stream url="wss://voice.example.com/a&amp;b/twilio/media">');
  });

  it.each([
    ['a forwarding header', { 'x-forwarded-for': '203.0.113.9' }],
    ['a tunnel’s header', { 'cf-connecting-ip': '203.0.113.9' }],
    ['a proxy’s header', { via: '1.1 proxy' }],
    ['a web page’s origin', { origin: 'https://evil.example' }],
  ])('refuses %s while it has no auth token to check with', async (_, headers) => {
    await start();
    const response = await post(call, headers);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'INVALID_SIGNATURE' });
  });

  describe('with an auth token', () => {
    const sign = (url: string, fields: Record<string, string> = call) =>
      signatureOf('secret', url, parseForm(new URLSearchParams(fields).toString()));

    it('takes what is signed for the public address', async () => {
      await start({ twilioAuthToken: 'secret', publicUrl: 'https://voice.example.com' });
      const response = await post(call, {
        'x-twilio-signature': sign('https://voice.example.com/twilio/voice'),
        'x-forwarded-for': '3.3.3.3',
      });
      expect(response.status).toBe(200);
    });

    it('refuses what is unsigned, signed for another address, by another secret, or changed on the way', async () => {
      await start({ twilioAuthToken: 'secret', publicUrl: 'https://voice.example.com' });
      const right = sign('https://voice.example.com/twilio/voice');
      const tries: [Record<string, string>, Record<string, string>][] = [
        [call, {}],
        [call, { 'x-twilio-signature': sign('https://other.example.com/twilio/voice') }],
        [call, { 'x-twilio-signature': `${right.slice(0, -2)}A=` }],
        [{ ...call, To: '+15550009999' }, { 'x-twilio-signature': right }],
      ];
      for (const [fields, headers] of tries) expect((await post(fields, headers)).status).toBe(403);
    });

    it('takes the address of the request where no public one is configured', async () => {
      await start({ twilioAuthToken: 'secret' });
      const headers = {
        'x-forwarded-host': 'abc.tunnel.example',
        'x-forwarded-proto': 'https',
        'x-twilio-signature': sign('https://abc.tunnel.example/twilio/voice'),
      };
      const response = await post(call, headers);
      expect(await response.text()).toContain('url="wss://abc.tunnel.example/twilio/media"');
    });
  });
});

describe('who may stream', () => {
  it('the call that a token was made for', async () => {
    await start({ twilioAuthToken: 'secret', publicUrl: 'https://voice.example.com' });
    const signature = signatureOf(
      'secret',
      'https://voice.example.com/twilio/voice',
      parseForm(new URLSearchParams(call).toString()),
    );
    await post(call, { 'x-twilio-signature': signature });
    const { call: begun } = await begin({ token: 'token_1' });
    expect(begun.line.info).toEqual({
      callId: 'CA1',
      orgId: 'org',
      agentId: 'mara',
      from: '+34612345678',
      to: '+13186330963',
      direction: 'inbound',
      transport: 'phone',
      codec: 'mulaw',
      sampleRateHz: 8000,
      metadata: {},
    });
  });

  it.each([
    ['without a token', { agent: 'mara' }],
    ['with a made-up token', { token: 'token_7' }],
  ])('nobody %s once an auth token is configured', async (_, parameters) => {
    await start({ twilioAuthToken: 'secret' });
    const client = await openMedia();
    client.send(startFrame(parameters));
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringMatching(/^INVALID_TOKEN/) });
    expect(calls.liveCount).toBe(0);
  });

  it('a caller on this machine that names its agent', async () => {
    await start();
    const { call: begun } = await begin({ agent: 'Mara', from: '+1', to: '+2' });
    expect(begun.line.info).toMatchObject({ agentId: 'mara', from: '+1', to: '+2', callId: 'CA1' });
  });

  it.each([
    ['a web page', { origin: 'http://127.0.0.1:4700' }],
    ['a tunnel', { 'x-forwarded-proto': 'https' }],
    ['a proxy', { 'x-real-ip': '203.0.113.9' }],
    ['a gateway', { forwarded: 'for=203.0.113.9' }],
  ])('not %s that does the same', async (_, headers) => {
    await start();
    const client = await openMedia(headers);
    client.send(startFrame({ agent: 'mara' }));
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringMatching(/^INVALID_TOKEN/) });
  });

  it('not a caller on this machine when the server listens to the world', async () => {
    await start({ host: '0.0.0.0' });
    const client = await openMedia();
    client.send(startFrame({ agent: 'mara' }));
    expect((await client.closed).reason).toMatch(/^INVALID_TOKEN/);
  });

  it.each([
    ['an unknown agent', { agent: 'bob' }, 1008, /^AGENT_NOT_FOUND: agent "bob"/],
    ['no agent', {}, 1008, /customParameters\.agent is missing|token is missing/],
  ])('is told about %s', async (_, parameters, code, reason) => {
    await start();
    const client = await openMedia();
    client.send(startFrame(parameters));
    expect(await client.closed).toMatchObject({ code, reason: expect.stringMatching(reason) });
  });

  it.each(['SERVER_AT_CAPACITY', 'SERVER_DRAINING'] as const)('is told to try later: %s', async (code) => {
    await start();
    calls.refusal = new VoiceError(code, 'No call can be taken now. Try again later.');
    const client = await openMedia();
    client.send(startFrame({ agent: 'mara' }));
    expect(await client.closed).toMatchObject({ code: 1013, reason: expect.stringMatching(new RegExp(`^${code}`)) });
  });

  it('only with the audio we take', async () => {
    await start();
    const client = await openMedia();
    client.send(
      startFrame({ agent: 'mara' }, { mediaFormat: { encoding: 'audio/l16', sampleRate: 16000, channels: 1 } }),
    );
    expect((await client.closed).reason).toMatch(/^UNSUPPORTED_MEDIA/);
  });

  it('within ten seconds', async () => {
    await start();
    const client = await openMedia();
    const pong = new Promise((resolve) => client.socket.once('pong', resolve));
    client.socket.ping();
    await pong;
    clock.advance(10_000);
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('start') });
  });
});

describe('a call', () => {
  it('gets its packets, marks and digits as they came', async () => {
    await start();
    const { client, call: begun } = await begin();
    client.send(mediaFrame('1', '0'));
    client.send(mediaFrame(3, 40));
    client.send(mediaFrame('2', '20'));
    client.send({ event: 'mark', streamSid: 'MZ1', mark: { name: 'm1' } });
    client.send({ event: 'dtmf', dtmf: { track: 'inbound_track', digit: '5' } });
    await begun.until((happened) => happened.notes.length === 2);
    expect(begun.packets.map(({ sequence, sample }) => [sequence, sample])).toEqual([
      [1, 0],
      [3, 320],
      [2, 160],
    ]);
    expect(begun.packets[0]?.payload).toEqual(audio);
    expect(begun.notes).toEqual(['mark m1', 'dtmf 5']);
  });

  it('counts on where packets do not say where they belong', async () => {
    await start();
    const { client, call: begun } = await begin();
    client.send(mediaFrame('7', '100'));
    for (let more = 0; more < 2; more++) client.send({ event: 'media', media: { payload: audio.toString('base64') } });
    await begun.until((happened) => happened.packets.length === 3);
    expect(begun.packets.map(({ sequence, sample }) => [sequence, sample])).toEqual([
      [7, 800],
      [8, 960],
      [9, 1120],
    ]);
  });

  it('plays, marks and clears on the carrier’s line', async () => {
    await start();
    const { client, call: begun } = await begin();
    const frame = new Uint8Array(200).fill(0x11, 20, 180).subarray(20, 180);
    begun.line.send(frame);
    frame.fill(0x22);
    begun.line.mark('end of "m1"');
    begun.line.clear();
    expect(begun.line.confirmsPlayout).toBe(true);
    expect(await client.next()).toEqual({
      event: 'media',
      streamSid: 'MZ1',
      media: { payload: Buffer.alloc(160, 0x11).toString('base64') },
    });
    expect(await client.next()).toEqual({ event: 'mark', streamSid: 'MZ1', mark: { name: 'end of "m1"' } });
    expect(await client.next()).toEqual({ event: 'clear', streamSid: 'MZ1' });
  });

  it('that is hung up here closes the stream, and its line is silent from then on', async () => {
    await start();
    const { client, call: begun } = await begin();
    begun.line.hangUp();
    begun.line.send(audio);
    begun.line.hangUp();
    expect(await client.closed).toMatchObject({ code: 1000 });
    await expect(client.next()).rejects.toThrow();
    expect(begun.notes).toEqual([]);
  });

  it.each([
    ['with stop', (client: SocketClient) => client.send({ event: 'stop', streamSid: 'MZ1', stop: {} }), 'hangup'],
    ['with a proper close', (client: SocketClient) => client.socket.close(1000), 'hangup'],
    ['with a close that says nothing', (client: SocketClient) => client.socket.close(), 'hangup'],
    ['without a word', (client: SocketClient) => client.socket.terminate(), 'lost'],
  ])('that ends %s', async (_, leave, how) => {
    await start();
    const { client, call: begun } = await begin();
    leave(client);
    await begun.until((happened) => happened.notes.length > 0);
    expect(begun.notes).toEqual([`closed ${how}`]);
  });

  it('has the carrier’s id once: the next stream of it gets a name of its own', async () => {
    await start();
    await begin();
    const { call: second } = await begin();
    const { call: third } = await begin(undefined, { callSid: undefined });
    expect([second.line.info.callId, third.line.info.callId]).toEqual(['call_1', 'call_2']);
  });

  it('whose carrier does not read what it is sent is given up', async () => {
    await start();
    const { client, call: begun } = await begin();
    client.socket.pause();
    const second = Buffer.alloc(8_000, 0x11);
    for (let sent = 0; sent < 2_000 && begun.notes.length === 0; sent++) begun.line.send(second);
    expect(begun.notes).toEqual(['closed lost']);
    clock.advance(2_000);
    client.socket.resume();
    await client.closed;
  });
});

describe('bad frames', () => {
  it('are dropped, and the call goes on', async () => {
    await start();
    const { client, call: begun } = await begin();
    for (const bad of [
      '{',
      '[]',
      '{"event":"media"}',
      mediaFrame('x', '0'),
      mediaFrame('1', '0', '****'),
      startFrame({ agent: 'mara' }),
    ])
      client.send(bad);
    client.socket.send(Buffer.from([0, 1, 2]));
    client.send(mediaFrame('1', '0'));
    await begun.until((happened) => happened.packets.length === 1);
    expect(begun.notes).toEqual([]);
  });

  it('before start are dropped too', async () => {
    await start();
    const client = await openMedia();
    client.send(mediaFrame('1', '0'));
    client.send({ event: 'mark', mark: { name: 'm' } });
    const next = calls.next();
    client.send(startFrame({ agent: 'mara' }));
    expect((await next).packets).toEqual([]);
  });

  it('by the dozen end the call as lost, and say why', async () => {
    await start();
    const { client, call: begun } = await begin();
    for (let sent = 0; sent < 51; sent++) client.send('nonsense');
    expect(await client.closed).toMatchObject({
      code: 1008,
      reason: expect.stringMatching(/^PROTOCOL: .*not a JSON object/),
    });
    expect(begun.notes).toEqual(['closed lost']);
  });

  it('of more than a megabyte end it as well', async () => {
    await start();
    const { client, call: begun } = await begin();
    client.send('x'.repeat(1_100_000));
    expect((await client.closed).code).toBe(1009);
    await begun.until((happened) => happened.notes.length > 0);
    expect(begun.notes).toEqual(['closed lost']);
  });
});
