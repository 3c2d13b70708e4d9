import { describe, expect, it, vi } from 'vitest';
import type { Call } from './call.ts';
import { settle } from './connection/fake.ts';
import type { Turn } from './event-map.ts';
import type { ReplyStream } from './reply-stream.ts';
import type { FakeCallOptions } from './testing/fake-call.ts';
import { createWorld } from './testing/world.ts';

async function createCall(options: FakeCallOptions = {}) {
  const world = createWorld();
  const agent = world.pc.agent('mara');
  const started = new Promise<Call>((resolve) => agent.once('call.started', resolve));
  const caller = await world.server.call('mara', options);
  const call = await started;
  return { ...world, agent, caller, call };
}

describe('a call', () => {
  it('is partial when it starts and whole when it has ended', async () => {
    const { clock, caller, call, agent } = await createCall({ from: '+1', to: '+2', metadata: { tenant: 'a' } });
    expect(call).toMatchObject({
      id: 'call_1',
      from: '+1',
      to: '+2',
      direction: 'inbound',
      transport: 'phone',
      metadata: { tenant: 'a' },
      status: 'active',
      duration: 0,
      endedAt: 0,
      reason: '',
      lastMessageId: null,
      resumed: false,
    });
    agent.on('turn.end', (turn, its) => its.reply(`You said ${turn.text}`));
    await clock.advance(1_000);
    await caller.says('a table for two');
    await clock.advance(5_000);
    caller.hangup('hangup');
    await settle();
    expect(call).toMatchObject({
      status: 'ended',
      duration: 6,
      startedAt: 1_700_000_000,
      endedAt: 1_700_000_006,
      reason: 'hangup',
    });
    expect(call.transcript).toEqual([
      { role: 'user', content: 'a table for two' },
      { role: 'assistant', content: 'You said a table for two' },
    ]);
    expect(call.messages).toEqual(call.transcript);
  });

  it('takes the server’s copy of the conversation in the end', async () => {
    const { caller, call } = await createCall();
    caller.begins('hello');
    await settle();
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: null, tool_calls: [] },
      { role: 'assistant', content: 'Good day.' },
    ];
    caller.emit('call.ended', { reason: 'hangup', messages });
    await settle();
    expect(call.messages).toEqual(messages);
    expect(call.transcript).toEqual([
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'Good day.' },
    ]);
  });

  it('replaces the text of a turn that grows under one message id', async () => {
    const { caller, call } = await createCall();
    caller.emit('user.message', { messageId: 'u1', text: 'I would like', confidence: 1, turnId: 1 });
    caller.emit('user.message', { messageId: 'u1', text: 'I would like a table', confidence: 1, turnId: 1 });
    await settle();
    expect(call.messages).toEqual([{ role: 'user', content: 'I would like a table' }]);
  });

  it('shows the words heard so far, until the bot’s message is over', async () => {
    const { caller, call, agent } = await createCall({ playout: 'manual' });
    const seen: string[] = [];
    agent.on('bot.word', () => seen.push(call.currentBotText));
    agent.on('bot.finished', () => seen.push(`finished ${call.currentBotText}`));
    void call.say('good day to you');
    await settle();
    caller.finish();
    await settle();
    expect(seen).toEqual(['good', 'good day', 'good day to', 'good day to you', 'finished good day to you']);
    expect(call.currentBotText).toBe('');
  });

  it('tells a turn with the words, the message and the slots of the user’s message', async () => {
    const { caller, agent } = await createCall();
    const turns: Turn[] = [];
    agent.on('eager.turn', (turn) => turns.push(turn));
    agent.on('turn.end', (turn) => turns.push(turn));
    void caller.says('a table for two', { slots: { number: 'two' } });
    caller.emit('turn.end', { turnId: 1, messageId: '', text: '', probability: 1, latencyMs: 500 });
    await settle();
    const whole = { turnId: 1, id: 1, messageId: 'user_call_1_1', text: 'a table for two', slots: { number: 'two' } };
    expect(turns).toMatchObject([
      { ...whole, probability: 0.5, confidence: 0 },
      { ...whole, probability: 1, confidence: 0.9 },
      { ...whole, probability: 1, confidence: 0.9 },
    ]);
  });

  it('tells a turn that was not understood as one without words', async () => {
    const { caller, agent } = await createCall();
    const turn = vi.fn();
    agent.on('turn.end', turn);
    void caller.says('mumble', { understood: false });
    await settle();
    expect(turn.mock.calls[0]?.[0]).toMatchObject({ understood: false, text: '', slots: {} });
  });

  it('gives a turn the slots of its latest text, which are the whole turn’s', async () => {
    const { caller, agent } = await createCall();
    const turn = vi.fn();
    agent.on('turn.end', turn);
    const part = { messageId: 'u1', confidence: 1, turnId: 1 };
    caller.emit('user.message', { ...part, text: 'a table for ten', slots: { size: 'ten', day: 'today' } });
    caller.emit('user.message', { ...part, text: 'a table for two at seven', slots: { size: 'two', time: 'seven' } });
    caller.emit('turn.end', {
      turnId: 1,
      messageId: 'u1',
      text: 'a table for two at seven',
      probability: 1,
      latencyMs: 500,
    });
    await settle();
    expect(turn.mock.calls[0]?.[0].slots).toEqual({ size: 'two', time: 'seven' });
  });

  it('follows the caller’s language', async () => {
    const { caller, call } = await createCall();
    expect(call.language).toBe('');
    caller.emit('call.updated', { language: 'es' });
    await settle();
    expect(call.language).toBe('es');
  });

  it('sends nothing once it has ended', async () => {
    const { caller, call, server } = await createCall();
    caller.hangup();
    await settle();
    const before = server.commands.length;
    call.reply('too late');
    call.hangup();
    call.update({ language: 'es' });
    call.replyStream().write('too late');
    expect(await call.say('too late')).toEqual({ interrupted: true });
    await settle();
    expect(server.commands).toHaveLength(before);
  });

  it('hangs up', async () => {
    const { caller, call } = await createCall();
    call.hangup();
    expect(await caller.ended).toBe('hangup');
  });
});

