import { expect, it } from 'vitest';
import { heardUntil } from './word-clock.ts';

const words = ['one', 'two', 'three'].map((word, index) => ({
  sentenceId: 1,
  word,
  start: 800 + index * 2400,
  end: 3200 + index * 2400,
}));

it('a word counts as heard when its last sample was played, and not one sample sooner', () => {
  expect(heardUntil(words, 800, 8000, 3199, 8000).words).toEqual([]);
  expect(heardUntil(words, 800, 8000, 3200, 8000).words).toEqual(['one']);
  expect(heardUntil(words, 800, 8000, 8000, 8000).words).toEqual(['one', 'two', 'three']);
});

it('counts what was played of the message alone', () => {
  expect(heardUntil(words, 800, 8000, 400, 8000).playedMs).toBe(0);
  expect(heardUntil(words, 800, 8000, 1600, 8000).playedMs).toBe(100);
  expect(heardUntil(words, 800, 8000, 99_999, 8000).playedMs).toBe(900);
});
