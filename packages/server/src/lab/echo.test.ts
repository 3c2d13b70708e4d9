import { Antiphon } from '@antiphon/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { speakClips } from '../caller/voice.ts';
import { systemClock } from '../clock.ts';
import { type CallerScript, simulateCall } from './index.ts';

const GREETING =
  'Thank you for calling the river restaurant, my name is Sam and I can book a table for you, change a booking that you ' +
  'have made, or tell you when we are open, which is every day from noon until ten in the evening.';
let greeting: Int16Array;

beforeAll(async () => {
  const [clip] = await speakClips([GREETING], 'flite/slt', systemClock);
  greeting = clip?.samples ?? new Int16Array();
}, 30_000);

/** A call to a bot with a voice of this machine, on a line that brings it back. */
function onEchoLine(caller: CallerScript, delayMs: number, levelDb: number) {
  return simulateCall({
    agent: () => void new Antiphon().agent('sam', { greeting: GREETING }),
    caller,
    sound: { noiseDb: -70, echo: { delayMs, levelDb }, voice: 'flite/rms' },
    engines: { botSound: () => greeting },
  });
}

const lines: readonly [delayMs: number, levelDb: number][] = [
  [50, -6],
  [120, -18],
  [210, -12],
  [333, -24],
  [470, -18],
  [600, -30],
];

describe('a line on which the bot hears itself', () => {
  it.each(lines)(
    'after %i ms, at %i dB: it is nobody speaking, and the bot says all that it has to say',
    async (...line) => {
      const call = await onEchoLine([{ until: 'bot.finished' }, { hangUp: true }], ...line);
      call.expectNoProblems().expectNever('speech.started', 'bot.ducked', 'bot.interrupted');
      expect(call.transcript).toEqual([{ who: 'bot', text: GREETING }]);
    },
  );

  it.each(lines)('after %i ms, at %i dB: a caller who talks over it is heard, and stops it', async (...line) => {
    const talkOver: CallerScript = [
      { at: 4_000 },
      { say: 'excuse me I have a question' },
      { until: 'turn.end' },
      { hangUp: true },
    ];
    const call = await onEchoLine(talkOver, ...line);
    call.expectNoProblems().expectInOrder('speech.started', 'bot.ducked', 'bot.interrupted', 'turn.end');
    expect(call.first('bot.ducked')?.at).toBeGreaterThan(4_000);
    expect(call.first('bot.interrupted')?.at).toBeLessThan(5_000);
  });
});
