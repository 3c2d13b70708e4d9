import { expect, it } from 'vitest';
import { seeded } from './chance.ts';
import { createNetwork, type NetworkOptions } from './network.ts';

const PACKETS = 20_000;
const FRAME_MS = 20;

/** When each packet arrives: none, one or two times. */
function sent(options: NetworkOptions, seed = 1): number[][] {
  const network = createNetwork(options, seeded(seed));
  return Array.from({ length: PACKETS }, (_, index) => network(index * FRAME_MS));
}

/** How long each packet was on its way, ms. */
const delays = (arrivals: readonly number[][]) =>
  arrivals.flatMap(([at], index) => (at === undefined ? [] : [at - index * FRAME_MS]));
const lost = (arrivals: readonly number[][]) => arrivals.map(({ length }) => length === 0);
const count = (list: readonly boolean[]) => list.filter(Boolean).length;
const overtakings = (arrivals: readonly number[][]) =>
  arrivals.flatMap(([at]) => (at === undefined ? [] : [at])).filter((at, index, all) => at < (all[index - 1] ?? 0))
    .length;

it('does nothing unless told to', () => {
  expect(sent({})).toEqual(Array.from({ length: PACKETS }, (_, index) => [index * FRAME_MS]));
});

it('delays every packet alike', () => {
  expect(new Set(delays(sent({ delayMs: 70 })))).toEqual(new Set([70]));
});

it('loses packets, each by itself', () => {
  const gone = lost(sent({ loss: 0.1 }));
  expect(count(gone) / PACKETS).toBeCloseTo(0.1, 2);
  const after = gone.filter((_, index) => gone[index - 1] === true);
  expect(count(after) / after.length).toBeCloseTo(0.1, 1);
});

it('loses packets in bursts as long as it was told', () => {
  const gone = lost(sent({ bursts: { begin: 0.01, packets: 5 } }));
  const begins = count(gone.map((isLost, index) => isLost && gone[index - 1] !== true));
  expect(Math.round(count(gone) / begins)).toBe(5);
  expect(count(gone) / PACKETS).toBeCloseTo(0.05, 1);
});

it('jitters within its bound, and lets packets overtake each other only where it may', () => {
  const [kept, reordered] = [sent({ jitterMs: 90 }), sent({ jitterMs: 90, reorder: true })];
  for (const arrivals of [kept, reordered]) {
    const late = delays(arrivals);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...late)).toBeLessThanOrEqual(90);
    expect(Math.max(...late)).toBeGreaterThan(85);
  }
  expect(overtakings(kept)).toBe(0);
  expect(overtakings(reordered)).toBeGreaterThan(PACKETS / 10);
});

it('sends packets twice, the second a little later', () => {
  const twice = sent({ duplicates: 0.2 }).filter(({ length }) => length === 2);
  expect(twice.length / PACKETS).toBeCloseTo(0.2, 1);
  expect(twice.every(([first = 0, second = 0]) => second >= first && second - first <= 40)).toBe(true);
});

it("has the sender's clock run fast or slow", () => {
  const last = (PACKETS - 1) * FRAME_MS;
  expect(sent({ driftPpm: 100 }).at(-1)?.[0]).toBeCloseTo(last * 0.9999, 0);
  expect(sent({ driftPpm: -100 }).at(-1)?.[0]).toBeCloseTo(last * 1.0001, 0);
});

it('is the same for the same seed, and one setting does not shift the chance of another', () => {
  const options = { loss: 0.05, jitterMs: 40, duplicates: 0.05, bursts: { begin: 0.01, packets: 3 } };
  expect(sent(options)).toEqual(sent(options));
  expect(sent(options)).not.toEqual(sent(options, 2));
  expect(lost(sent({ loss: 0.05 }))).toEqual(lost(sent({ loss: 0.05, jitterMs: 40, duplicates: 0.3 })));
});
