import { checkOrder, type LoggedEvent } from '@antiphon/events';
import { describe, expect, it } from 'vitest';
import { replayJournal } from '../call/journal.ts';
import { logText, type Scenario, simulate } from './index.ts';
import { ANSWER, playAgentThatDies } from './test-support/agent-that-dies.ts';
import {
  cough,
  hangUp,
  interrupted,
  interruption,
  murmur,
  oneExchange,
  pauseToThink,
  type Row,
  silence,
} from './test-support/golden-calls.ts';

/** Times of the golden calls mean "within 40 ms of" in the lab. */
const TOLERANCE_MS = 40;

/** Runs a golden call: its rows must come in this order and at these times; only words and interim text may stand between. */
function expectCall(scenario: Scenario, rows: readonly Row[]): LoggedEvent[] {
  const { events, journal } = simulate(scenario);
  expectRows(events, rows);
  expect(logText(simulate(scenario).events)).toBe(logText(events));
  expect(replayJournal(journal).map(({ at, event }) => [at, event.name])).toEqual(
    events.map(({ at, name }) => [at, name]),
  );
  return events;
}

function expectRows(events: readonly LoggedEvent[], rows: readonly Row[]): void {
  const told = events.filter(({ name }) => name !== 'bot.word' && name !== 'user.speaking');
  expect(told.map(({ name }) => name)).toEqual(rows.map(([, name]) => name));
  for (const [index, [at, name, data]] of rows.entries()) {
    const event = told[index] as LoggedEvent;
    expect(Math.abs(event.at - at), `${name} at ${event.at} instead of ${at}`).toBeLessThanOrEqual(TOLERANCE_MS);
    if (data !== undefined) expect(event.data).toMatchObject(data);
  }
  expect(checkOrder(events)).toEqual([]);
}

const texts = (events: readonly LoggedEvent[], name: string) =>
  events.filter((event) => event.name === name).map(({ data }) => (data as { text: string }).text);
const words = (events: readonly LoggedEvent[]) =>
  events.flatMap((event) => (event.name === 'bot.word' ? [[event.at, event.data.word, event.data.wordIndex]] : []));

describe('golden call 1: one exchange', () => {
  const { scenario, rows } = oneExchange;
  it('gives the events of the seed, in its order', () => {
    const events = expectCall(scenario, rows);
    expect(texts(events, 'user.speaking')).toContain('a table');
    expect(words(events)).toEqual([
      [2720, 'Which', 0],
      [3020, 'day', 1],
      [3320, 'would', 2],
      [3620, 'suit', 3],
      [3920, 'you?', 4],
    ]);
  });
  it('tells at the start only what is known then', () => {
    const [started] = simulate(scenario).events;
    expect(Object.keys((started as LoggedEvent).data)).toEqual([
      'sessionId',
      'from',
      'to',
      'direction',
      'transport',
      'metadata',
    ]);
  });
  it('reads as reviewed', async () => {
    await expect(logText(simulate(scenario).events)).toMatchFileSnapshot('golden/1-one-exchange.txt');
  });
});

describe('golden call 2: a pause to think', () => {
  const { scenario, rows } = pauseToThink;
  it('throws the eager answer away, unheard, and ends the turn once', () => {
    const events = expectCall(scenario, rows);
    expect(texts(events, 'message.confirmed')).toEqual(['Four it is.']);
  });
  it('reads as reviewed', async () => {
    await expect(logText(simulate(scenario).events)).toMatchFileSnapshot('golden/2-a-pause-to-think.txt');
  });
});

describe('golden call 3: a real interruption', () => {
  it('after more than two seconds: what was heard is remembered, and the turn is new', () => {
    expectCall(interruption.scenario, interruption.rows);
  });
  it('after less than two seconds: the person goes on with what they were saying', () => {
    const events = expectCall(interrupted(5000), [
      [0, 'call.started'],
      [1560, 'speech.started'],
      [3400, 'speech.ended'],
      [3450, 'user.message'],
      [3450, 'eager.turn'],
      [3700, 'turn.end', { turnId: 1 }],
      [4000, 'bot.speaking'],
      [5060, 'speech.started', { turnId: 2 }],
      [5060, 'bot.ducked'],
      [5300, 'bot.interrupted', { wordsSpoken: 4, lastWord: 'four', reason: 'continuation' }],
      [5300, 'message.confirmed', { text: 'Your table for four' }],
      [5300, 'turn.continued', { turnId: 1 }],
      [6300, 'speech.ended'],
      [6350, 'user.message', { turnId: 2, text: 'book it for seven thirty no wait make it eight' }],
      [6350, 'eager.turn'],
      [6600, 'turn.end', { turnId: 2, continues: 1, text: 'book it for seven thirty no wait make it eight' }],
      [11_000, 'call.ended'],
    ]);
    const ended = events.at(-1);
    expect(ended?.name === 'call.ended' && ended.data.messages).toEqual([
      { role: 'user', content: 'book it for seven thirty' },
      { role: 'assistant', content: 'Your table for four' },
      { role: 'user', content: 'no wait make it eight' },
    ]);
  });
  it('the line is silent after the frame being heard and one that fades, and no later sound of that reply follows', () => {
    const { line, events } = simulate(interruption.scenario);
    const stopped = events.find(({ name }) => name === 'bot.interrupted')?.at ?? 0;
    const after = line.sent.filter(({ at }) => at >= stopped);
    expect(after.map(({ frame }) => frame === null)).toEqual([true, false]);
    expect(after.every(({ at }) => at - stopped <= 20)).toBe(true);
  });
  it('reads as reviewed', async () => {
    await expect(logText(simulate(interruption.scenario).events)).toMatchFileSnapshot(
      'golden/3-a-real-interruption.txt',
    );
  });
});

