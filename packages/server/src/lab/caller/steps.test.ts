import { expect, it } from 'vitest';
import { type CallerStep, movesOf } from './steps.ts';

const told = (step: CallerStep) =>
  movesOf([step]).map((move) => {
    if (move.do === 'speak') return `${move.text} (${move.manner.ms} ms)`;
    return move.do === 'wait' ? `… ${move.ms} ms` : move.do;
  });

it('says something where its spans are, each word in one of them by its share of the voice', () => {
  const spans = [
    [200, 600],
    [1_000, 2_200],
  ] as const;
  expect(told({ say: 'I would like a table please for four', spans })).toEqual([
    '… 200 ms',
    'I would (400 ms)',
    '… 400 ms',
    'like a table please for four (1200 ms)',
  ]);
});

it('begins at once where the first span does, and joins spans that touch', () => {
  const spans = [
    [0, 300],
    [300, 600],
  ] as const;
  expect(told({ say: 'yes please', spans })).toEqual(['yes (300 ms)', 'please (300 ms)']);
});

it('hesitates with a pause between the pieces, and presses keys one after the other', () => {
  expect(told({ hesitate: ['I would', 'like two'], pause: 400, ms: 500 })).toEqual([
    'I would (500 ms)',
    '… 400 ms',
    'like two (500 ms)',
  ]);
  expect(told({ press: '12', every: 90 })).toEqual(['press', '… 90 ms', 'press']);
});
