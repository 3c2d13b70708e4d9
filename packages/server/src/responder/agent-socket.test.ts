import type { LoggedEvent } from '@antiphon/events';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VoiceError } from '../errors.ts';
import { ManualClock } from '../transport/test-support/manual-clock.ts';
import { NotedCalls } from '../transport/test-support/noted-calls.ts';
import { SocketClient } from '../transport/test-support/socket-client.ts';
import type { Line, LineInfo } from '../transport/transport.ts';
import { createAgentDirectory, type WritableAgentDirectory } from './agent-directory.ts';
import { agentSocket } from './agent-socket.ts';

const KEYS: Record<string, string> = { key_a: 'org_a', key_b: 'org_b' };

let app: FastifyInstance;
let url: string;
let clock: ManualClock;
let calls: NotedCalls;
let directory: WritableAgentDirectory;
let clients: SocketClient[];
let validated: Record<string, unknown>[];

beforeEach(async () => {
  clock = new ManualClock();
  calls = new NotedCalls();
  directory = createAgentDirectory();
  clients = [];
  validated = [];
  app = fastify();
  const validate = (config: Record<string, unknown>) => {
    validated.push(config);
    if (config.stt === 'nonsense') throw new VoiceError('INVALID_FIELD', 'stt: there is no engine "nonsense".');
    if (config.voice === 'cloud/voice') throw new VoiceError('PROVIDER_KEY_REQUIRED', 'voice: "cloud" needs a key.');
  };
  await app.register(agentSocket, {
    directory,
    calls,
    keys: { orgOf: (key) => KEYS[key] },
    validate,
    clock,
    log: app.log,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  url = `${address.replace('http', 'ws')}/client`;
});

afterEach(async () => {
  for (const client of clients) client.socket.terminate();
  await app.close();
});

async function open(): Promise<SocketClient> {
  const client = await SocketClient.open(url);
  clients.push(client);
  return client;
}

async function connect(key = 'key_a'): Promise<SocketClient> {
  const client = await open();
  await client.ask({ event: 'connect', api_key: key });
  return client;
}

async function register(agentId = 'mara', key = 'key_a'): Promise<SocketClient> {
  const client = await connect(key);
  await client.ask({ event: 'agent.create', agent_id: agentId });
  return client;
}

/** Everything said before it has been dealt with once this resolves. */
async function settle(client: SocketClient): Promise<void> {
  expect(await client.ask({ event: 'ping' })).toEqual({ event: 'pong' });
}

function beginCall(callId: string, agentId = 'mara', orgId = 'org_a'): void {
  const info: LineInfo = {
    callId,
    orgId,
    agentId,
    from: '',
    to: '',
    direction: 'inbound',
    transport: 'phone',
    codec: 'mulaw',
    sampleRateHz: 8000,
    metadata: {},
  };
  const line: Line = { info, confirmsPlayout: true, send() {}, mark() {}, clear() {}, hangUp() {} };
  calls.begin(line);
}

function event(agentId: string, orgId = 'org_a'): LoggedEvent<'user.message'> {
  return {
    name: 'user.message',
    orgId,
    agentId,
    callId: 'CA1',
    order: 7,
    seq: 5,
    at: 2_450,
    ts: 1_700_000_002_450,
    inSample: 19_600,
    outSample: 0,
    data: { messageId: 'u1', text: 'a table for two', confidence: 1, turnId: 1 },
  };
}

describe('connecting', () => {
  it('greets a key with its org', async () => {
    const client = await open();
    expect(await client.ask({ event: 'connect', api_key: 'key_b' })).toEqual({ event: 'connected', org_id: 'org_b' });
  });

  it('names a wrong key and closes, without repeating the key', async () => {
    const client = await open();
    const refusal = await client.ask({ event: 'connect', api_key: 'key_wrong' });
    expect(refusal).toMatchObject({ event: 'error', code: 'INVALID_KEY' });
    expect(JSON.stringify(refusal)).not.toContain('key_wrong');
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringMatching(/^INVALID_KEY/) });
  });

  it('tells a command that comes too early what to send first, and then takes the key', async () => {
    const client = await open();
    const refusal = await client.ask({ event: 'agent.create', agent_id: 'mara' });
    expect(refusal).toMatchObject({ event: 'error', code: 'NOT_CONNECTED', agent_id: 'mara' });
    expect(await client.ask({ event: 'connect', api_key: 'key_a' })).toMatchObject({ event: 'connected' });
  });

  it('closes a socket that says nothing for ten seconds, and says why', async () => {
    const client = await open();
    await settle(client);
    clock.advance(9_999);
    await settle(client);
    clock.advance(1);
    expect(await client.next()).toMatchObject({ event: 'error', code: 'CONNECTION_TIMEOUT' });
    expect((await client.closed).code).toBe(1008);
  });

  it('keeps a connected socket past those ten seconds', async () => {
    const client = await connect();
    clock.advance(12_000);
    await settle(client);
  });

  it('takes one key per connection', async () => {
    const client = await connect();
    expect(await client.ask({ event: 'connect', api_key: 'key_b' })).toMatchObject({ code: 'ALREADY_CONNECTED' });
    await settle(client);
  });
});

