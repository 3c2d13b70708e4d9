import { describe, expect, it } from 'vitest';
import { eventOf, openDesks, settle } from '../transport/test-support/agent-desk.ts';

const desk = openDesks();

describe('registering', () => {
  it('acknowledges an agent under the name it gave, and knows it by its slug', async () => {
    const client = await desk().connect();
    expect(await client.ask({ event: 'agent.create', agent_id: 'My Agent', language: 'es', raw_prompt: true })).toEqual(
      {
        event: 'agent.created',
        agent_id: 'My Agent',
      },
    );
    expect(desk().directory.find('org_a', 'my-agent')).toMatchObject({
      agentId: 'my-agent',
      config: { language: 'es', rawPrompt: true },
      channels: [],
    });
    expect(desk().calls.notes).toEqual(['returned org_a my-agent []']);
  });

  it('hands on what the agent still knows of its calls', async () => {
    const client = await desk().connect();
    await client.ask({ event: 'agent.create', agent_id: 'mara', resume: { CA1: 12 } });
    expect(desk().calls.notes).toEqual(['returned org_a mara [["CA1",12]]']);
  });

  it('says agent.created before anything of the calls that resume', async () => {
    desk().calls.agentReturned = (_, agentId) => {
      desk().directory.deliver(eventOf(agentId));
      return [];
    };
    const client = await desk().connect();
    client.send({ event: 'agent.create', agent_id: 'mara', resume: { CA1: 4 } });
    expect([(await client.next()).event, (await client.next()).event]).toEqual(['agent.created', 'user.message']);
  });

  it('says of each call that is over that it is', async () => {
    desk().calls.agentReturned = () => ['CA_over'];
    const client = await desk().connect();
    client.send({ event: 'agent.create', agent_id: 'mara', resume: { CA_over: 4 } });
    const answers = [await client.next(), await client.next()];
    expect(answers[1]).toMatchObject({ event: 'error', code: 'CALL_NOT_FOUND', agent_id: 'mara', call_id: 'CA_over' });
  });

  it('refuses an id that leaves no slug', async () => {
    const client = await desk().connect();
    expect(await client.ask({ event: 'agent.create', agent_id: '日本' })).toMatchObject({
      event: 'error',
      code: 'REGISTRATION_ERROR',
      field: 'agent_id',
      agent_id: '日本',
    });
  });

  it('refuses settings that no engine understands, with the code that clients give up on', async () => {
    const client = await desk().connect();
    expect(await client.ask({ event: 'agent.create', agent_id: 'Mara', stt: 'nonsense' })).toMatchObject({
      code: 'REGISTRATION_ERROR',
      agent_id: 'Mara',
      error: expect.stringContaining('nonsense'),
    });
    expect(await client.ask({ event: 'agent.create', agent_id: 'Mara', voice: 'cloud/voice' })).toMatchObject({
      code: 'PROVIDER_KEY_REQUIRED',
      agent_id: 'Mara',
    });
    expect(desk().directory.list('org_a')).toEqual([]);
  });

  it('names the field that has the wrong shape', async () => {
    const client = await desk().register();
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
    const client = await desk().connect();
    await client.ask({
      event: 'agent.create',
      agent_id: 'mara',
      language: 'en',
      voice: 'flite/slt',
      config: { vad: { threshold: 0.4 }, stt: 'grammar' },
    });
    const patch = { event: 'agent.configure', agent_id: 'Mara', language: 'es', config: { vad: { threshold: 0.6 } } };
    expect(await client.ask(patch)).toEqual({ event: 'agent.configured', agent_id: 'Mara' });
    expect(desk().directory.find('org_a', 'mara')?.config).toEqual({
      language: 'es',
      voice: 'flite/slt',
      config: { vad: { threshold: 0.6 }, stt: 'grammar' },
    });
    expect(await client.ask({ event: 'agent.configure', agent_id: 'mara', stt: 'nonsense' })).toMatchObject({
      code: 'INVALID_FIELD',
      agent_id: 'mara',
    });
    expect(desk().directory.find('org_a', 'mara')?.config.stt).toBeUndefined();
  });

  it('keeps channels over a repeated agent.create', async () => {
    const client = await desk().register();
    await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'chat' });
    expect(await client.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({ event: 'agent.created' });
    expect(desk().directory.find('org_a', 'mara')?.channels).toHaveLength(1);
  });

  it('tells who has not registered', async () => {
    const client = await desk().connect();
    expect(await client.ask({ event: 'agent.configure', agent_id: 'mara', language: 'es' })).toMatchObject({
      code: 'AGENT_NOT_REGISTERED',
      agent_id: 'mara',
    });
  });

  it('keeps orgs apart', async () => {
    await desk().register('mara', 'key_a');
    const other = await desk().connect('key_b');
    expect(await other.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({ event: 'agent.created' });
    expect(desk().directory.list('org_a')).toHaveLength(1);
    expect(desk().directory.list('org_b')).toHaveLength(1);
  });
});

