import { describe, expect, it } from 'vitest';
import { eventOf, openDesks, settle } from '../transport/test-support/agent-desk.ts';

const desk = openDesks();

describe('connecting', () => {
  it('greets a key with its org', async () => {
    const client = await desk().open();
    expect(await client.ask({ event: 'connect', api_key: 'key_b' })).toEqual({ event: 'connected', org_id: 'org_b' });
  });

  it('names a wrong key and closes, without repeating the key', async () => {
    const client = await desk().open();
    const refusal = await client.ask({ event: 'connect', api_key: 'key_wrong' });
    expect(refusal).toMatchObject({ event: 'error', code: 'INVALID_KEY' });
    expect(JSON.stringify(refusal)).not.toContain('key_wrong');
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringMatching(/^INVALID_KEY/) });
  });

  it('tells a command that comes too early what to send first, and then takes the key', async () => {
    const client = await desk().open();
    const refusal = await client.ask({ event: 'agent.create', agent_id: 'mara' });
    expect(refusal).toMatchObject({ event: 'error', code: 'NOT_CONNECTED', agent_id: 'mara' });
    expect(await client.ask({ event: 'connect', api_key: 'key_a' })).toMatchObject({ event: 'connected' });
  });

  it('closes a socket that says nothing for ten seconds, and says why', async () => {
    const client = await desk().open();
    await settle(client);
    desk().clock.advance(9_999);
    await settle(client);
    desk().clock.advance(1);
    expect(await client.next()).toMatchObject({ event: 'error', code: 'CONNECTION_TIMEOUT' });
    expect((await client.closed).code).toBe(1008);
  });

  it('keeps a connected socket past those ten seconds', async () => {
    const client = await desk().connect();
    desk().clock.advance(12_000);
    await settle(client);
  });

  it('takes one key per connection', async () => {
    const client = await desk().connect();
    expect(await client.ask({ event: 'connect', api_key: 'key_b' })).toMatchObject({ code: 'ALREADY_CONNECTED' });
    await settle(client);
  });
});

describe('signs of life', () => {
  it('answers ping with pong, before and after connecting', async () => {
    const client = await desk().open();
    await settle(client);
    await client.ask({ event: 'connect', api_key: 'key_a' });
    await settle(client);
  });

  it('asks a silent socket every 15 s, and lets it go after 45 s without an answer', async () => {
    const client = await desk().register();
    client.socket.pause(); // the far end is stuck: not even its WebSocket answers
    desk().clock.advance(15_000);
    desk().clock.advance(15_000);
    desk().clock.advance(14_999);
    expect(desk().directory.find('org_a', 'mara')).toBeDefined();
    desk().clock.advance(1);
    expect(desk().directory.find('org_a', 'mara')).toBeUndefined();
    expect(desk().calls.notes.at(-1)).toBe('lost org_a mara');
    client.socket.resume();
    expect([await client.next(), await client.next()]).toEqual([{ event: 'ping' }, { event: 'ping' }]);
    expect((await client.closed).code).toBe(1001);
  });

  it('keeps a socket that speaks, whatever it answers', async () => {
    const client = await desk().open({ autoPong: false });
    await client.ask({ event: 'connect', api_key: 'key_a' });
    for (let minute = 0; minute < 8; minute++) {
      desk().clock.advance(14_000);
      await settle(client);
    }
  });

  it('keeps a quiet socket whose far end answers', async () => {
    const client = await desk().register();
    for (let minute = 0; minute < 8; minute++) {
      desk().clock.advance(15_000);
      expect(await client.next()).toEqual({ event: 'ping' });
      client.send({ event: 'pong' });
      await settle(client);
    }
    expect(desk().directory.find('org_a', 'mara')).toBeDefined();
  });
});

