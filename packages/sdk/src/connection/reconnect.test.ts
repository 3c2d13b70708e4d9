import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conflictDelayMs, mayReconnect, reconnectDelayMs } from './reconnect.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempt = fc.integer({ min: 1, max: 10_000 });

describe('connecting again', () => {
  it('waits 1, 2, 4, 8, 16 and then 30 seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 500].map((nth) => reconnectDelayMs(nth, 0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('adds up to a quarter by chance, never less and never more', () => {
    fc.assert(
      fc.property(attempt, chance, (nth, random) => {
        const least = Math.min(30_000, 1_000 * 2 ** (nth - 1));
        const delayMs = reconnectDelayMs(nth, random);
        expect(delayMs).toBeGreaterThanOrEqual(least);
        expect(delayMs).toBeLessThanOrEqual(least * 1.25);
        expect(Number.isInteger(delayMs)).toBe(true);
      }),
    );
  });

  it('waits longer, or as long, each time the same chance comes', () => {
    fc.assert(
      fc.property(attempt, chance, (nth, random) => {
        expect(reconnectDelayMs(nth + 1, random)).toBeGreaterThanOrEqual(reconnectDelayMs(nth, random));
      }),
    );
  });

  it('does not come back with a refused key, nor against its own successor', () => {
    expect(mayReconnect({ code: 1006, reason: '' })).toBe(true);
    expect(mayReconnect({ code: 1001, reason: 'going away' })).toBe(true);
    expect(mayReconnect({ code: 1000, reason: '', refusal: 'SERVER_DRAINING' })).toBe(true);
    expect(mayReconnect({ code: 1000, reason: '', refusal: 'INVALID_KEY' })).toBe(false);
    expect(mayReconnect({ code: 4001, reason: '' })).toBe(false);
    expect(mayReconnect({ code: 1000, reason: 'Displaced by another client' })).toBe(false);
  });
});

describe('asking again for an id that another process holds', () => {
  const conflict = { attempt: 1, elapsedMs: 0 };

  it('waits 5, 10, 20 and 40 seconds and then gives up, all within 90 s', () => {
    const waits: (number | undefined)[] = [];
    let elapsedMs = 0;
    for (let nth = 1; nth <= 5; nth += 1) {
      const delayMs = conflictDelayMs({ attempt: nth, elapsedMs }, 0.5);
      waits.push(delayMs);
      elapsedMs += delayMs ?? 0;
    }
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, undefined]);
  });

  it('does what the server asks for, within bounds', () => {
    expect(conflictDelayMs({ ...conflict, retryAfterS: 12 }, 0.5)).toBe(12_000);
    expect(conflictDelayMs({ ...conflict, retryAfterS: 0 }, 0.5)).toBe(1_000);
    expect(conflictDelayMs({ ...conflict, retryAfterS: 3_600 }, 0.5)).toBe(60_000);
    expect(conflictDelayMs({ ...conflict, retryAfterS: 3_600, holderAlive: true }, 0.5)).toBe(undefined);
  });

  it('never storms, and always comes to an end', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(
          fc.record({
            random: chance,
            retryAfterS: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
            holderAlive: fc.boolean(),
          }),
        ),
        (answers) => {
          let elapsedMs = 0;
          let nth = 0;
          for (const { random, ...said } of answers) {
            nth += 1;
            const delayMs = conflictDelayMs({ attempt: nth, elapsedMs, ...said }, random);
            if (delayMs === undefined) break;
            expect(delayMs).toBeGreaterThanOrEqual(1_000);
            elapsedMs += delayMs;
          }
          expect(elapsedMs).toBeLessThanOrEqual(90_000);
          expect(nth).toBeLessThanOrEqual(91);
        },
      ),
    );
  });
});