describe('say', () => {
  it('settles when it was heard to its end', async () => {
    const { call } = await createCall();
    expect(await call.say('Welcome.', { addToHistory: true })).toEqual({ interrupted: false });
    expect(call.transcript).toEqual([{ role: 'assistant', content: 'Welcome.' }]);
  });

  it.each<[string, (world: Awaited<ReturnType<typeof createCall>>) => void]>([
    ['the caller talks over it', ({ caller }) => caller.interrupt()],
    ['it is cancelled', ({ call }) => call.cancel()],
    ['everything is dropped', ({ call }) => call.clear()],
    ['the call ends', ({ caller }) => caller.hangup()],
  ])('settles as interrupted when %s', async (_how, act) => {
    const world = await createCall({ playout: 'manual' });
    const said = world.call.say('a long sentence');
    await settle();
    act(world);
    expect(await said).toEqual({ interrupted: true });
  });

  it.each<[string, (world: Awaited<ReturnType<typeof createCall>>) => void]>([
    ['the caller talks over the one before', ({ caller }) => caller.interrupt(0)],
    ['everything is dropped', ({ call }) => call.clear()],
    [
      'it alone is cancelled',
      ({ call, sent }) => call.cancel((sent('bot.reply')[1] as { messageId: string }).messageId),
    ],
  ])('settles while it waits for its turn when %s', async (_how, act) => {
    const world = await createCall({ playout: 'manual' });
    void world.call.say('one');
    const second = world.call.say('two');
    await settle();
    act(world);
    expect(await second).toEqual({ interrupted: true });
    expect(world.call.transcript).toEqual([]);
  });

  it('goes on with what waits when only the current message is cancelled', async () => {
    const { caller, call } = await createCall({ playout: 'manual' });
    const first = call.say('one');
    const second = call.say('two');
    await settle();
    call.cancel();
    expect(await first).toEqual({ interrupted: true });
    caller.finish();
    expect(await second).toEqual({ interrupted: false });
  });

  it('tells messages apart', async () => {
    const { caller, call } = await createCall({ playout: 'manual' });
    const results: string[] = [];
    void call.say('one').then(({ interrupted }) => results.push(`one ${interrupted}`));
    void call.say('two').then(({ interrupted }) => results.push(`two ${interrupted}`));
    await settle();
    caller.finish();
    await settle();
    expect(results).toEqual(['one false']);
    caller.interrupt();
    await settle();
    expect(results).toEqual(['one false', 'two true']);
  });
});

describe('reply', () => {
  it('names the user’s latest message, or the one it is given', async () => {
    const { caller, call, sent } = await createCall();
    caller.begins('hello');
    await settle();
    call.reply('Good day.');
    call.reply('Again.', { inReplyTo: 'u7', messageId: 'm7' });
    await settle();
    expect(sent('bot.reply')).toMatchObject([
      { text: 'Good day.', inReplyTo: 'user_call_1_1' },
      { text: 'Again.', inReplyTo: 'u7', messageId: 'm7' },
    ]);
  });
});

