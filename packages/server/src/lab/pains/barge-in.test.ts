import { expect } from 'vitest';
import type { CallerStep } from '../caller/steps.ts';
import { fault, type PlantedLab, pain } from './planted.ts';

type BargeIn = typeof import('../../turn/barge-in.ts');

const STORY =
  'Your table for four people is booked for seven thirty this evening and we have put you next to the window as you asked';

const unimpressed: ReturnType<BargeIn['stepBargeIn']> = {
  state: { phase: 'undisturbed' },
  act: null,
  wakeAt: Number.POSITIVE_INFINITY,
};

const anyVoiceStops = fault<BargeIn>('any voice is an interruption', 'turn/barge-in.ts', (real) => ({
  stepBargeIn: ((before, now, options) =>
    now.isSpeaking && now.botAudibleSince !== null
      ? { ...unimpressed, act: 'stop' as const }
      : real.stepBargeIn(before, now, options)) satisfies BargeIn['stepBargeIn'],
}));

/** The caller does something over a long sentence of the bot. @returns the names of what followed */
function over(lab: PlantedLab, ...steps: CallerStep[]): string[] {
  const { events } = lab.simulate({
    until: 30_000,
    script: [{ untilWord: 5 }, ...steps, { wait: 9000 }],
    config: { greeting: STORY },
  });
  return events.map(({ name }) => name);
}

/** Whoever listens is not cut off from what they listen to; whoever wants the floor gets it. */
const tellsListenersFromSpeakers = (lab: PlantedLab) => {
  for (const murmur of ['mm-hmm', 'yeah', 'okay']) expect(over(lab, { murmur })).not.toContain('bot.interrupted');
  for (const cough of [120, 250]) expect(over(lab, { cough })).not.toContain('bot.interrupted');
  for (const say of ['no wait', 'stop please', 'can you make it eight']) {
    expect(over(lab, { say })).toContain('bot.interrupted');
  }
};

pain(
  '9. "Mm-hmm" stops the bot, or nothing does',
  tellsListenersFromSpeakers,
  anyVoiceStops,
  fault<BargeIn>('nothing is an interruption while the bot speaks', 'turn/barge-in.ts', () => ({
    stepBargeIn: (() => unimpressed) satisfies BargeIn['stepBargeIn'],
    wordsStopBot: () => false,
  })),
);