describe('signs of life', () => {
  it('answers ping with pong, before and after connecting', async () => {
    const client = await open();
    await settle(client);
    await client.ask({ event: 'connect', api_key: 'key_a' });
    await settle(client);
  });

  it('asks a silent socket every 15 s, and lets it go after 45 s without an answer', async () => {
    const client = await register();
    client.socket.pause(); // the far end is stuck: not even its WebSocket answers
    clock.advance(15_000);
    clock.advance(15_000);
    clock.advance(14_999);
    expect(directory.find('org_a', 'mara')).toBeDefined();
    clock.advance(1);
    expect(directory.find('org_a', 'mara')).toBeUndefined();
    expect(calls.notes.at(-1)).toBe('lost org_a mara');
    client.socket.resume();
    expect([await client.next(), await client.next()]).toEqual([{ event: 'ping' }, { event: 'ping' }]);
    expect((await client.closed).code).toBe(1001);
  });

  it('keeps a quiet socket whose far end answers', async () => {
    const client = await register();
    for (let minute = 0; minute < 8; minute++) {
      clock.advance(15_000);
      expect(await client.next()).toEqual({ event: 'ping' });
      client.send({ event: 'pong' });
      await settle(client);
    }
    expect(directory.find('org_a', 'mara')).toBeDefined();
  });
});

