import type { LoggedEvent } from '@antiphon/events';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngines } from '../engines/engines.ts';
import { InMemoryLine, VirtualClock } from '../lab/index.ts';
import { createCalls } from './registry.ts';

const ORG = 'org_lab';
const engines = createEngines({ env: {}, lab: true, strict: true });
afterAll(() => engines.close());

/** Calls of one agent on a virtual clock, what the agent was told, and what the log of the server says. */
function desk(settings: object = {}) {
  const clock = new VirtualClock(0);
  const told: LoggedEvent[] = [];
  const errors: object[] = [];
  const records: unknown[] = [];
  const config = {
    greeting: 'Good evening, how can I help you today?',
    stt: { provider: 'scripted', text: 'hello', delay_ms: 0 },
    voice: { provider: 'scripted', ms_per_word: 300 },
    ...settings,
  };
  const channels = [{ type: 'phone', ref: '+1 (555) 000-0002', config: { greeting: 'This is the second number.' } }];
  const registration = { orgId: ORG, agentId: 'desk', config, channels };
  let ids = 0;
  const calls = createCalls({
    clock,
    newId: (prefix) => `${prefix}_${++ids}`,
    engines,
    directory: {
      find: () => registration,
      findByNumber: () => registration,
      deliver: (event) => told.push(event),
      list: () => [registration],
    },
    sink: { begin: () => {}, append: () => {}, end: ({ messages }) => records.push(messages) },
    config: { graceMs: 5000, maxCalls: 10, journalFolder: undefined },
    log: { info: () => {}, warn: () => {}, error: (fields) => errors.push(fields) },
    portable: true,
  });
  const dial = (callId: string, to = '+15550000001') => {
    const line = new InMemoryLine(
      {
        callId,
        orgId: ORG,
        agentId: 'desk',
        from: '+15550000009',
        to,
        direction: 'inbound',
        transport: 'phone',
        codec: 'mulaw',
        sampleRateHz: 8000,
        metadata: {},
      },
      clock,
    );
    return line;
  };
  const names = (callId: string) => told.filter((event) => event.callId === callId).map(({ name }) => name);
  return { clock, calls, dial, told, names, errors, records };
}

describe('calls side by side', () => {
  it('a line that throws ends its own call as failed, and the other is heard out', () => {
    const { clock, calls, dial, told, names, errors } = desk();
    const broken = dial('CA_broken');
    const whole = dial('CA_whole');
    calls.begin(broken);
    whole.events = calls.begin(whole);
    let frames = 0;
    broken.send = () => {
      frames += 1;
      if (frames > 10) throw new Error('the line is torn');
    };
    clock.advanceTo(6000);
    expect(told.findLast(({ callId }) => callId === 'CA_broken')).toMatchObject({
      name: 'call.ended',
      data: { reason: 'failed', from: '+15550000009', messages: [], endedAt: expect.any(Number) },
    });
    expect(errors).toMatchObject([{ callId: 'CA_broken' }]);
    expect(calls.liveCount).toBe(1);
    expect(names('CA_whole')).toContain('bot.finished');
  });

  it('a packet that cannot be heard ends its own call as failed', () => {
    const { clock, calls, dial, told } = desk();
    const line = dial('CA_packet');
    const events = calls.begin(line);
    clock.advanceTo(100);
    events.packet(1, 0, null as unknown as Uint8Array);
    expect(told.at(-1)).toMatchObject({ name: 'call.ended', data: { reason: 'failed' } });
    expect(calls.liveCount).toBe(0);
  });
});

it('a number added as a person writes it keeps its own settings', () => {
  const { clock, calls, dial, told } = desk();
  calls.begin(dial('CA_second', '+15550000002'));
  clock.advanceTo(500);
  expect(told.find(({ name }) => name === 'bot.speaking')?.data).toMatchObject({ text: 'This is the second number.' });
});

describe('an agent that registers again', () => {
  it('is not told of its calls anew when it never was away', () => {
    const { clock, calls, dial, names } = desk();
    calls.begin(dial('CA_one'));
    clock.advanceTo(500);
    const before = names('CA_one');
    expect(calls.agentReturned(ORG, 'desk', new Map())).toEqual([]);
    expect(names('CA_one')).toEqual(before);
  });

  it('is told of its calls anew when it was away, and the log says that it is back', () => {
    const { clock, calls, dial, told } = desk();
    calls.begin(dial('CA_one'));
    clock.advanceTo(500);
    calls.agentLost(ORG, 'desk');
    clock.advanceTo(1000);
    told.length = 0;
    calls.agentReturned(ORG, 'desk', new Map());
    expect(told.map(({ name }) => name).filter((name) => name !== 'bot.word')).toEqual([
      'call.started',
      'agent.returned',
    ]);
    expect(told[0]?.data).toMatchObject({ resumed: true });
  });
});

describe('results of tools', () => {
  const steps = [{ tool_calls: [{ id: 'call_1', name: 'book' }] }, { reply: 'Booked.' }];

  /** A call whose tool runs. */
  function running() {
    const { clock, calls, dial, told, records } = desk({ greeting: '', llm: { provider: 'scripted', steps } });
    const line = dial('CA_one');
    line.events = calls.begin(line);
    const call = calls.get('CA_one');
    call?.speechStarted(100, 1);
    clock.advanceTo(1000);
    call?.speechEnded(800);
    clock.advanceTo(3000);
    const answer = (ids: string[], msgId?: string) => {
      const asked = told.find((event) => event.name === 'llm.tool_call');
      const request = msgId ?? (asked?.name === 'llm.tool_call' ? asked.data.msgId : '');
      const results = ids.map((tool_call_id) => ({ tool_call_id, result: 'ok' }));
      calls.command(ORG, new Set(['desk']), { event: 'llm.tool_result', callId: 'CA_one', msgId: request, results });
    };
    const outcomes = () => told.filter(({ name }) => name === 'llm.tool_result').length;
    return { line, answer, outcomes, records, told };
  }

  it('for tools that nobody asked for are refused by name; those beside them are taken, once', () => {
    const { answer, outcomes } = running();
    expect(() => answer(['call_1'], 'elsewhere')).toThrow(/no tool "call_1" under msg_id "elsewhere"/);
    expect(outcomes()).toBe(0);
    expect(() => answer(['call_1', 'call_9'])).toThrow(/no tool "call_9"/);
    expect(outcomes()).toBe(1);
    answer(['call_1']);
    expect(outcomes()).toBe(1);
  });

  it('that come after the call has ended go into its record, and nobody hears of them', () => {
    const { line, answer, records, told } = running();
    line.events?.closed('hangup');
    const before = told.length;
    answer(['call_1']);
    expect(told).toHaveLength(before);
    const toolOf = (messages: unknown) =>
      (messages as { role: string; content: string }[]).find(({ role }) => role === 'tool');
    expect(records.map((messages) => toolOf(messages)?.content)).toEqual([
      '{"status":"abandoned"}',
      '{"status":"abandoned","result":"ok"}',
    ]);
    expect(() => answer(['call_1'])).toThrow(/No live call has the id "CA_one"/);
  });
});
