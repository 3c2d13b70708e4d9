import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantile, summarize } from './statistics.mjs';

it('tells the middle, the bad end and the spread', () => {
  const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(summarize(oneToHundred)).toEqual({ n: 100, median: 50.5, p95: 95, p99: 99, p25: 25.8, p75: 75.3 });
  expect(summarize([4])).toEqual({ n: 1, median: 4, p95: 4, p99: 4, p25: 4, p75: 4 });
});

it('keeps quantiles in order and inside the sample, whatever the sample', () => {
  const anySample = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });
  fc.assert(
    fc.property(
      anySample,
      fc.double({ noNaN: true, min: 0, max: 1 }),
      fc.double({ noNaN: true, min: 0, max: 1 }),
      (sample, a, b) => {
        const sorted = [...sample].sort((x, y) => x - y);
        const low = quantile(sorted, Math.min(a, b));
        const high = quantile(sorted, Math.max(a, b));
        const slack = 1e-6 * Math.max(1, Math.abs(sorted[0]), Math.abs(sorted.at(-1)));
        expect(low).toBeLessThanOrEqual(high + slack);
        expect(low).toBeGreaterThanOrEqual(sorted[0] - slack);
        expect(high).toBeLessThanOrEqual(sorted.at(-1) + slack);
      },
    ),
  );
});

it('refuses an empty sample', () => {
  expect(() => summarize([])).toThrow(RangeError);
});