describe('registering', () => {
  it('acknowledges an agent under the name it gave, and knows it by its slug', async () => {
    const client = await connect();
    expect(await client.ask({ event: 'agent.create', agent_id: 'My Agent', language: 'es', raw_prompt: true })).toEqual(
      {
        event: 'agent.created',
        agent_id: 'My Agent',
      },
    );
    expect(directory.find('org_a', 'my-agent')).toMatchObject({
      agentId: 'my-agent',
      config: { language: 'es', rawPrompt: true },
      channels: [],
    });
    expect(calls.notes).toEqual(['returned org_a my-agent []']);
  });

  it('hands on what the agent still knows of its calls', async () => {
    const client = await connect();
    await client.ask({ event: 'agent.create', agent_id: 'mara', resume: { CA1: 12 } });
    expect(calls.notes).toEqual(['returned org_a mara [["CA1",12]]']);
  });

  it('says agent.created before anything of the calls that resume', async () => {
    calls.agentReturned = (_, agentId) => directory.deliver(event(agentId));
    const client = await connect();
    client.send({ event: 'agent.create', agent_id: 'mara', resume: { CA1: 4 } });
    expect([(await client.next()).event, (await client.next()).event]).toEqual(['agent.created', 'user.message']);
  });

  it('refuses an id that leaves no slug', async () => {
    const client = await connect();
    expect(await client.ask({ event: 'agent.create', agent_id: '日本' })).toMatchObject({
      event: 'error',
      code: 'REGISTRATION_ERROR',
      field: 'agent_id',
      agent_id: '日本',
    });
  });

  it('refuses settings that no engine understands, with the code that clients give up on', async () => {
    const client = await connect();
    expect(await client.ask({ event: 'agent.create', agent_id: 'Mara', stt: 'nonsense' })).toMatchObject({
      code: 'REGISTRATION_ERROR',
      agent_id: 'Mara',
      error: expect.stringContaining('nonsense'),
    });
    expect(await client.ask({ event: 'agent.create', agent_id: 'Mara', voice: 'cloud/voice' })).toMatchObject({
      code: 'PROVIDER_KEY_REQUIRED',
      agent_id: 'Mara',
    });
    expect(directory.list('org_a')).toEqual([]);
  });

  it('names the field that has the wrong shape', async () => {
    const client = await register();
    expect(await client.ask({ event: 'agent.create', agent_id: 'other', language: 7 })).toMatchObject({
      code: 'REGISTRATION_ERROR',
      field: 'language',
      agent_id: 'other',
    });
    expect(await client.ask({ event: 'agent.configure', agent_id: 'mara', greeting: 7 })).toMatchObject({
      code: 'INVALID_FIELD',
      field: 'greeting',
      agent_id: 'mara',
    });
  });

  it('patches a configuration key by key, also inside its config block', async () => {
    const client = await connect();
    await client.ask({
      event: 'agent.create',
      agent_id: 'mara',
      language: 'en',
      voice: 'flite/slt',
      config: { vad: { threshold: 0.4 }, stt: 'grammar' },
    });
    const patch = { event: 'agent.configure', agent_id: 'Mara', language: 'es', config: { vad: { threshold: 0.6 } } };
    expect(await client.ask(patch)).toEqual({ event: 'agent.configured', agent_id: 'Mara' });
    expect(directory.find('org_a', 'mara')?.config).toEqual({
      language: 'es',
      voice: 'flite/slt',
      config: { vad: { threshold: 0.6 }, stt: 'grammar' },
    });
    expect(await client.ask({ event: 'agent.configure', agent_id: 'mara', stt: 'nonsense' })).toMatchObject({
      code: 'INVALID_FIELD',
      agent_id: 'mara',
    });
    expect(directory.find('org_a', 'mara')?.config.stt).toBeUndefined();
  });

  it('keeps channels over a repeated agent.create', async () => {
    const client = await register();
    await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'chat' });
    expect(await client.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({ event: 'agent.created' });
    expect(directory.find('org_a', 'mara')?.channels).toHaveLength(1);
  });

  it('tells who has not registered', async () => {
    const client = await connect();
    expect(await client.ask({ event: 'agent.configure', agent_id: 'mara', language: 'es' })).toMatchObject({
      code: 'AGENT_NOT_REGISTERED',
      agent_id: 'mara',
    });
  });

  it('keeps orgs apart', async () => {
    await register('mara', 'key_a');
    const other = await connect('key_b');
    expect(await other.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({ event: 'agent.created' });
    expect(directory.list('org_a')).toHaveLength(1);
    expect(directory.list('org_b')).toHaveLength(1);
  });
});

