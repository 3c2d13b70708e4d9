import { checkOrder, type LoggedEvent } from '@antiphon/events';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngines, type Engines } from '../engines/engines.ts';
import { type Scenario, simulate } from './index.ts';

/** Plays a scenario and tells its events, words and interim text left out, as `at name detail`. */
function play(scenario: Scenario): string[] {
  const { events } = simulate(scenario);
  expect(checkOrder(events)).toEqual([]);
  return events.filter(({ name }) => !/^(bot\.word|user\.speaking|call\.started|audio\.metrics)$/.test(name)).map(tell);
}

function tell({ at, name, data }: LoggedEvent): string {
  const detail = ['reason', 'text', 'digits', 'port'].flatMap((key) => {
    const value = (data as Record<string, unknown>)[key];
    return value === undefined ? [] : [String(value)];
  });
  return [at, name, ...detail].join(' ');
}

const booking = { from: 1000, to: 2000, text: 'a table for two' };

describe('replies', () => {
  it('are said one after the other, in the order they were given', () => {
    const told = play({
      until: 8000,
      hangUpAt: 6000,
      agent: (event, agent) => {
        if (event.name !== 'call.started') return;
        agent.say('One moment.');
        agent.say('Here you are.');
      },
    });
    expect(told).toEqual([
      '20 bot.speaking One moment.',
      '620 message.confirmed One moment.',
      '620 bot.finished',
      '640 bot.speaking Here you are.',
      '1540 message.confirmed Here you are.',
      '1540 bot.finished',
      '6000 call.ended hangup',
    ]);
  });

  it('of an agent caught in a loop are turned away past a hundred, and the call goes on', () => {
    const { events } = simulate({
      until: 4000,
      hangUpAt: 3000,
      agent: (event, agent) => {
        if (event.name === 'call.started') for (let index = 0; index < 150; index += 1) agent.say(`Number ${index}.`);
      },
    });
    const rejected = events.filter(({ name }) => name === 'reply.rejected');
    expect(rejected).toHaveLength(50);
    expect(rejected[0]?.data).toMatchObject({ reason: 'queue_full' });
    expect(events.at(-1)).toMatchObject({ name: 'call.ended', data: { reason: 'hangup' } });
  });

  it('do not wait for a far end that is slow to say what it has played', () => {
    const told = play({
      until: 8000,
      hangUpAt: 6000,
      markDelayMs: 300,
      agent: (event, agent) => {
        if (event.name !== 'call.started') return;
        agent.say('One moment.');
        agent.say('Here you are.');
      },
    });
    expect(told).toEqual([
      '20 bot.speaking One moment.',
      '640 message.confirmed One moment.',
      '640 bot.finished',
      '640 bot.speaking Here you are.',
      '1840 message.confirmed Here you are.',
      '1840 bot.finished',
      '6000 call.ended hangup',
    ]);
  });

  it('begun on an unfinished turn follow what is being said when the turn ends', () => {
    const told = play({
      until: 8000,
      hangUpAt: 6000,
      caller: [{ from: 1000, to: 1100, text: 'yes' }],
      config: { interruption: false },
      agent: (event, agent) => {
        if (event.name !== 'user.message') return;
        agent.reply('Very well.', event.data.messageId);
        agent.say('One moment please. Nearly there.');
      },
    });
    expect(told.filter((line) => /bot\.|turn\.end/.test(line))).toEqual([
      '1360 bot.speaking One moment please. Nearly there.',
      '1600 turn.end yes',
      '2860 bot.finished',
      '2880 bot.speaking Very well.',
      '3480 bot.finished',
    ]);
  });

  it('that may not be interrupted are heard out, as loud as ever; what is said over them is a turn like any other', () => {
    const told = play({
      until: 12_000,
      hangUpAt: 9000,
      caller: [
        { from: 500, to: 1000, text: 'mm-hmm' },
        { from: 2000, to: 3000, text: 'please stop' },
      ],
      agent: (event, agent) => {
        if (event.name === 'call.started') {
          agent.say('one two three four five six seven eight nine ten eleven twelve thirteen', {
            interruptible: false,
          });
        }
        if (event.name === 'turn.end') agent.reply('Yes?', event.data.messageId);
      },
    });
    expect(told).toEqual([
      '20 bot.speaking one two three four five six seven eight nine ten eleven twelve thirteen',
      '560 speech.started',
      '1200 speech.ended',
      '1250 user.backchannel mm-hmm',
      '2060 speech.started',
      '3200 speech.ended',
      '3250 user.message please stop',
      '3250 eager.turn please stop',
      '3500 turn.end please stop',
      '3920 message.confirmed one two three four five six seven eight nine ten eleven twelve thirteen',
      '3920 bot.finished',
      '3940 bot.speaking Yes?',
      '4240 message.confirmed Yes?',
      '4240 bot.finished',
      '9000 call.ended hangup',
    ]);
  });

  it('that may not be interrupted are still said after one that was', () => {
    const told = play({
      until: 12_000,
      hangUpAt: 9000,
      caller: [{ from: 1000, to: 2000, text: 'wait a moment' }],
      agent: (event, agent) => {
        if (event.name !== 'call.started') return;
        agent.say('one two three four five six seven eight');
        agent.say('This call is recorded.', { interruptible: false });
        agent.say('never heard');
      },
    });
    expect(told.filter((line) => /bot\.|message/.test(line))).toEqual([
      '20 bot.speaking one two three four five six seven eight',
      '1060 bot.ducked',
      '1300 bot.interrupted continuation',
      '1300 message.confirmed one two three four',
      '1300 message.aborted interrupted',
      '1320 bot.speaking This call is recorded.',
      '2250 user.message wait a moment',
      '2520 message.confirmed This call is recorded.',
      '2520 bot.finished',
    ]);
  });

  it('can be called off, one or all; what was heard of them is remembered', () => {
    const told = play({
      until: 8000,
      hangUpAt: 6000,
      agent: (event, agent) => {
        if (event.name !== 'call.started') return;
        agent.say('one two three four five six');
        const second = agent.say('never heard');
        agent.say('neither');
        agent.after(400, () => agent.send({ event: 'bot.cancel', callId: 'x', messageId: second }));
        agent.after(1000, () => agent.send({ event: 'bot.clear', callId: 'x' }));
      },
    });
    expect(told).toEqual([
      '20 bot.speaking one two three four five six',
      '400 message.aborted cancelled',
      '1000 bot.interrupted cancelled',
      '1000 message.confirmed one two three',
      '1000 message.aborted cancelled',
      '6000 call.ended hangup',
    ]);
  });

  it('that are empty are aborted, so that whoever waits for them goes on', () => {
    expect(
      play({
        until: 3000,
        hangUpAt: 2000,
        agent: (event, agent) => void (event.name === 'call.started' && agent.say('  ')),
      }),
    ).toEqual(['0 message.aborted empty', '2000 call.ended hangup']);
  });

  it('that were sent twice are said once', () => {
    const told = play({
      until: 5000,
      hangUpAt: 4000,
      agent: (event, agent) => {
        if (event.name !== 'call.started') return;
        const reply = { event: 'bot.reply', callId: 'x', messageId: 'm1', text: 'Hello.', inReplyTo: '' } as const;
        agent.send(reply);
        agent.send(reply);
        agent.after(1000, () => agent.send(reply));
      },
    });
    expect(told.filter((line) => line.includes('bot.speaking'))).toHaveLength(1);
  });

  it('begun on the user message, before the turn has ended, are heard only once it has', () => {
    const told = play({
      until: 5000,
      hangUpAt: 4500,
      caller: [booking],
      agent: (event, agent) => void (event.name === 'user.message' && agent.reply('Fine.', event.data.messageId)),
    });
    expect(told.slice(2, 6)).toEqual([
      '2250 user.message a table for two',
      '2250 eager.turn a table for two',
      '2500 turn.end a table for two',
      '2500 bot.speaking Fine.',
    ]);
  });

  it('that an agent forgot to end are ended for it', () => {
    const told = play({
      until: 60_000,
      config: { session_limits: { idle_timeout_seconds: 0 } },
      hangUpAt: 50_000,
      agent: (event, agent) => void (event.name === 'call.started' && agent.stream('').write('Hello there. ')),
    });
    expect(told).toEqual([
      '20 bot.speaking Hello there.',
      '30000 message.confirmed Hello there.',
      '30000 bot.finished',
      '50000 call.ended hangup',
    ]);
  });
});