describe('commands', () => {
  it('reach the call they name', async () => {
    const client = await desk().register();
    desk().beginCall('CA1');
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
    expect(desk().calls.commands.map((command) => command.event)).toEqual(sent.map((frame) => frame.event));
  });

  it('name the call that there is not', async () => {
    const client = await desk().register();
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
    await desk().register('mara');
    desk().beginCall('CA1');
    const stranger = await desk().register('mara', 'key_b');
    expect(await stranger.ask({ event: 'call.hangup', call_id: 'CA1' })).toMatchObject({ code: 'CALL_NOT_FOUND' });
    const neighbour = await desk().register('bob');
    expect(await neighbour.ask({ event: 'call.hangup', call_id: 'CA1' })).toMatchObject({ code: 'CALL_NOT_FOUND' });
  });

  it('of a stream whose call has ended are refused once, not once per token, and cost the socket nothing', async () => {
    const client = await desk().register();
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
    { event: 'llm.ready', call_id: 'CA1', turn: 3 },
    { event: 'line.create', number: '+12186633772', config: {} },
    { event: 'session.pause', agent_id: 'mara' },
    { event: 'skill.load', call_id: 'CA1', skill: 'booking' },
  ])('that wait for a later version are never met with silence: $event', async (frame) => {
    const client = await desk().register();
    const { event: name, ...rest } = frame;
    const refusal = await client.ask(frame);
    expect(refusal).toMatchObject({ event: 'error', code: 'UNSUPPORTED', error: expect.stringContaining(name) });
    for (const id of ['agent_id', 'call_id', 'request_id'] as const)
      if (id in rest) expect(refusal[id]).toBe(Object(rest)[id]);
  });

  it('that fail in the server are answered, and the socket lives on', async () => {
    desk().calls.command = () => {
      throw new Error('planted');
    };
    const client = await desk().register();
    expect(await client.ask({ event: 'bot.clear', call_id: 'CA1' })).toMatchObject({
      code: 'INTERNAL_ERROR',
      call_id: 'CA1',
    });
    await settle(client);
  });
});

describe('events', () => {
  it('go to the socket that holds the agent, under its slug', async () => {
    const client = await desk().register('Mara');
    desk().directory.deliver(eventOf('mara'));
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
    desk().directory.deliver(eventOf('mara', 'org_b'));
    desk().directory.deliver(eventOf('nobody'));
    await settle(client);
  });

  it('stop at a socket that does not read, which is then closed', async () => {
    const client = await desk().register();
    client.socket.pause();
    const long = eventOf('mara');
    long.data.text = 'x'.repeat(500_000);
    for (let sent = 0; sent < 60; sent++) desk().directory.deliver(long);
    client.socket.resume();
    desk().clock.advance(2_000);
    await client.closed;
    const check = await desk().connect();
    await settle(check);
    expect(desk().directory.find('org_a', 'mara')).toBeUndefined();
    expect(desk().calls.notes.at(-1)).toBe('lost org_a mara');
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
    const client = await desk().register();
    expect(await client.ask(frame)).toMatchObject({ event: 'error', error: expect.any(String), ...refusal });
    await settle(client);
  });

  it('may be binary', async () => {
    const client = await desk().register();
    client.socket.send(Buffer.from([1, 2, 3]));
    expect(await client.next()).toMatchObject({ code: 'NOT_JSON' });
    await settle(client);
  });

  it('are forgiven twenty times in ten seconds; the next one closes the socket and says why', async () => {
    const client = await desk().register();
    for (let slip = 0; slip < 20; slip++) expect(await client.ask('{')).toMatchObject({ code: 'NOT_JSON' });
    desk().clock.advance(10_000);
    for (let slip = 0; slip < 20; slip++) expect(await client.ask('{')).toMatchObject({ code: 'NOT_JSON' });
    await settle(client);
    client.send('{');
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('bad frames') });
    expect(desk().calls.notes.at(-1)).toBe('lost org_a mara');
  });

  it('of more than a megabyte close the socket with 1009', async () => {
    const client = await desk().register();
    client.send(JSON.stringify({ event: 'bot.reply', text: 'x'.repeat(1_100_000) }));
    expect((await client.closed).code).toBe(1009);
  });
});

it('a socket that sends more than its share within a second is read again when the second is over, and nothing is lost', async () => {
  const client = await desk().register();
  desk().beginCall('CA1');
  const chunk = JSON.stringify({
    event: 'bot.reply.stream',
    call_id: 'CA1',
    message_id: 'm1',
    action: 'chunk',
    token: 'a',
  });
  for (let sent = 0; sent < 21_000; sent++) client.send(chunk);
  client.send({ event: 'ping' });
  while (desk().calls.commands.length < 19_000) await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(desk().calls.commands.length).toBeLessThan(21_000);
  desk().clock.advance(1_000);
  expect(await client.next()).toEqual({ event: 'pong' });
  expect(desk().calls.commands).toHaveLength(21_000);
});
