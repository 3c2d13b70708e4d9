import { describe, expect, it } from 'vitest';
import { type Scenario, simulate } from './index.ts';

const FRAME_MS = 20;

/** The bot says words of 310 ms; who talks over it is believed 40 ms before the third of them ends. */
const over: Scenario = {
  until: 6000,
  hangUpAt: 5000,
  msPerWord: 310,
  caller: [{ from: 610, to: 1400, text: 'no wait' }],
  agent: (event, agent) => {
    if (event.name === 'call.started') agent.say('one two three four five');
  },
};

function play(scenario: Scenario) {
  const { events, line } = simulate(scenario);
  const interrupted = events.filter(({ name }) => name === 'bot.interrupted');
  return { interrupted, silentFrom: line.sent.findLast(({ frame }) => frame !== null)?.at ?? 0 };
}

describe('a bot that is to stop at the end of its word', () => {
  it('says that word to its end and nothing more', () => {
    const { interrupted, silentFrom } = play(over);
    expect(interrupted).toMatchObject([{ at: 971, data: { playedMs: 940, wordsSpoken: 3, lastWord: 'three' } }]);
    expect(silentFrom).toBeLessThanOrEqual(971 + FRAME_MS);
  });

  it.each([
    ['a stream that goes on', 'stream'],
    ['a setting that forbids interruption', 'configure'],
  ] as const)('stops then, in spite of %s', (_, what) => {
    const { interrupted, silentFrom } = play({
      ...over,
      agent: (event, agent) => {
        if (event.name !== 'call.started') return;
        const reply = agent.stream('');
        reply.write('one two three four five. ');
        agent.after(930, () => {
          if (what === 'configure') agent.configure({ config: { interruption: false } });
          else reply.write('six seven eight. ');
        });
      },
    });
    expect(interrupted).toMatchObject([{ at: 971, data: { lastWord: 'three' } }]);
    expect(silentFrom).toBeLessThanOrEqual(971 + FRAME_MS);
  });

  it('is silent at once when its agent calls it off', () => {
    const { interrupted, silentFrom } = play({
      ...over,
      agent: (event, agent) => {
        over.agent?.(event, agent);
        if (event.name === 'call.started') agent.after(912, () => agent.send({ event: 'bot.clear', callId: 'CA' }));
      },
    });
    expect(interrupted).toMatchObject([{ at: 912, data: { reason: 'cancelled', lastWord: 'two' } }]);
    expect(silentFrom).toBeLessThanOrEqual(912 + FRAME_MS);
  });
});
