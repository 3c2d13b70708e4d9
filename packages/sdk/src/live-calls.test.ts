import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from './call.ts';
import { settle } from './connection/fake.ts';
import { createWorld } from './testing/world.ts';

async function createCalls(count = 1) {
  const world = createWorld();
  const agent = world.pc.agent('mara');
  const story: string[] = [];
  agent.on('call.started', (call) => story.push(`${call.id} started`));
  agent.on('user.speaking', (event) => story.push(`hears ${event.text}`));
  agent.on('user.message', (event) => story.push(`user ${event.text}`));
  agent.on('call.ended', (call, reason) => story.push(`${call.id} ended ${reason}`));
  const callers = [];
  for (let i = 0; i < count; i += 1) callers.push(await world.server.call('mara'));
  await settle();
  return { ...world, agent, story, callers, caller: callers[0]! };
}

const said = (text: string) => ({ messageId: text, text, confidence: 1, turnId: 1 });

describe('a call over a lost connection', () => {
  it('lives on, and misses and repeats nothing', async () => {
    const { clock, server, agent, story, caller, sent } = await createCalls();
    caller.emit('user.message', said('one'));
    caller.emit('user.speaking', { text: 'tw', confidence: 1, turnId: 1 });
    await settle();
    const call = agent.call('call_1') as Call;
    server.drop();
    await settle();
    caller.emit('user.message', said('two'));
    caller.emit('user.speaking', { text: 'thr', confidence: 1, turnId: 1 });
    caller.emit('user.message', said('three'));
    expect(call.status).toBe('active');
    await clock.advance(1_000);
    caller.emit('user.message', said('four'));
    await settle();
    expect(story).toEqual(['call_1 started', 'user one', 'hears tw', 'user two', 'user three', 'user four']);
    expect(sent('agent.create').map((command) => (command as { resume?: unknown }).resume)).toEqual([
      undefined,
      { call_1: 2 },
    ]);
    expect(agent.call('call_1')).toBe(call);
    await clock.advance(600_000);
    expect(call.status).toBe('active');
  });

  it('keeps what is said meanwhile until the server can hear it', async () => {
    const { clock, server, agent, caller } = await createCalls();
    server.drop();
    await settle();
    const heard = agent.call('call_1')!.say('One moment.');
    await clock.advance(1_000);
    expect(await caller.hears()).toBe('One moment.');
    expect(await heard).toEqual({ interrupted: false });
  });

  it('says once what waited, however often the connection breaks', async () => {
    const { clock, server, agent, sent } = await createCalls();
    server.drop();
    await settle();
    agent.call('call_1')!.reply('One moment.');
    await clock.advance(1_000);
    server.drop();
    await clock.advance(1_000);
    expect(sent('bot.reply')).toHaveLength(1);
  });

  it('ends as it ended meanwhile', async () => {
    const { clock, server, story, caller, agent } = await createCalls();
    const heard = agent.call('call_1')!.say('kept');
    await heard;
    server.drop();
    await settle();
    caller.hangup('failed');
    expect(story).toEqual(['call_1 started']);
    await clock.advance(1_000);
    expect(story).toEqual(['call_1 started', 'call_1 ended failed']);
  });

  it('ends when the server no longer knows it', async () => {
    const { clock, server, story, errors } = await createCalls();
    server.drop();
    server.forget('call_1');
    await clock.advance(1_000);
    expect(story).toEqual(['call_1 started', 'call_1 ended connection_lost']);
    expect(errors).toEqual([]);
  });

  it('ends when the server does not return in time, with what it had to say dropped', async () => {
    const { clock, transport, server, agent, story, sent } = await createCalls();
    transport.network = 'refusing';
    server.drop();
    await settle();
    const said = agent.call('call_1')!.say('into the void');
    await clock.advance(59_999);
    expect(story).toEqual(['call_1 started']);
    await clock.advance(1);
    expect(story).toEqual(['call_1 started', 'call_1 ended connection_lost']);
    expect(await said).toEqual({ interrupted: true });
    transport.network = 'working';
    await clock.advance(60_000);
    expect(sent('bot.reply')).toEqual([]);
    expect(sent('agent.create').at(-1)).not.toHaveProperty('resume');
  });

  it('ends when the server is back and says nothing of it', async () => {
    const { clock, server, story, callers } = await createCalls(2);
    server.drop();
    for (const caller of callers) {
      caller.keptAfter = () => [];
      const emit = caller.emit.bind(caller);
      caller.emit = (name, data) =>
        name === 'agent.returned' && caller.id === 'call_1' ? undefined : emit(name, data);
    }
    await clock.advance(10_999);
    expect(story).toEqual(['call_1 started', 'call_2 started']);
    await clock.advance(1);
    expect(story).toEqual(['call_1 started', 'call_2 started', 'call_1 ended connection_lost']);
  });

  it('lives on when the server acknowledges the agent twice', async () => {
    const { clock, server, agent } = await createCalls();
    server.broadcast({ event: 'agent.resumed', agent_id: 'mara' });
    await clock.advance(20_000);
    expect(agent.call('call_1')?.status).toBe('active');
  });

  it('is not begun twice when the server says again that it has started', async () => {
    const { server, story, agent } = await createCalls();
    const frame = {
      event: 'call.started',
      agent_id: 'mara',
      call_id: 'call_1',
      order: 9,
      from: '+1',
      to: '+2',
      resumed: true,
    };
    server.broadcast(frame);
    server.broadcast({ ...frame, call_id: 'call_7' });
    await settle();
    expect(story).toEqual(['call_1 started', 'call_7 started']);
    expect(agent.call('call_7')?.resumed).toBe(true);
  });

  it('loses, doubles and reorders no kept event, wherever the connection breaks and however much the server repeats', async () => {
    const anyScript = fc.array(fc.constantFrom('says', 'mumbles', 'breaks', 'waits'), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(anyScript, fc.nat({ max: 9 }), async (script, repeated) => {
        const { clock, server, story, caller } = await createCalls();
        const keptAfter = caller.keptAfter.bind(caller);
        caller.keptAfter = (seq) => keptAfter(Math.max(0, seq - repeated));
        let count = 0;
        for (const step of script) {
          if (step === 'breaks') server.drop();
          if (step === 'waits') await clock.advance(1_000);
          if (step === 'mumbles') caller.emit('user.speaking', { text: '…', confidence: 1, turnId: 1 });
          if (step === 'says') {
            count += 1;
            caller.emit('user.message', said(String(count)));
          }
        }
        await clock.advance(5_000);
        const heard = story.filter((line) => line.startsWith('user'));
        expect(heard).toEqual(Array.from({ length: count }, (_, i) => `user ${i + 1}`));
      }),
      { numRuns: 200 },
    );
  });
});