describe('a reply stream', () => {
  it('sends nothing before its first token, then start, tokens and end', async () => {
    const { caller, call, agent, sent } = await createCall();
    const streams: ReplyStream[] = [];
    agent.on('eager.turn', (turn, its) => streams.push(its.replyStream(turn)));
    caller.begins('hello');
    await settle();
    const stream = streams[0]!;
    expect(sent('bot.reply.stream')).toEqual([]);
    for (const token of ['Good', '', ' day', '.']) stream.write(token);
    stream.end();
    stream.write('too late');
    stream.end();
    await settle();
    const about = { event: 'bot.reply.stream', callId: call.id, messageId: stream.messageId };
    expect(sent('bot.reply.stream')).toEqual([
      { ...about, action: 'start', inReplyTo: 'user_call_1_1' },
      { ...about, action: 'chunk', token: 'Good' },
      { ...about, action: 'chunk', token: ' day' },
      { ...about, action: 'chunk', token: '.' },
      { ...about, action: 'end' },
    ]);
    expect(stream).toMatchObject({ ended: true, aborted: false });
    expect(await caller.hears()).toBe('Good day.');
  });

  it('aborts when the caller goes on, drops later tokens, and says so to whoever makes them', async () => {
    const { caller, call, sent } = await createCall();
    caller.begins('I would like');
    await settle();
    const stream = call.replyStream();
    const aborted = vi.fn();
    stream.signal.addEventListener('abort', aborted);
    stream.write('For how');
    caller.continues();
    await settle();
    stream.write(' many?');
    stream.end();
    await settle();
    expect(aborted).toHaveBeenCalledOnce();
    expect(stream).toMatchObject({ aborted: true, ended: false });
    expect(sent('bot.reply.stream').map((command) => (command as { action: string }).action)).toEqual([
      'start',
      'chunk',
      'end',
    ]);
  });

  it('is dead from the start when its turn is past, even if the turn that followed has the same message', async () => {
    const { caller, call, agent, sent } = await createCall();
    const turns: Turn[] = [];
    agent.on('eager.turn', (turn) => turns.push(turn));
    const eager = { turnId: 1, messageId: 'u1', probability: 0.5, latencyMs: 0 };
    caller.emit('eager.turn', { ...eager, text: 'I would like' });
    caller.emit('turn.continued', { turnId: 1 });
    caller.emit('eager.turn', { ...eager, text: 'I would like a table' });
    await settle();
    const [past, present] = turns.map((turn) => call.replyStream(turn));
    expect(past?.aborted).toBe(true);
    past?.write('late');
    await settle();
    expect(sent('bot.reply.stream')).toEqual([]);
    expect(present?.aborted).toBe(false);
  });

  it('that never wrote says nothing when it is aborted', async () => {
    const { caller, call, sent } = await createCall();
    const stream = call.replyStream();
    caller.continues();
    await settle();
    expect(stream.aborted).toBe(true);
    expect(sent('bot.reply.stream')).toEqual([]);
  });

  it('goes on when only the bot was cut off, and stops at the end of the call without a word', async () => {
    const { caller, call, sent } = await createCall();
    const stream = call.replyStream();
    stream.write('One');
    caller.emit('bot.interrupted', { messageId: 'm', playedMs: 1, wordsSpoken: 0, reason: 'cancelled' });
    await settle();
    expect(stream.aborted).toBe(false);
    caller.hangup();
    await settle();
    expect(stream.aborted).toBe(true);
    expect(sent('bot.reply.stream')).toHaveLength(2);
  });

  it('aborts when the server refuses it as obsolete', async () => {
    const { call } = await createCall();
    const stream = call.replyStream({ messageId: 'long-gone' });
    stream.write('One');
    await settle();
    expect(stream.aborted).toBe(true);
  });

  it('aborts by hand', async () => {
    const { call, sent } = await createCall();
    const stream = call.replyStream();
    stream.write('One');
    stream.abort();
    stream.abort();
    await settle();
    expect(stream.aborted).toBe(true);
    expect(sent('bot.reply.stream')).toHaveLength(3);
  });
});

describe('a greeting function', () => {
  it('is asked when the call starts, with the call, and its text is remembered', async () => {
    const { pc, server, sent } = createWorld();
    pc.agent('mara', { greeting: async (call) => `Hello, ${call.from}.` });
    const caller = await server.call('mara', { from: '+1' });
    expect(await caller.hears()).toBe('Hello, +1.');
    expect(sent('bot.reply')).toMatchObject([{ addToHistory: true, inReplyTo: '' }]);
  });
});
