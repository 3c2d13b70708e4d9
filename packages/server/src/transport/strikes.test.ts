import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStrikes } from './strikes.ts';

it('forgives three slips in a second, not four', () => {
  const strikes = createStrikes(3, 1_000);
  expect([0, 100, 200, 999].map((at) => strikes.add(at))).toEqual([false, false, false, true]);
});

it('forgets', () => {
  const strikes = createStrikes(3, 1_000);
  expect([0, 400, 800, 1_000, 1_400, 1_800].some((at) => strikes.add(at))).toBe(false);
});

it('says too many exactly when the window before a strike holds more than the limit', () => {
  const gaps = fc.array(fc.nat({ max: 400 }), { maxLength: 60 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 6 }), (given, limit) => {
      const strikes = createStrikes(limit, 1_000);
      const times: number[] = [];
      for (const gap of given) {
        const at = (times.at(-1) ?? 0) + gap;
        times.push(at);
        expect(strikes.add(at)).toBe(times.filter((time) => at - time < 1_000).length > limit);
      }
    }),
  );
});
