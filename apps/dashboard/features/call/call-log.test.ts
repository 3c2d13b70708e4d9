import { createCallView, foldCalls, isKept } from '@antiphon/events';
import { expect, it } from 'vitest';
import { fixtureCall, line, logOf } from '../../test/fixture-call.ts';
import { createCallLog } from './call-log.ts';

const events = logOf(fixtureCall, 'CA1', 'booking', 1_000_000);
const view = foldCalls(createCallView(), events);

it('shows the same call however its events come', () => {
  const half = events.length >> 1;
  const ways = [
    events,
    events.toReversed(),
    [...events.slice(half), ...events.slice(0, half)],
    events.toSorted((one, other) => (one.order % 7) - (other.order % 7)),
    [...events, ...events],
    events.flatMap((event, index) => [event, events[events.length - 1 - index]!]),
  ];
  for (const way of ways) {
    const log = createCallLog(1000);
    for (const event of way) {
      log.add(event);
      void log.view;
    }
    expect(log.view).toEqual(view);
    expect(log.events().map((event) => event.order)).toEqual(events.map((event) => event.order));
    expect(log.isBehind).toBe(false);
  }
});

it('knows that it is behind until what is missing has come', () => {
  const kept = events.filter((event) => isKept(event.name));
  const log = createCallLog(1000);
  for (const event of [...kept.slice(0, 3), ...kept.slice(5, 8)]) log.add(event);
  expect([log.cursor, log.isBehind]).toEqual([3, true]);
  log.add(kept[3]!);
  expect([log.cursor, log.isBehind]).toEqual([4, true]);
  log.add(kept[4]!);
  expect([log.cursor, log.isBehind]).toEqual([8, false]);
});

it('goes on past events that nobody has', () => {
  const log = createCallLog(1000);
  log.add(events[0]!);
  log.add(events.find((event) => event.seq === 5)!);
  expect(log.giveUp()).toBe(true);
  expect([log.cursor, log.isBehind, log.giveUp()]).toEqual([5, false, false]);
});

it('forgets old levels, never a kept event', () => {
  const metrics = Array.from({ length: 500 }, (_, index) =>
    line(index * 100, 'audio.metrics', {
      source: 'user',
      energyDb: -30,
      rms: 0.1,
      peak: 0.2,
      isSpeech: true,
      vadProb: 0.8,
    }),
  );
  const long = logOf([fixtureCall[0]!, ...metrics, fixtureCall.at(-1)!], 'CA1', 'booking', 0);
  const log = createCallLog(20);
  for (const event of long) log.add(event);
  expect(log.events().length).toBeLessThanOrEqual(42);
  expect(log.events().filter((event) => event.seq !== undefined)).toHaveLength(2);
  expect(log.events().at(-2)?.order).toBe(501);
});

it('takes the stream’s own markers for what they are', () => {
  const log = createCallLog(20);
  log.add(events[0]!);
  log.add({ ...events[0]!, name: 'log.gap', data: { from: 1, resumeFrom: 4 } } as (typeof events)[number]);
  expect(log.events()).toHaveLength(1);
});