describe('the person keeps talking', () => {
  const late = { from: 2700, to: 3300, text: 'on Friday' };
  it('before the answer is heard: one thought, answered once', () => {
    const told = play({
      until: 8000,
      hangUpAt: 6500,
      caller: [booking, late],
      agent: (event, agent) => {
        if (event.name === 'turn.end') agent.after(900, () => agent.reply('Yes.', event.data.messageId));
      },
    });
    expect(told).toEqual([
      '1060 speech.started',
      '2200 speech.ended',
      '2250 user.message a table for two',
      '2250 eager.turn a table for two',
      '2500 turn.end a table for two',
      '2760 speech.started',
      '3000 turn.continued',
      '3400 reply.rejected message_obsolete',
      '3500 speech.ended',
      '3550 user.message a table for two on Friday',
      '3550 eager.turn a table for two on Friday',
      '3800 turn.end a table for two on Friday',
      '4700 bot.speaking Yes.',
      '5000 message.confirmed Yes.',
      '5000 bot.finished',
      '6500 call.ended hangup',
    ]);
  });

  it('a cough before the answer is heard does not cost the caller the answer', () => {
    const told = play({
      until: 8000,
      hangUpAt: 6500,
      caller: [booking, { from: 2700, to: 2800, text: '' }],
      agent: (event, agent) => {
        if (event.name === 'turn.end') agent.after(900, () => agent.reply('Yes.', event.data.messageId));
      },
    });
    expect(told.filter((line) => /turn\.end|bot\.speaking/.test(line))).toEqual([
      '2500 turn.end a table for two',
      '3400 bot.speaking Yes.',
    ]);
  });

  it('"mm-hmm" over the bot is listening, not a turn, when it is short', () => {
    const told = play({
      until: 8000,
      hangUpAt: 7000,
      caller: [{ from: 1000, to: 1250, text: 'mm-hmm' }],
      agent: (event, agent) =>
        void (event.name === 'call.started' && agent.say('one two three four five six seven eight')),
    });
    expect(told).toEqual([
      '20 bot.speaking one two three four five six seven eight',
      '1060 speech.started',
      '1060 bot.ducked',
      '1360 bot.resumed',
      '1450 speech.ended',
      '1500 user.backchannel mm-hmm',
      '2420 message.confirmed one two three four five six seven eight',
      '2420 bot.finished',
      '7000 call.ended hangup',
    ]);
  });

  it('a bot that may not be interrupted finishes, and the words are answered after it', () => {
    const told = play({
      until: 8000,
      hangUpAt: 6000,
      config: { interruption: false },
      caller: [{ from: 500, to: 1300, text: 'no wait stop' }],
      agent: (event, agent) => {
        if (event.name === 'call.started') agent.say('one two three four five six seven eight');
        if (event.name === 'turn.end') agent.reply('Yes?', event.data.messageId);
      },
    });
    expect(told.filter((line) => /bot\.|turn\.end/.test(line))).toEqual([
      '20 bot.speaking one two three four five six seven eight',
      '1800 turn.end no wait stop',
      '2420 bot.finished',
      '2440 bot.speaking Yes?',
      '2740 bot.finished',
    ]);
  });
});

