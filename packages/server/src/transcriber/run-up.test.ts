import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RunUp } from './run-up.ts';

it('gives back the last samples, whatever the sizes they came in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 40 })),
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 1, max: 30 }),
      (sizes, asked, capacity) => {
        const ring = new RunUp(capacity);
        const all: number[] = [];
        for (const size of sizes) {
          const pcm = Int16Array.from({ length: size }, (_, index) => all.length + index);
          all.push(...pcm);
          ring.push(pcm);
        }
        const held = Math.min(asked, capacity, all.length);
        expect([...ring.last(asked)]).toEqual(all.slice(all.length - held));
      },
    ),
  );
});

it('forgets what it is told to', () => {
  const ring = new RunUp(10);
  ring.push(Int16Array.from([1, 2, 3, 4]));
  ring.keepOnly(2);
  ring.push(Int16Array.from([5]));
  expect([...ring.last(10)]).toEqual([3, 4, 5]);
});