describe('channels', () => {
  it('adds, changes and removes them, with an answer each', async () => {
    const client = await register();
    const phone = { agent_id: 'mara', ref: '+1 (318) 633-0963' };
    expect(await client.ask({ event: 'channel.add', type: 'phone', ...phone, language: 'es', ringing: true })).toEqual({
      event: 'channel.added',
      type: 'phone',
      ...phone,
    });
    expect(directory.findByNumber('org_a', '+13186330963')?.agentId).toBe('mara');
    expect(
      await client.ask({ event: 'channel.configure', agent_id: 'mara', ref: '+13186330963', language: 'en' }),
    ).toMatchObject({ event: 'channel.configured' });
    expect(directory.find('org_a', 'mara')?.channels).toEqual([
      { type: 'phone', ref: phone.ref, config: { language: 'en', ringing: true } },
    ]);
    expect(await client.ask({ event: 'channel.remove', ...phone })).toEqual({ event: 'channel.removed', ...phone });
    expect(directory.findByNumber('org_a', '+13186330963')).toBeUndefined();
  });

  it('takes the same channel again as a change, as clients send them after every agent.created', async () => {
    const client = await register();
    await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'phone', ref: '+13186330963' });
    await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'phone', ref: '+1 318 633 0963', language: 'fr' });
    expect(directory.find('org_a', 'mara')?.channels).toEqual([
      { type: 'phone', ref: '+1 318 633 0963', config: { language: 'fr' } },
    ]);
  });

  it('gives a number to one agent only', async () => {
    const client = await register('mara');
    await client.ask({ event: 'agent.create', agent_id: 'bob' });
    await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'phone', ref: '+13186330963' });
    expect(
      await client.ask({ event: 'channel.add', agent_id: 'bob', type: 'phone', ref: '+1-318-633-0963' }),
    ).toMatchObject({
      code: 'PHONE_IN_USE',
      phone: '+1-318-633-0963',
      agent_id: 'bob',
      error: expect.stringContaining('mara'),
    });
    expect(directory.find('org_a', 'bob')?.channels).toEqual([]);
  });

  it('removes a channel that has no reference by its type', async () => {
    const client = await register();
    await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'webrtc' });
    expect(await client.ask({ event: 'channel.remove', agent_id: 'mara', ref: 'webrtc' })).toMatchObject({
      event: 'channel.removed',
    });
    expect(await client.ask({ event: 'channel.remove', agent_id: 'mara', ref: 'webrtc' })).toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
      field: 'ref',
    });
  });

  it('names what is wrong with a channel', async () => {
    const client = await register();
    expect(await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'telegraph' })).toMatchObject({
      code: 'INVALID_FIELD',
      field: 'type',
    });
    expect(await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'phone' })).toMatchObject({
      code: 'INVALID_FIELD',
      field: 'ref',
    });
    expect(await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'phone', ref: 'call me' })).toMatchObject({
      code: 'INVALID_FIELD',
      field: 'ref',
    });
  });

  it('sends a developer’s own calls to the development copy, everybody else’s to the agent', async () => {
    const production = await register('mara');
    await production.ask({ event: 'channel.add', agent_id: 'mara', type: 'phone', ref: '+13186330963' });
    const developer = await register('dev-mara');
    developer.send({ event: 'dev.config', callers: ['+34 600 123 456'] });
    await settle(developer);
    expect(directory.findForCall('org_a', '+13186330963', '+34600123456')?.agentId).toBe('dev-mara');
    expect(directory.findForCall('org_a', '+13186330963', '+15550001111')?.agentId).toBe('mara');
    developer.socket.close();
    await developer.closed;
    await settle(production);
    expect(directory.findForCall('org_a', '+13186330963', '+34600123456')?.agentId).toBe('mara');
  });
});