describe('channels', () => {
  it('adds, changes and removes them, with an answer each', async () => {
    const client = await desk().register();
    const phone = { agent_id: 'mara', ref: '+1 (318) 633-0963' };
    expect(await client.ask({ event: 'channel.add', type: 'phone', ...phone, language: 'es', ringing: true })).toEqual({
      event: 'channel.added',
      type: 'phone',
      ...phone,
    });
    expect(desk().directory.findByNumber('org_a', '+13186330963')?.agentId).toBe('mara');
    expect(
      await client.ask({ event: 'channel.configure', agent_id: 'mara', ref: '+13186330963', language: 'en' }),
    ).toMatchObject({ event: 'channel.configured' });
    expect(desk().directory.find('org_a', 'mara')?.channels).toEqual([
      { type: 'phone', ref: phone.ref, config: { language: 'en', ringing: true } },
    ]);
    expect(await client.ask({ event: 'channel.remove', ...phone })).toEqual({ event: 'channel.removed', ...phone });
    expect(desk().directory.findByNumber('org_a', '+13186330963')).toBeUndefined();
  });

  it('takes the same channel again as a change, as clients send them after every agent.created', async () => {
    const client = await desk().register();
    await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'phone', ref: '+13186330963' });
    await client.ask({ event: 'channel.add', agent_id: 'mara', type: 'phone', ref: '+1 318 633 0963', language: 'fr' });
    expect(desk().directory.find('org_a', 'mara')?.channels).toEqual([
      { type: 'phone', ref: '+1 318 633 0963', config: { language: 'fr' } },
    ]);
  });

  it('gives a number to one agent only', async () => {
    const client = await desk().register('mara');
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
    expect(desk().directory.find('org_a', 'bob')?.channels).toEqual([]);
  });

  it('removes a channel that has no reference by its type', async () => {
    const client = await desk().register();
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
    const client = await desk().register();
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
    const production = await desk().register('mara');
    await production.ask({ event: 'channel.add', agent_id: 'mara', type: 'phone', ref: '+13186330963' });
    const developer = await desk().register('dev-mara');
    developer.send({ event: 'dev.config', callers: ['+34 600 123 456'] });
    await settle(developer);
    expect(desk().directory.findForCall('org_a', '+13186330963', '+34600123456')?.agentId).toBe('dev-mara');
    expect(desk().directory.findForCall('org_a', '+13186330963', '+15550001111')?.agentId).toBe('mara');
    developer.socket.close();
    await developer.closed;
    await settle(production);
    expect(desk().directory.findForCall('org_a', '+13186330963', '+34600123456')?.agentId).toBe('mara');
  });
});

describe('a slug that somebody holds', () => {
  it('stays with a live holder', async () => {
    const first = await desk().register('mara');
    const second = await desk().connect();
    expect(await second.ask({ event: 'agent.create', agent_id: 'Mara' })).toMatchObject({
      event: 'error',
      code: 'AGENT_CONFLICT',
      agent_id: 'Mara',
      holder_alive: true,
      retry_after_s: 10,
    });
    expect(await first.next()).toEqual({ event: 'ping' });
    desk().directory.deliver(eventOf('mara'));
    expect(await first.next()).toMatchObject({ event: 'user.message' });
  });

  it('goes to the next when its holder closes', async () => {
    const first = await desk().register('mara');
    const second = await desk().connect();
    first.socket.close();
    await first.closed;
    await settle(second);
    expect(await second.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({ event: 'agent.created' });
    expect(desk().calls.notes).toEqual(['returned org_a mara []', 'lost org_a mara', 'returned org_a mara []']);
  });

  it('says when to come again while the holder may be dead, and replaces it once it is', async () => {
    const first = await desk().register('mara');
    first.socket.pause();
    desk().clock.advance(30_000);
    const second = await desk().connect();
    expect(await second.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({
      code: 'AGENT_CONFLICT',
      holder_alive: false,
      retry_after_s: 15,
    });
    desk().clock.advance(15_000);
    expect(await second.next()).toEqual({ event: 'ping' });
    expect(await second.ask({ event: 'agent.create', agent_id: 'mara' })).toMatchObject({ event: 'agent.created' });
    expect(desk().calls.notes.slice(-2)).toEqual(['lost org_a mara', 'returned org_a mara []']);
  });
});
