import { expect, it } from 'vitest';
import { VirtualClock } from '../lab/virtual-clock.ts';
import { Metronome } from './metronome.ts';

it('ticks each call every 20 ms, spread over the frame', () => {
  const clock = new VirtualClock(0);
  const metronome = new Metronome(clock);
  const times: number[][] = [[], []];
  const leave = times.map((list) => metronome.join(() => list.push(clock.now())));
  clock.advanceTo(60);
  expect(times).toEqual([
    [0, 20, 40, 60],
    [5, 25, 45],
  ]);
  for (const stop of leave) stop();
  clock.advanceTo(1000);
  expect(times[0]).toHaveLength(4);
});

it('makes up for a late beat: no frame is lost', () => {
  const clock = new VirtualClock(0);
  let ticks = 0;
  let now = 0;
  // A clock whose timers come 90 ms late.
  const late = {
    now: () => now,
    epochMs: () => 0,
    wakeAt: (at: number, run: () => void) => clock.wakeAt(at + 90, run),
  };
  new Metronome(late).join(() => {
    ticks += 1;
  });
  for (now = 0; now <= 2000; now += 1) clock.advanceTo(now);
  expect(ticks).toBeGreaterThanOrEqual(95);
});
