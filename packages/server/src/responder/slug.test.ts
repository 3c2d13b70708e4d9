import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slugOf } from './slug.ts';

it.each([
  ['My Agent', 'my-agent'],
  ['  front_desk  ', 'front-desk'],
  ['mara', 'mara'],
  ['sales:EU', 'saleseu'],
  ['Señor   Café!', 'seor-caf'],
  ['--a---b--', 'a-b'],
  ['日本', ''],
])('calls %j %j', (given, slug) => {
  expect(slugOf(given)).toBe(slug);
});

it('is a fixed point: the slug of a slug is itself, and holds only letters, digits and single inner hyphens', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aZ9 _-:.é日İſK\u0000\ud800\t'), maxLength: 40 }), (id) => {
      const slug = slugOf(id);
      expect(slugOf(slug)).toBe(slug);
      expect(slug).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/);
    }),
  );
});
