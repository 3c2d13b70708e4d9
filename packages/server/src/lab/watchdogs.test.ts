import { checkOrder, type LoggedEvent } from '@antiphon/events';
import { expect, it } from 'vitest';
import { type Scenario, simulate } from './index.ts';

const booking = { from: 1000, to: 2000, text: 'a table for two' };
const script = [{ at: 1000 }, { say: 'a table for two', ms: 1000 }];
const model = (...replies: string[]) => ({ llm: { provider: 'scripted', reply: replies, delay_ms: 100 } });

/** Plays a scenario and tells the events that matter here, as `at name detail`. */
function play(scenario: Scenario): string[] {
  const { events, crashes } = simulate(scenario);
  expect(crashes).toEqual([]);
  expect(checkOrder(events)).toEqual([]);
  return events
    .filter(({ name }) => /^(turn\.(end|stalled)|user\.message|bot\.speaking|engine\.failed)$/.test(name))
    .map(tell);
}

function tell({ at, name, data }: LoggedEvent): string {
  const fields = ['text', 'reason', 'recovery', 'waitedMs'].flatMap(
    (key) => (data as Record<string, unknown>)[key] ?? [],
  );
  return [at, name, ...fields].join(' ');
}

it('an agent that does not answer is told that its caller waits, and may still answer', () => {
  const told = play({
    until: 30_000,
    hangUpAt: 25_000,
    caller: [booking],
    agent: (event, agent) => void (event.name === 'turn.stalled' && agent.reply('Here I am.', event.data.messageId)),
  });
  expect(told).toEqual([
    '2250 user.message a table for two',
    '2500 turn.end a table for two',
    '14500 turn.stalled a table for two no_reply none 12000',
    '14520 bot.speaking Here I am.',
  ]);
});

it('a caller whose agent does not answer is told what the agent had set, and still hears its one answer', () => {
  const told = play({
    until: 30_000,
    hangUpAt: 25_000,
    caller: [booking],
    config: { config: { stalled_turn: { after_ms: 4000, say: 'One moment, please.' } } },
    agent: (event, agent) => {
      if (event.name === 'turn.end') agent.after(9000, () => agent.reply('Done.', event.data.messageId));
    },
  });
  expect(told.slice(2)).toEqual([
    '6500 turn.stalled a table for two no_reply said 4000',
    '6500 bot.speaking One moment, please.',
    '11500 bot.speaking Done.',
  ]);
});

it('an agent that is at work on a stream is not stalled', () => {
  const told = play({
    until: 40_000,
    hangUpAt: 35_000,
    caller: [booking],
    agent: (event, agent) => {
      if (event.name !== 'turn.end') return;
      const reply = agent.stream(event.data.messageId);
      agent.after(20_000, () => reply.write('It took a while.'));
      agent.after(20_001, () => reply.end());
    },
  });
  expect(told.slice(2)).toEqual(['22520 bot.speaking It took a while.']);
});

it('an agent that called its answer off is not stalled', () => {
  const told = play({
    until: 40_000,
    hangUpAt: 35_000,
    caller: [booking],
    agent: (event, agent) => {
      if (event.name !== 'turn.end') return;
      agent.stream(event.data.messageId);
      agent.after(500, () => agent.send({ event: 'bot.clear', callId: 'CA' }));
    },
  });
  expect(told.slice(2)).toEqual([]);
});

it('an agent that answers without naming the turn is not stalled', () => {
  const told = play({
    until: 40_000,
    hangUpAt: 35_000,
    caller: [booking],
    agent: (event, agent) => void (event.name === 'turn.end' && agent.say('Which day?')),
  });
  expect(told.slice(2)).toEqual(['2520 bot.speaking Which day?']);
});

it('what was being said before a turn ended is no answer to it', () => {
  const told = play({
    until: 40_000,
    hangUpAt: 35_000,
    caller: [booking],
    config: { interruption: false, greeting: 'one two three four five six seven eight nine ten' },
  });
  expect(told.slice(3)).toEqual(['15000 turn.stalled a table for two no_reply none 12500']);
});

