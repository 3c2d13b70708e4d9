import { decodeG711, measureLevel } from '@antiphon/audio-core';
import { describe, expect, it } from 'vitest';
import { DUCKED_DB } from '../playout/playout.ts';
import { type Scenario, simulate } from './index.ts';

/** How loud what the caller hears is from `from` to `to`, dB of full scale: the frames that leave then, 100 ms before they are heard. */
function loudness(scenario: Scenario, from: number, to: number): number {
  const { line } = simulate(scenario);
  const frames = line.sent.filter(({ at, frame }) => frame !== null && at >= from && at < to);
  const sound = frames.flatMap(({ frame }) => [...decodeG711('mulaw', frame as Uint8Array)]);
  return measureLevel(Int16Array.from(sound)).energyDb;
}

const long = 'one two three four five six seven eight nine ten eleven twelve';

/** The bot speaks from 0 ms on and is talked over from 1500; it speaks again at 6000. */
const over = (to: number, text: string): Scenario => ({
  until: 9000,
  hangUpAt: 8000,
  caller: [{ from: 1500, to, text }],
  agent: (event, agent) => {
    if (event.name !== 'call.started') return;
    agent.say(long);
    agent.after(6000, () => agent.say(long));
  },
});

describe('a bot that is talked over', () => {
  const own = loudness(over(2600, 'no wait make it eight'), 500, 1400);

  it('is quieter from the frame after the voice was noticed', () => {
    const ducked = loudness(over(2600, 'no wait make it eight'), 1620, 1780);
    expect(ducked - own).toBeCloseTo(DUCKED_DB, 0);
  });

  it.each([
    ['was interrupted', over(2600, 'no wait make it eight')],
    ['was only listened to', over(1850, 'mm-hmm')],
    ['was waited out to the end of a word', { ...over(2600, 'no'), msPerWord: 310 }],
    [
      'was called off by its agent meanwhile',
      {
        ...over(2600, ''),
        agent: (event, agent) => {
          over(2600, '').agent?.(event, agent);
          if (event.name === 'bot.ducked') {
            agent.after(40, () => agent.send({ event: 'bot.clear', callId: event.callId as string }));
          }
        },
      },
    ],
  ])('speaks its next reply as loud as ever after it %s', (_, scenario) => {
    expect(loudness(scenario, 6500, 7500)).toBeCloseTo(own, 1);
  });
});