describe('events out of place', () => {
  it('of an unknown call are dropped', async () => {
    const { server, story, errors } = await createCalls();
    server.broadcast({ event: 'user.message', agent_id: 'mara', call_id: 'elsewhere', message_id: 'm', text: 'x' });
    await settle();
    expect(story).toEqual(['call_1 started']);
    expect(errors).toEqual([]);
  });

  it('that name the call but no agent find their way', async () => {
    const { server, agent } = await createCalls();
    const asked: string[] = [];
    agent.on('llm.tool_call', (event, call) => {
      asked.push(event.msgId);
      call.toolResult(event.msgId, [{ toolCallId: 'a', result: { ok: true }, ephemeral: true }]);
    });
    server.broadcast({
      event: 'llm.tool_call',
      call_id: 'call_1',
      msg_id: 't1',
      tool_calls: [{ id: 'a', name: 'f', arguments: '{}' }],
    });
    await settle();
    expect(asked).toEqual(['t1']);
    expect(server.commands.at(-1)).toMatchObject({
      event: 'llm.tool_result',
      callId: 'call_1',
      msgId: 't1',
      results: [{ tool_call_id: 'a', result: { ok: true }, ephemeral: true }],
    });
  });

  it('after the end are dropped', async () => {
    const { server, story, caller } = await createCalls();
    caller.hangup();
    server.broadcast({ event: 'user.message', agent_id: 'mara', call_id: 'call_1', message_id: 'm', text: 'x' });
    await settle();
    expect(story).toEqual(['call_1 started', 'call_1 ended hangup']);
  });
});