describe('the agent goes away', () => {
  it('and stays away: what was begun is said, then an apology, and the call ends', () => {
    const told = play({
      until: 60_000,
      agentLostAt: 1000,
      agent: (event, agent) => void (event.name === 'call.started' && agent.say('one two three four five six')),
    });
    expect(told).toEqual([
      '20 bot.speaking one two three four five six',
      '1000 agent.lost',
      '1820 message.confirmed one two three four five six',
      '1820 bot.finished',
      '16000 bot.speaking Sorry, we have a technical problem. Please call again later.',
      '19000 message.confirmed Sorry, we have a technical problem. Please call again later.',
      '19000 bot.finished',
      '19000 call.ended failed',
    ]);
  });

  it('and comes back within the grace: the caller hears nothing of it', () => {
    const told = play({ until: 40_000, agentLostAt: 1000, agentReturnsAt: 14_000, hangUpAt: 30_000 });
    expect(told).toEqual(['1000 agent.lost', '14000 agent.returned', '30000 call.ended hangup']);
  });

  it('and a model on the server answers without it', () => {
    const llm = { provider: 'scripted', reply: 'Yes, certainly.', delay_ms: 100 };
    const told = play({ until: 40_000, agentLostAt: 500, hangUpAt: 30_000, config: { llm }, caller: [booking] });
    expect(told.filter((line) => /bot\.speaking|call\.ended/.test(line))).toEqual([
      '2500 bot.speaking Yes, certainly.',
      '30000 call.ended hangup',
    ]);
  });
});

