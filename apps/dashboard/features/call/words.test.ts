import { createCallView, foldCalls } from '@antiphon/events';
import { expect, it } from 'vitest';
import { fixtureCall, logOf } from '../../test/fixture-call.ts';
import { shownState } from './shown-state.ts';
import { waitsByMessage } from './waits.ts';
import { runsOf, shownWords } from './words.ts';

const events = logOf(fixtureCall, 'CA1', 'booking', 0);
const viewUntil = (at: number) =>
  foldCalls(
    createCallView(),
    events.filter((event) => event.at <= at),
  );
const lastLine = (at: number) => {
  const item = viewUntil(at).items.at(-1);
  return item && runsOf(shownWords(item)).map(({ fate, text }) => `${fate}: ${text}`);
};

it('shows each word as it is played, and what is still to come', () => {
  expect(lastLine(5430)).toEqual([
    'heard: Your table',
    'now: for',
    'coming: four people is booked for seven thirty this evening',
  ]);
});

it('strikes out what was cut off', () => {
  expect(lastLine(7600)).toEqual(['heard: Your table for four people is booked for seven', 'cut: thirty this evening']);
});

it('tells who speaks', () => {
  expect([0, 200, 1800, 2400, 3300, 4100, 4800, 5000, 12_000].map((at) => shownState(viewUntil(at)))).toEqual([
    'listening',
    'agent-speaks',
    'listening',
    'caller-speaks',
    'thinking',
    'caller-speaks',
    'thinking',
    'agent-speaks',
    'ended',
  ]);
});

it('puts the wait beside the message that ended it', () => {
  expect([...waitsByMessage(viewUntil(12_000))]).toEqual([
    ['b1', 530],
    ['b2', 540],
  ]);
});
