import { describe, expect, it, vi } from 'vitest';
import { settle } from './connection/fake.ts';
import { createWorld } from './testing/world.ts';

describe('an agent', () => {
  it('registers, adds its channels, and then sends what was held back, in order', async () => {
    const { pc, sent } = createWorld();
    const agent = pc.agent('mara', { voice: 'flite/slt', phoneNumber: '+14155550123' });
    agent.addPhoneNumber('sip:mara@example.com', { language: 'es' });
    agent.addWebrtc();
    agent.configureSession('call_9', { language: 'es' });
    expect(agent.registered).toBe(false);
    await agent.ready;
    await settle();
    expect(agent.registered).toBe(true);
    expect(sent().map(({ event, ...rest }) => [event, (rest as { ref?: string }).ref])).toEqual([
      ['connect', undefined],
      ['agent.create', undefined],
      ['channel.add', '+14155550123'],
      ['channel.add', 'sip:mara@example.com'],
      ['channel.add', undefined],
      ['session.configure', undefined],
    ]);
  });

  it('tells when it is ready and which channels the server has taken', async () => {
    const { pc } = createWorld();
    const story: unknown[] = [];
    const agent = pc.agent('mara', { phoneNumbers: ['+14155550123', { number: '+34600123456', language: 'es' }] });
    agent.on('ready', () => story.push('ready'));
    agent.on('channel.added', (type, ref) => story.push([type, ref]));
    await settle();
    expect(story).toEqual(['ready', ['phone', '+14155550123'], ['phone', '+34600123456']]);
  });

  it('comes back after a lost connection as it is by then', async () => {
    const { pc, clock, server, sent } = createWorld();
    const agent = pc.agent('mara', { language: 'en', phoneNumber: '+14155550123' });
    await agent.ready;
    await settle();
    server.drop();
    await settle();
    expect(agent.registered).toBe(false);
    agent.update({ language: 'es' });
    agent.removePhone('+14155550123');
    agent.addChat();
    await clock.advance(1_000);
    await agent.ready;
    expect(sent('agent.create').at(-1)).toMatchObject({ agentId: 'mara', language: 'es' });
    expect(server.agents.get('mara')?.channels).toEqual([{ type: 'chat', ref: undefined }]);
    expect(sent('agent.configure')).toEqual([]);
  });

  it('changes while registered by saying what changed', async () => {
    const { pc, sent } = createWorld();
    const agent = pc.agent('mara', { language: 'en' });
    await agent.ready;
    agent.update({ voice: 'flite/slt', promptVars: { name: 'Ana' } });
    agent.configureChannel('+14155550123', { language: 'fr' });
    agent.removeChannel('webrtc');
    await settle();
    expect(sent().slice(-3)).toEqual([
      { event: 'agent.configure', agentId: 'mara', voice: 'flite/slt', vars: { name: 'Ana' } },
      { event: 'channel.configure', agentId: 'mara', ref: '+14155550123', language: 'fr' },
      { event: 'channel.remove', agentId: 'mara', ref: 'webrtc' },
    ]);
    expect(agent.getConfig()).toMatchObject({ language: 'en', voice: 'flite/slt' });
  });

  it('comes back with all its settings after updates that named a few', async () => {
    const { pc, clock, server, sent } = createWorld();
    const agent = pc.agent('mara', {
      prompt: 'Be brief.',
      config: { vad: { min_silence_ms: 300 }, analysis: { send_audio_metrics: true } },
      phoneNumber: { number: '+14155550123', config: { vad: { threshold: 0.4 } } },
    });
    await agent.ready;
    agent.update({ prompt: undefined, analysis: { send_audio_metrics: false } });
    agent.configureChannel('+14155550123', { config: { analysis: { send_audio_metrics: true } } });
    await settle();
    server.drop();
    await clock.advance(1_000);
    expect(sent('agent.create').at(-1)).toMatchObject({
      prompt: 'Be brief.',
      config: { vad: { min_silence_ms: 300 }, analysis: { send_audio_metrics: false } },
    });
    expect(sent('channel.add').at(-1)).toMatchObject({
      config: { vad: { threshold: 0.4 }, analysis: { send_audio_metrics: true } },
    });
  });

  it('greets once when a function takes the place of a greeting text', async () => {
    const { pc, clock, server, sent } = createWorld();
    const agent = pc.agent('mara', { greeting: 'Hello.' });
    await agent.ready;
    agent.update({ greeting: () => 'Hola.' });
    await settle();
    expect(sent('agent.configure').at(-1)).toMatchObject({ greeting: '' });
    server.drop();
    await clock.advance(1_000);
    const caller = await server.call('mara');
    expect(await caller.hears()).toBe('Hola.');
    expect(sent('bot.reply')).toHaveLength(1);
  });

  it('refuses a number that is none', () => {
    const { pc } = createWorld();
    expect(() => pc.agent('mara').addPhoneNumber('12345')).toThrow(/"12345" is not a phone number/);
  });

  it('asks again for an id that another process holds, and gets it', async () => {
    const { pc, clock, server, codes, sent } = createWorld();
    server.refuse('mara', { code: 'AGENT_CONFLICT', error: 'held' });
    server.refuse('mara', { code: 'AGENT_IN_USE', error: 'held', retryAfterS: 3 });
    const agent = pc.agent('mara');
    await settle();
    expect(codes()).toEqual(['AGENT_CONFLICT']);
    await clock.advance(4_250);
    expect(sent('agent.create')).toHaveLength(2);
    await clock.advance(2_550);
    await agent.ready;
    expect(sent('agent.create')).toHaveLength(3);
  });

  it('does not ask while there is no connection, and then asks once', async () => {
    const { pc, clock, server, transport, sent } = createWorld();
    server.refuse('mara', { code: 'AGENT_CONFLICT', error: 'held' });
    const agent = pc.agent('mara');
    await settle();
    transport.network = 'refusing';
    server.drop();
    await clock.advance(10_000);
    agent.update({ language: 'es' });
    transport.network = 'working';
    await clock.advance(30_000);
    expect(
      sent()
        .map(({ event }) => event)
        .filter((event) => event.startsWith('agent')),
    ).toEqual(['agent.create', 'agent.create']);
    expect(agent.registered).toBe(true);
  });

  it('gives an id up that stays held, within 90 seconds', async () => {
    const { pc, clock, server, errors } = createWorld();
    for (let i = 0; i < 20; i += 1) server.refuse('mara', { code: 'AGENT_CONFLICT', error: 'held' });
    const agent = pc.agent('mara');
    const refused = expect(agent.ready).rejects.toMatchObject({
      code: 'AGENT_CONFLICT_FATAL',
      reason: 'retry_budget_exhausted',
    });
    await clock.advance(90_000);
    await refused;
    expect(errors.at(-1)?.message).toContain('"mara"');
    const asked = errors.length;
    await clock.advance(600_000);
    expect(errors).toHaveLength(asked);
  });

  it.each([
    [
      { code: 'AGENT_CONFLICT_FATAL', error: 'alive' },
      { code: 'AGENT_CONFLICT_FATAL', reason: 'server_fatal' },
    ],
    [
      { code: 'SERVER_AT_CAPACITY', error: 'full', used: 5, limit: 5 },
      { code: 'SERVER_AT_CAPACITY', used: 5, limit: 5 },
    ],
    [
      { code: 'INVALID_FIELD', error: 'stt.phrases[0] …' },
      { code: 'INVALID_FIELD', agentId: 'mara' },
    ],
  ])('refused with %o does not ask again', async (refusal, error) => {
    const { pc, clock, server, errors, sent } = createWorld();
    server.refuse('mara', refusal);
    const agent = pc.agent('mara');
    await expect(agent.ready).rejects.toMatchObject(error);
    await clock.advance(600_000);
    expect(sent('agent.create')).toHaveLength(1);
    expect(errors).toHaveLength(1);
  });

  it('is told by both spellings of an event, in the order they were asked for', async () => {
    const { pc, server } = createWorld();
    const story: string[] = [];
    const agent = pc.agent('mara');
    agent.on('llm.toolCall', (event) => story.push(`later ${event.toolCalls[0]?.name}`));
    agent.on('llm.tool_call', (event) => story.push(`seed ${event.msgId}`));
    agent.once('session.idleWarning', (event) => story.push(`idle ${event.remainingSeconds}`));
    const call = await server.call('mara');
    call.emit('llm.tool_call', { msgId: 't1', toolCalls: [{ id: 'a', name: 'book', arguments: '{}' }] });
    call.emit('session.idle_warning', { remainingSeconds: 4, idleTimeoutSeconds: 10 });
    call.emit('session.idle_warning', { remainingSeconds: 3, idleTimeoutSeconds: 10 });
    await settle();
    expect(story).toEqual(['later book', 'seed t1', 'idle 4']);
  });

  it('hears of an event after the call itself and the client', async () => {
    const { pc, server } = createWorld();
    const story: string[] = [];
    const agent = pc.agent('mara');
    agent.on('call.started', (call) => {
      story.push('agent started');
      call.on('user.message', () => story.push('call'));
      call.on('ended', (reason) => story.push(`call ${reason}`));
    });
    pc.on('user.message', (_event, call) => story.push(`client ${call.id}`));
    agent.on('user.message', (event, call) => story.push(`agent ${event.text} ${call.id} ${event.agentId}`));
    agent.on('call.ended', (call, reason) => story.push(`agent ${reason} ${call.status} ${agent.calls.size}`));
    const call = await server.call('mara');
    call.begins('hello');
    call.hangup();
    await settle();
    expect(story).toEqual([
      'agent started',
      'call',
      'client call_1',
      'agent hello call_1 mara',
      'call hangup',
      'agent hangup ended 0',
    ]);
  });

  it('is known to the server by its slug', async () => {
    const { pc, server } = createWorld();
    const heard = vi.fn();
    pc.agent('My Agent').on('whatsapp.status', heard);
    await settle();
    server.broadcast({
      event: 'whatsapp.status',
      agent_id: 'org_1:my-agent',
      status: 'read',
      recipient: '1',
      message_id: 'm',
    });
    await settle();
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ status: 'read', messageId: 'm', agentId: 'My Agent' });
  });

  it('hears of a person who takes over, also when the frame names the conversation as its call', async () => {
    const { pc, server } = createWorld();
    const heard = vi.fn();
    pc.agent('mara').on('session.paused', heard);
    await settle();
    server.broadcast({ event: 'session.paused', agent_id: 'mara', call_id: 'wa-1', session_id: 'wa-1' });
    await settle();
    expect(heard.mock.calls).toMatchObject([[{ event: 'session.paused', sessionId: 'wa-1' }]]);
    expect(heard.mock.calls[0]).toHaveLength(1);
  });

  it('goes on when a handler throws, and the error is not swallowed', async () => {
    const { pc, server } = createWorld();
    const agent = pc.agent('mara');
    const thrown: unknown[] = [];
    const caught = (error: unknown) => thrown.push(error);
    const usual = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', caught);
    try {
      agent.on('user.message', () => {
        throw new Error('a handler’s own');
      });
      const next = vi.fn();
      agent.on('user.message', next);
      const call = await server.call('mara');
      call.begins('hello');
      await settle();
      expect(next).toHaveBeenCalledOnce();
      await vi.waitFor(() => expect(thrown).toEqual([new Error('a handler’s own')]));
    } finally {
      process.off('uncaughtException', caught);
      for (const listener of usual) process.on('uncaughtException', listener);
    }
  });

  it('passes on events of a newer server, and refuses known ones that are wrong', async () => {
    const { pc, server, codes } = createWorld();
    const agent = pc.agent('mara');
    const future = vi.fn();
    const wrong = vi.fn();
    (agent as unknown as { on(name: string, handler: unknown): void }).on('call.teleported', future);
    agent.on('user.message', wrong);
    await server.call('mara');
    server.broadcast({ event: 'call.teleported', agent_id: 'mara', call_id: 'call_1', far_away: true });
    server.broadcast({ event: 'user.message', agent_id: 'mara', call_id: 'call_1', text: 7 });
    server.broadcast({ event: 'channel.added', agent_id: 'mara', type: 7 });
    server.broadcast({ event: 'error', error: 7 });
    await settle();
    expect(future.mock.calls[0]?.[0]).toMatchObject({ farAway: true, callId: 'call_1' });
    expect(wrong).not.toHaveBeenCalled();
    expect(codes()).toEqual(['INVALID_EVENT', 'INVALID_EVENT', 'INVALID_EVENT']);
  });
});
