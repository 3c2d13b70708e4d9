import { simulateCall } from '@antiphon/server/lab';
import { expect, it, vi } from 'vitest';

/** The agent as it is, without a server, a network or a wait. Each call gets it anew. */
const booking = () => {
  vi.resetModules();
  return import('./booking.ts');
};

it('books a table, and the caller hears an answer within six tenths of a second', async () => {
  const call = await simulateCall({
    agent: booking,
    caller: [
      { until: 'bot.finished' },
      { wait: 300 },
      { say: 'a table for four at seven thirty', slots: { size: 'four', time: 'seven thirty' } },
      { until: 'bot.finished' },
      { say: 'yes please' },
    ],
  });
  call
    .expectNoProblems()
    .expectTranscript([
      'bot: Good evening. A table for how many, and at what time?',
      'caller: a table for four at seven thirty',
      'bot: A table for four, at seven thirty. Is that right?',
      'caller: yes please',
      'bot: Your table is booked. See you then. Goodbye.',
    ])
    .expectAnswersWithin(600);
  expect(call.reason).toBe('hangup');
});

it('listens to a caller who hesitates, and stops for one who interrupts', async () => {
  const call = await simulateCall({
    agent: booking,
    caller: [
      { interrupt: 'for', atWord: 4 },
      { wait: 300 },
      { say: 'four people', slots: { size: 'four' } },
      { until: 'bot.finished' },
      { say: 'at nine', slots: { time: 'nine' } },
      { until: 'bot.finished' },
    ],
  });
  call
    .expectNoProblems()
    .expectInOrder(
      ['bot.interrupted', { reason: 'continuation' }],
      ['turn.end', { text: 'for four people' }],
      ['bot.speaking', { text: 'A table for four. At what time?' }],
      ['bot.speaking', { text: 'A table for four, at nine. Is that right?' }],
    );
});

it('is understood over a bad line in a noisy room, by the real voice detector', async () => {
  const call = await simulateCall({
    agent: booking,
    caller: [
      { until: 'bot.finished' },
      { wait: 500 },
      { say: 'a table for two', ms: 1200, slots: { size: 'two' } },
      { until: 'bot.finished' },
    ],
    sound: { noiseDb: -50, echo: { delayMs: 180, levelDb: -40 } },
    network: { delayMs: 40, jitterMs: 30, loss: 0.03, bursts: { begin: 0.005, packets: 3 } },
  });
  call
    .expectNoProblems()
    .expectNever('bot.interrupted')
    .expectInOrder(['bot.speaking', { text: 'A table for two. At what time?' }]);
});