it('while the caller talks on, nobody has stalled', () => {
  const told = play({
    until: 40_000,
    hangUpAt: 24_000,
    caller: [booking, { from: 6000, to: 18_000, text: 'and then' }],
  });
  expect(told.filter((line) => line.includes('turn.stalled'))).toEqual([]);
});

it('while the agent is away its caller is told so in its own time', () => {
  const told = play({ until: 40_000, agentLostAt: 3000, caller: [booking] });
  expect(told.slice(2)).toEqual(['18000 bot.speaking Sorry, we have a technical problem. Please call again later.']);
});

it('a watchdog that is switched off says nothing', () => {
  const config = { config: { stalled_turn: { after_ms: 0 } } };
  expect(play({ until: 60_000, hangUpAt: 55_000, caller: [booking], config })).toHaveLength(2);
});

it('a model that hangs is asked once more, and the caller hears one answer', () => {
  const told = play({
    until: 40_000,
    hangUpAt: 35_000,
    caller: [booking],
    config: model('Which day?'),
    faults: { model: ['stalled'] },
  });
  expect(told.slice(2)).toEqual([
    '14500 turn.stalled a table for two model_silent model_asked 12000',
    '14600 bot.speaking Which day?',
  ]);
});

it('a model that hangs and answers after it was asked again is heard once', () => {
  const told = play({
    until: 60_000,
    hangUpAt: 55_000,
    caller: [booking],
    config: { ...model('Which day?'), config: { stalled_turn: { after_ms: 1500 } } },
    faults: { model: ['slow'] },
  });
  expect(told.filter((line) => line.includes('bot.speaking'))).toHaveLength(1);
  expect(told.filter((line) => line.includes('turn.stalled'))).toHaveLength(1);
});

it('a model that hangs twice leaves its caller with an apology, not with silence', () => {
  const told = play({
    until: 60_000,
    hangUpAt: 55_000,
    caller: [booking],
    config: model('Which day?'),
    faults: { model: ['stalled', 'stalled'] },
  });
  expect(told.slice(2)).toEqual([
    '14500 turn.stalled a table for two model_silent model_asked 12000',
    '26500 turn.stalled a table for two model_silent said 24000',
    '26500 bot.speaking Sorry, I could not answer that.',
  ]);
});

it('a model with nothing to say is asked once more within a second, then apologised for', () => {
  const told = play({ until: 40_000, hangUpAt: 35_000, caller: [booking], config: model('') });
  expect(told.slice(2)).toEqual([
    '3500 turn.stalled a table for two reply_lost model_asked 1000',
    '4500 turn.stalled a table for two reply_lost said 2000',
    '4500 bot.speaking Sorry, I could not answer that.',
  ]);
});

it('a transcriber that went deaf is opened anew and hears the utterance again, in time for its turn', () => {
  const told = play({
    until: 12_000,
    hangUpAt: 10_000,
    script,
    faults: { transcriber: ['deaf'] },
    config: model('Which day?'),
  });
  expect(told).toEqual([
    '4200 engine.failed DEAF',
    '4250 user.message a table for two',
    '4250 turn.end a table for two',
    '4360 bot.speaking Which day?',
  ]);
});

it('a transcriber that goes deaf under a long speech is noticed before its end, and none of it is lost', () => {
  const say = 'I would like to book a table for two people next Friday evening at seven please';
  const told = play({
    until: 20_000,
    hangUpAt: 15_000,
    script: [{ at: 1000 }, { say, ms: 6000 }],
    faults: { transcriber: ['deaf'] },
  });
  expect(told).toEqual(['3000 engine.failed DEAF', `7250 user.message ${say}`, `7500 turn.end ${say}`]);
});

it('a transcriber that stays deaf costs no more than its time: the turn ends all the same', () => {
  const told = play({ until: 12_000, hangUpAt: 10_000, script, faults: { transcriber: ['deaf', 'deaf', 'deaf'] } });
  expect(told.slice(0, 3)).toEqual(['4200 engine.failed DEAF', '5200 user.message ', '5200 turn.end ']);
});

it('a transcriber that hears and is slow with its last word is not deaf', () => {
  const told = play({ until: 12_000, hangUpAt: 10_000, script, finalDelayMs: 2900 });
  expect(told.filter((line) => line.includes('engine.failed'))).toEqual([]);
});