describe('a slug that somebody holds', () => {
  it('stays with a live holder', async () => {
    const first = await register('mara');
    const second = await connect();
    expect(await second.ask({ event: 'agent.create', agent_id: 'Mara' })).toMatchObject({
      event: 'error',
      code: 'AGENT_CONFLICT',
      agent_id: 'Mara',
      holder_alive: true,
      retry_after_s: 10,
    });
    expect(await first.next()).toEqual({ event: 'ping' });
    directory.deliver(event('mara'));
    expect(await first.next()).toMatchObject({ event: 'user.message' });
  });

  it('goes to the next when its holder closes', async () => {
    const first = await register('mara');
    const second = await connect();
    first.socket.close();
    await first.closed;
    await settle(second);
    expect(await second.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({ event: 'agent.created' });
    expect(calls.notes).toEqual(['returned org_a mara []', 'lost org_a mara', 'returned org_a mara []']);
  });

  it('says when to come again while the holder may be dead, and replaces it once it is', async () => {
    const first = await register('mara');
    first.socket.pause();
    clock.advance(30_000);
    const second = await connect();
    expect(await second.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({
      code: 'AGENT_CONFLICT',
      holder_alive: false,
      retry_after_s: 15,
    });
    clock.advance(15_000);
    expect(await second.next()).toEqual({ event: 'ping' });
    expect(await second.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({ event: 'agent.created' });
    expect(calls.notes.slice(-2)).toEqual(['lost org_a mara', 'returned org_a mara []']);
  });
});

describe('commands', () => {
  it('reach the call they name', async () => {
    const client = await register();
    beginCall('CA1');
    const sent = [
      { event: 'bot.reply', call_id: 'CA1', message_id: 'm1', text: 'Hello', in_reply_to: '' },
      { event: 'bot.reply.stream', call_id: 'CA1', message_id: 'm2', action: 'start', in_reply_to: 'u1' },
      { event: 'bot.reply.stream', call_id: 'CA1', message_id: 'm2', action: 'chunk', token: 'To' },
      { event: 'bot.cancel', call_id: 'CA1' },
      { event: 'bot.clear', call_id: 'CA1' },
      { event: 'session.configure', session_id: 'CA1', language: 'es' },
      { event: 'call.hangup', call_id: 'CA1' },
    ];
    for (const frame of sent) client.send(frame);
    await settle(client);
    expect(calls.commands.map((command) => command.event)).toEqual(sent.map((frame) => frame.event));
  });

  it('name the call that there is not', async () => {
    const client = await register();
    expect(await client.ask({ event: 'bot.reply', call_id: 'CA9', message_id: 'm1', text: 'Hello' })).toMatchObject({
      event: 'error',
      code: 'CALL_NOT_FOUND',
      call_id: 'CA9',
      message_id: 'm1',
      error: expect.stringContaining('CA9'),
    });
    expect(await client.ask({ event: 'session.configure', session_id: 'CA9' })).toMatchObject({
      code: 'CALL_NOT_FOUND',
      call_id: 'CA9',
    });
  });

  it('do not reach another org’s call, nor another socket’s', async () => {
    await register('mara');
    beginCall('CA1');
    const stranger = await register('mara', 'key_b');
    expect(await stranger.ask({ event: 'call.hangup', call_id: 'CA1' })).toMatchObject({ code: 'CALL_NOT_FOUND' });
    const neighbour = await register('bob');
    expect(await neighbour.ask({ event: 'call.hangup', call_id: 'CA1' })).toMatchObject({ code: 'CALL_NOT_FOUND' });
  });

  it('of a stream whose call has ended are refused once, not once per token, and cost the socket nothing', async () => {
    const client = await register();
    const chunk = { event: 'bot.reply.stream', call_id: 'CA9', message_id: 'm1', action: 'chunk', token: 'on' };
    for (let token = 0; token < 100; token++) client.send(chunk);
    client.send({ ...chunk, message_id: 'm2' });
    expect(await client.next()).toMatchObject({ code: 'CALL_NOT_FOUND', message_id: 'm1' });
    expect(await client.next()).toMatchObject({ code: 'CALL_NOT_FOUND', message_id: 'm2' });
    await settle(client);
  });

  it.each([
    { event: 'call.hold', call_id: 'CA1' },
    { event: 'call.dial', agent_id: 'mara', to: '+15550001111', from: '+14155551234' },
    { event: 'history.get', call_id: 'CA1', request_id: 'rq_1' },
    { event: 'llm.tool_result', call_id: 'CA1', msg_id: 't1', results: [] },
    { event: 'line.create', number: '+12186633772', config: {} },
    { event: 'session.pause', agent_id: 'mara' },
    { event: 'skill.load', call_id: 'CA1', skill: 'booking' },
  ])('that wait for a later version are never met with silence: $event', async (frame) => {
    const client = await register();
    const { event: name, ...rest } = frame;
    const refusal = await client.ask(frame);
    expect(refusal).toMatchObject({ event: 'error', code: 'UNSUPPORTED', error: expect.stringContaining(name) });
    for (const id of ['agent_id', 'call_id', 'request_id'] as const)
      if (id in rest) expect(refusal[id]).toBe(Object(rest)[id]);
  });

  it('that fail in the server are answered, and the socket lives on', async () => {
    calls.command = () => {
      throw new Error('planted');
    };
    const client = await register();
    expect(await client.ask({ event: 'bot.clear', call_id: 'CA1' })).toMatchObject({
      code: 'INTERNAL_ERROR',
      call_id: 'CA1',
    });
    await settle(client);
  });
});

describe('events', () => {
  it('go to the socket that holds the agent, under its slug', async () => {
    const client = await register('Mara');
    directory.deliver(event('mara'));
    expect(await client.next()).toMatchObject({
      event: 'user.message',
      agent_id: 'mara',
      call_id: 'CA1',
      seq: 5,
      order: 7,
      message_id: 'u1',
      text: 'a table for two',
      turn_id: 1,
    });
    directory.deliver(event('mara', 'org_b'));
    directory.deliver(event('nobody'));
    await settle(client);
  });

  it('stop at a socket that does not read, which is then closed', async () => {
    const client = await register();
    client.socket.pause();
    const long = event('mara');
    long.data.text = 'x'.repeat(500_000);
    for (let sent = 0; sent < 60; sent++) directory.deliver(long);
    client.socket.resume();
    clock.advance(2_000);
    await client.closed;
    const check = await connect();
    await settle(check);
    expect(directory.find('org_a', 'mara')).toBeUndefined();
    expect(calls.notes.at(-1)).toBe('lost org_a mara');
  });
});

describe('bad frames', () => {
  it.each([
    ['no JSON', '{"event":', { code: 'NOT_JSON' }],
    ['no object', '[1,2]', { code: 'NOT_OBJECT' }],
    ['no event', '{"call_id":"CA1"}', { code: 'INVALID_FIELD', field: 'event', call_id: 'CA1' }],
    ['an unknown event', '{"event":"bot.sing","call_id":"CA1"}', { code: 'UNKNOWN_EVENT', call_id: 'CA1' }],
    [
      'a missing field',
      '{"event":"bot.reply","call_id":"CA1","message_id":"m1"}',
      { code: 'INVALID_FIELD', field: 'text', call_id: 'CA1', message_id: 'm1' },
    ],
    [
      'a wrong field',
      '{"event":"bot.reply","call_id":7,"message_id":"m1","text":"x"}',
      { code: 'INVALID_FIELD', field: 'call_id', message_id: 'm1' },
    ],
  ])('are answered with what is wrong, and the socket lives on: %s', async (_, frame, refusal) => {
    const client = await register();
    expect(await client.ask(frame)).toMatchObject({ event: 'error', error: expect.any(String), ...refusal });
    await settle(client);
  });

  it('may be binary', async () => {
    const client = await register();
    client.socket.send(Buffer.from([1, 2, 3]));
    expect(await client.next()).toMatchObject({ code: 'NOT_JSON' });
    await settle(client);
  });

  it('are forgiven twenty times in ten seconds; the next one closes the socket and says why', async () => {
    const client = await register();
    for (let slip = 0; slip < 20; slip++) expect(await client.ask('{')).toMatchObject({ code: 'NOT_JSON' });
    clock.advance(10_000);
    for (let slip = 0; slip < 20; slip++) expect(await client.ask('{')).toMatchObject({ code: 'NOT_JSON' });
    await settle(client);
    client.send('{');
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('bad frames') });
    expect(calls.notes.at(-1)).toBe('lost org_a mara');
  });

  it('of more than a megabyte close the socket with 1009', async () => {
    const client = await register();
    client.send(JSON.stringify({ event: 'bot.reply', text: 'x'.repeat(1_100_000) }));
    expect((await client.closed).code).toBe(1009);
  });
});

it('a socket that sends more than its share within a second is read again when the second is over, and nothing is lost', async () => {
  const client = await register();
  beginCall('CA1');
  const chunk = JSON.stringify({
    event: 'bot.reply.stream',
    call_id: 'CA1',
    message_id: 'm1',
    action: 'chunk',
    token: 'a',
  });
  for (let sent = 0; sent < 21_000; sent++) client.send(chunk);
  client.send({ event: 'ping' });
  while (calls.commands.length < 19_000) await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(calls.commands.length).toBeLessThan(21_000);
  clock.advance(1_000);
  expect(await client.next()).toEqual({ event: 'pong' });
  expect(calls.commands).toHaveLength(21_000);
});