describe('golden call 4: "mm-hmm"', () => {
  it('the bot goes on from the very sample, and the turn id is not used up', () => {
    const events = expectCall(murmur.scenario, murmur.rows);
    expect(words(events).map(([, , index]) => index)).toEqual(Array.from({ length: 12 }, (_, index) => index));
  });
  it('a cough goes by in the same way, without a word', () => {
    expectCall(cough.scenario, cough.rows);
  });
  it('reads as reviewed', async () => {
    await expect(logText(simulate(murmur.scenario).events)).toMatchFileSnapshot('golden/4-mm-hmm.txt');
  });
});

describe('golden call 5: silence, and the end by limit', () => {
  const { scenario, rows } = silence;
  it('warns, warns again, and ends; the answer to a warning neither resets the clock nor warns for itself', () => {
    expectCall(scenario, rows);
  });
  it("any speech of the caller's ends the warning and resets the clock", () => {
    const { events } = simulate({
      ...scenario,
      caller: [{ from: 17_000, to: 17_600, text: 'yes I am' }],
      until: 25_000,
    });
    const warnings = events.filter(({ name }) => name === 'session.idle_warning').map(({ at }) => at);
    expect(warnings.every((at) => at < 17_000 || at > 23_000)).toBe(true);
    expect(events.some(({ name }) => name === 'session.timeout')).toBe(false);
  });
  it('reads as reviewed', async () => {
    await expect(logText(simulate(scenario).events)).toMatchFileSnapshot('golden/5-silence.txt');
  });
});

describe('golden call 6: hang-up in the middle of everything', () => {
  const { scenario, rows } = hangUp;
  it('ends the call at once, remembers what was heard, and nothing follows', () => {
    expectCall(scenario, rows);
  });
  it("writes a tool's late result into the record as abandoned, and wakes nobody", () => {
    const { events, records } = simulate({
      ...scenario,
      config: { llm: { provider: 'scripted', steps: [{ tool_calls: [{ id: 'call_1', name: 'book' }] }] } },
      agent: (event, agent) => {
        if (event.name !== 'llm.tool_call') return;
        agent.after(4000, () => agent.toolResult(event.data.msgId, { call_1: 'booked' }));
        agent.after(4100, () => agent.toolResult(event.data.msgId, { call_1: 'again' }));
      },
    });
    expect(events.slice(-2).map(({ at, name }) => [at, name])).toEqual([
      [3700, 'llm.tool_call'],
      [5000, 'call.ended'],
    ]);
    const outcomes = records.map(({ messages }) => messages.find(({ role }) => role === 'tool')?.content);
    expect(outcomes).toEqual([undefined, '{"status":"abandoned"}', '{"status":"abandoned","result":"booked"}']);
  });
  it('hangs up on a transcriber that never answers', () => {
    const { events, line } = simulate({ ...scenario, finalDelayMs: 60_000, hangUpAt: 3500 });
    expect(events.at(-1)?.name).toBe('call.ended');
    expect(events.at(-1)?.at).toBe(3500);
    expect(line.isHungUp).toBe(true);
  });
  it('reads as reviewed', async () => {
    await expect(logText(simulate(scenario).events)).toMatchFileSnapshot('golden/6-hang-up.txt');
  });
});

