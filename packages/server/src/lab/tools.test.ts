import { checkOrder, type LoggedEvent } from '@antiphon/events';
import { describe, expect, it } from 'vitest';
import { type AgentHandle, type Scenario, simulate } from './index.ts';

const booking = { from: 1000, to: 2000, text: 'a table for two' };
const book = { id: 'call_1', name: 'book' };

/** Plays a call whose model is on the server. `steps`: what it does, question by question. */
function play(steps: object[], scenario: Partial<Scenario> = {}) {
  const { config, ...rest } = scenario;
  const simulation = simulate({
    until: 40_000,
    hangUpAt: 30_000,
    caller: [booking],
    ...rest,
    config: { llm: { provider: 'scripted', steps }, ...config },
  });
  expect(checkOrder(simulation.events)).toEqual([]);
  const { events } = simulation;
  const told = events
    .filter(({ name }) => /^(turn\.|llm\.|bot\.speaking|bot\.interrupted|engine\.|call\.ended)/.test(name))
    .map(({ at, name, data }) => {
      const { text, status, reason } = data as { text?: string; status?: string; reason?: string };
      return [at, name, text ?? status ?? reason].filter((part) => part !== undefined).join(' ');
    });
  const ended = events.at(-1);
  const messages = (ended?.name === 'call.ended' ? ended.data.messages : undefined) ?? [];
  return { ...simulation, told, messages };
}

/** Answers a request after a while, as the test says. */
const answering = (afterMs: number, results: Record<string, unknown>) => (event: LoggedEvent, agent: AgentHandle) => {
  if (event.name !== 'llm.tool_call') return;
  const { msgId } = event.data;
  agent.after(afterMs, () => agent.toolResult(msgId, results));
};

describe('tools of the model on the server', () => {
  it('are staged on an eager turn: nobody is told of them when it is taken back, and what was thrown away is counted', () => {
    const { told, events } = play([{ tool_calls: [book] }, { reply: 'Done.' }], {
      caller: [booking, { from: 2350, to: 3300, text: 'and a window seat' }],
      agent: answering(100, { call_1: 'ok' }),
    });
    expect(told).toEqual([
      '2410 turn.continued',
      '3800 turn.end a table for two and a window seat',
      '3800 llm.tool_call',
      '3900 llm.tool_result done',
      '3920 bot.speaking Done.',
      '30000 call.ended hangup',
    ]);
    const continued = events.find(({ name }) => name === 'turn.continued');
    expect(continued?.data).toMatchObject({ discarded: { replies: 1, characters: 0, tools: 1 } });
  });

  it('run together, and the model goes on when the last has answered', () => {
    const { told, messages } = play(
      [
        { reply: 'Let me see.', tool_calls: [book, { id: 'call_2', name: 'find', arguments: '{"near":"window"}' }] },
        { reply: 'Both are done.' },
      ],
      {
        agent: (event, agent) => {
          answering(300, { call_2: 'found' })(event, agent);
          answering(2000, { call_1: 'booked' })(event, agent);
        },
      },
    );
    expect(told.slice(1)).toEqual([
      '2500 llm.tool_call',
      '2500 bot.speaking Let me see.',
      '2800 llm.tool_result done',
      '4500 llm.tool_result done',
      '4520 bot.speaking Both are done.',
      '30000 call.ended hangup',
    ]);
    expect(messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: 'Let me see.', tool_calls: [{ id: 'call_1' }, { id: 'call_2' }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'booked' },
      { role: 'tool', tool_call_id: 'call_2', content: 'found' },
      { role: 'assistant', content: 'Both are done.' },
    ]);
  });

  it('that take too long have failed, each in its own time, and the model says so', () => {
    const tools = [{ type: 'function', timeout_ms: 3000, function: { name: 'book' } }];
    const { told, messages } = play([{ tool_calls: [book] }, { reply: 'That failed.' }], { config: { tools } });
    expect(told.slice(1)).toEqual([
      '2500 llm.tool_call',
      '5500 llm.tool_result failed',
      '5520 bot.speaking That failed.',
      '30000 call.ended hangup',
    ]);
    expect(messages[2]).toMatchObject({ role: 'tool', content: '{"error":"No result came within 3 s."}' });
  });

  it('whose results are for one answer leave no trace in the history', () => {
    const { messages, events } = play([{ tool_calls: [book] }, { reply: 'Your code was sent.' }], {
      agent: (event, agent) => {
        if (event.name !== 'llm.tool_call') return;
        const results = [{ tool_call_id: 'call_1', result: { code: 1234 }, ephemeral: true }];
        agent.send({ event: 'llm.tool_result', callId: 'CA', msgId: event.data.msgId, results });
      },
    });
    expect(messages).toEqual([
      { role: 'user', content: 'a table for two' },
      { role: 'assistant', content: 'Your code was sent.' },
    ]);
    expect(events.find(({ name }) => name === 'llm.tool_result')?.data).toMatchObject({ ephemeral: true });
  });

  it('a model that never stops asking is stopped, and the caller is told', () => {
    const { told } = play([{ tool_calls: [book] }], {
      agent: (event, agent) => {
        if (event.name !== 'llm.tool_call') return;
        const [call] = event.data.toolCalls;
        agent.toolResult(event.data.msgId, { [call?.id ?? '']: 'ok' });
      },
    });
    expect(told.filter((line) => line.includes('llm.tool_call'))).toHaveLength(8);
    expect(told.slice(-3)).toEqual([
      '2500 engine.failed TOO_MANY_TOOLS',
      '2520 bot.speaking Sorry, I could not answer that.',
      '30000 call.ended hangup',
    ]);
  });

  it('a result that comes before the answer to a newer turn is heard has that answer written anew', () => {
    const steps = [{ tool_calls: [book] }, { reply: 'I know nothing yet.' }, { reply: 'Booked, at the window.' }];
    const { told } = play([], {
      caller: [booking, { from: 3600, to: 4200, text: 'at the window please' }],
      config: { llm: { provider: 'scripted', delay_ms: 700, steps } },
      agent: answering(2100, { call_1: 'booked' }),
    });
    expect(told.slice(1)).toEqual([
      '2950 llm.tool_call',
      '3800 turn.continued',
      '4700 turn.end a table for two at the window please',
      '5050 llm.tool_result done',
      '5760 bot.speaking Booked, at the window.',
      '30000 call.ended hangup',
    ]);
  });
});