describe('the model on the server', () => {
  it('begins on the eager turn and is heard at the end of the turn', () => {
    const llm = { provider: 'scripted', reply: 'Yes, certainly. Which day?', delay_ms: 100 };
    const told = play({ until: 8000, hangUpAt: 6000, config: { llm }, caller: [booking] });
    expect(told.slice(2)).toEqual([
      '2250 user.message a table for two',
      '2250 eager.turn a table for two',
      '2500 turn.end a table for two',
      '2500 bot.speaking Yes, certainly.',
      '3700 message.confirmed Yes, certainly. Which day?',
      '3700 bot.finished',
      '6000 call.ended hangup',
    ]);
  });
});

describe('engines that fail', () => {
  const engines = createEngines({ env: {}, lab: true, strict: true });
  afterEach(() => engines.close());

  const mute = (): Engines => ({
    ...engines,
    synthesizer: (setting) => {
      const chosen = engines.synthesizer(setting);
      return {
        ...chosen,
        engine: { ...chosen.engine, open: () => ({ sampleRateHz: 8000, speak: () => () => {}, close: () => {} }) },
      };
    },
  });

  it('a voice that never comes is given up, and the agent is told', () => {
    const told = play({
      until: 20_000,
      hangUpAt: 15_000,
      engines: mute(),
      agent: (event, agent) => void (event.name === 'call.started' && agent.say('Hello.')),
    });
    expect(told).toEqual([
      '10000 engine.failed TIMEOUT synthesizer',
      '10000 message.aborted synthesis_failed',
      '15000 call.ended hangup',
    ]);
  });

  it('a transcriber that never answers does not leave the caller waiting', () => {
    const told = play({ until: 20_000, hangUpAt: 15_000, finalDelayMs: 60_000, caller: [booking] });
    expect(told).toEqual([
      '1060 speech.started',
      '2200 speech.ended',
      '5200 user.message a table for two',
      '5200 turn.end a table for two',
      '15000 call.ended hangup',
    ]);
  });
});

describe('the line', () => {
  it('that falls silent without a word is given up after 30 s', () => {
    const told = play({ until: 60_000, audio: new Int16Array(8000), carrierStopsAt: 5000 });
    expect(told).toEqual(['35000 call.ended timeout']);
  });

  it('tells the keys that the caller presses, with all before', () => {
    const told = play({
      until: 3000,
      hangUpAt: 2000,
      keys: [
        { at: 500, digit: '4' },
        { at: 900, digit: '#' },
      ],
    });
    expect(told).toEqual(['500 call.dtmf_received 4', '900 call.dtmf_received 4#', '2000 call.ended hangup']);
  });

  it('measures both sides every 100 ms when asked to, and only then', () => {
    const asked = { analysis: { send_audio_metrics: true } };
    const count = (config: Record<string, unknown>, source: string) =>
      simulate({ until: 2000, hangUpAt: 1900, audio: new Int16Array(16_000), config }).events.filter(
        (event) => event.name === 'audio.metrics' && event.data.source === source,
      ).length;
    expect(count({}, 'user')).toBe(0);
    expect(Math.abs(count(asked, 'user') - 18)).toBeLessThanOrEqual(1);
    expect(Math.abs(count(asked, 'bot') - 18)).toBeLessThanOrEqual(1);
  });
});