describe('golden call 7: a tool that outlives an interruption', () => {
  const ran: string[] = [];
  const scenario: Scenario = {
    until: 12_000,
    hangUpAt: 9000,
    caller: [
      { from: 1000, to: 2200, text: 'a table for two' },
      { from: 3500, to: 4100, text: 'and a window seat' },
    ],
    config: {
      // Words alone do not stop the bot: it is the 300 ms of voice that do, at 3800.
      interruption: { min_words: 0 },
      llm: {
        provider: 'scripted',
        delay_ms: 450,
        steps: [
          {
            reply: 'One moment, I am looking that up for you.',
            tool_calls: [{ id: 'call_1', name: 'book', arguments: { people: 2 } }],
          },
          { reply: 'I am still at it.' },
          { reply: 'Booked, with a window seat.' },
        ],
      },
    },
    agent: (event, agent) => {
      if (event.name !== 'llm.tool_call') return;
      const { msgId, toolCalls } = event.data;
      ran.push(...toolCalls.map(({ name }) => name));
      agent.after(5000 - event.at, () => agent.toolResult(msgId, { call_1: { table: 7 } }));
    },
  };
  it('runs once; its result stands in the history, and the answer to the newer turn knows of it', () => {
    const events = expectCall(scenario, [
      [0, 'call.started'],
      [1060, 'speech.started'],
      [2400, 'speech.ended'],
      [2450, 'user.message'],
      [2450, 'eager.turn'],
      [2700, 'turn.end', { turnId: 1 }],
      [2900, 'llm.tool_call', { toolCalls: [{ id: 'call_1', name: 'book', arguments: '{"people":2}' }] }],
      [2910, 'bot.speaking', { text: 'One moment, I am looking that up for you.' }],
      [3560, 'speech.started', { turnId: 2 }],
      [3560, 'bot.ducked'],
      [3800, 'bot.interrupted', { reason: 'continuation' }],
      [3800, 'message.confirmed', { text: 'One moment, I' }],
      [3800, 'turn.continued', { turnId: 1 }],
      [4300, 'speech.ended'],
      [4350, 'user.message'],
      [4350, 'eager.turn'],
      [4600, 'turn.end', { turnId: 2, continues: 1, text: 'a table for two and a window seat' }],
      [4800, 'bot.speaking', { text: 'I am still at it.' }],
      [5000, 'llm.tool_result', { toolCallId: 'call_1', name: 'book', result: { table: 7 }, status: 'done' }],
      [6300, 'message.confirmed'],
      [6300, 'bot.finished'],
      [6760, 'bot.speaking', { text: 'Booked, with a window seat.' }],
      [8260, 'message.confirmed'],
      [8260, 'bot.finished'],
      [9000, 'call.ended'],
    ]);
    const ended = events.at(-1);
    expect(ended?.name === 'call.ended' && ended.data.messages).toEqual([
      { role: 'user', content: 'a table for two' },
      {
        role: 'assistant',
        content: 'One moment, I',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'book', arguments: '{"people":2}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '{"table":7}' },
      { role: 'user', content: 'and a window seat' },
      { role: 'assistant', content: 'I am still at it.' },
      { role: 'assistant', content: 'Booked, with a window seat.' },
    ]);
    ran.length = 0;
    simulate(scenario);
    expect(ran).toEqual(['book']);
  });
  it('reads as reviewed', async () => {
    await expect(logText(simulate(scenario).events)).toMatchFileSnapshot('golden/7-a-tool-that-outlives.txt');
  });
});

describe("golden call 8: the agent's process dies and comes back", () => {
  const before: Row[] = [
    [0, 'call.started'],
    [1060, 'speech.started'],
    [2400, 'speech.ended'],
    [2450, 'user.message'],
    [2450, 'eager.turn'],
    [2700, 'turn.end', { turnId: 1 }],
    [2710, 'bot.speaking', { text: ANSWER }],
    [4000, 'agent.lost', { graceMs: 15_000 }],
    [7210, 'message.confirmed', { text: ANSWER }],
    [7210, 'bot.finished'],
    [7660, 'speech.started', { turnId: 2 }],
    [8400, 'speech.ended'],
    [8450, 'user.message'],
    [8450, 'eager.turn'],
    [8700, 'turn.end', { turnId: 2, text: 'thank you' }],
  ];
  it('what was queued is still said, and each kept event that it missed reaches it once, in order, before the live ones', () => {
    const { events, told, lastSeq } = playAgentThatDies(9000);
    expectRows(events, [
      ...before,
      [9000, 'agent.returned'],
      [9010, 'bot.speaking', { text: 'You are welcome.' }],
      [9910, 'message.confirmed'],
      [9910, 'bot.finished'],
      [12_000, 'call.ended', { reason: 'hangup' }],
    ]);
    expect(told.after.slice(0, 2).map(({ event }) => event)).toEqual(['connected', 'agent.created']);
    const missed = events.filter(({ seq = 0 }) => seq > lastSeq);
    expect(missed.slice(0, 2).map(({ at, name }) => [at, name])).toEqual([
      [4000, 'agent.lost'],
      [4220, 'bot.word'],
    ]);
    const kept = told.after.filter(({ seq }) => seq !== undefined);
    expect(kept.map(({ seq, event }) => [seq, event])).toEqual(missed.map(({ seq, name }) => [seq, name]));
  });
  it('when it stays away for 15 s, the caller hears a short apology and the call ends', () => {
    const { events, told } = playAgentThatDies(undefined);
    expectRows(events, [
      ...before,
      [19_000, 'bot.speaking', { text: 'Sorry, we have a technical problem. Please call again later.' }],
      [22_000, 'message.confirmed'],
      [22_000, 'bot.finished'],
      [22_000, 'call.ended', { reason: 'failed' }],
    ]);
    expect(told.after).toEqual([]);
  });
  it('reads as reviewed', async () => {
    await expect(logText(playAgentThatDies(9000).events)).toMatchFileSnapshot('golden/8-the-agent-comes-back.txt');
    await expect(logText(playAgentThatDies(undefined).events)).toMatchFileSnapshot('golden/8-the-agent-stays-away.txt');
  });
});
