import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Recent } from './recent.ts';

it('keeps what was used last, and tells what had to go', () => {
  const gone: string[] = [];
  const recent = new Recent<number, string>(2, (value) => gone.push(value));
  recent.set(1, 'one');
  recent.set(2, 'two');
  expect(recent.get(1)).toBe('one');
  recent.set(3, 'three');
  expect([recent.get(1), recent.get(2), recent.get(3)]).toEqual(['one', undefined, 'three']);
  expect(gone).toEqual(['two']);
});

it('never holds more than it may, and loses nothing unsaid', () => {
  const step = fc.record({ key: fc.nat(9), isSet: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step), (capacity, steps) => {
      const held = new Set<number>();
      const recent = new Recent<number, number>(capacity, (value) => held.delete(value));
      for (const { key, isSet } of steps) {
        if (isSet) {
          recent.set(key, key);
          held.add(key);
        }
        expect(recent.get(key)).toBe(held.has(key) ? key : undefined);
        expect(held.size).toBeLessThanOrEqual(capacity);
      }
    }),
  );
});
