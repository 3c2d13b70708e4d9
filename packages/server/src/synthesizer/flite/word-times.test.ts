import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutIntoPieces, readTokens } from './spoken-text.ts';
import { readPhones, wordTimes } from './word-times.ts';

it('cuts the sounds of a sentence where its words meet', () => {
  const phones = readPhones('pau:0.200 y:0.300 ao:0.350 r:0.400 t:0.500 ey:0.600 b:0.700 ax:0.800 l:0.900 pau:1.100');
  const tokens = [
    { word: 'Your', phones: ['y', 'ao', 'r'] },
    { word: '😀', phones: [] },
    { word: 'table.', phones: ['t', 'ey', 'b', 'ax', 'l'] },
  ];
  const times = wordTimes(tokens, phones).map(({ word, startMs, endMs }) => [
    word,
    Math.round(startMs),
    Math.round(endMs),
  ]);
  expect(times).toEqual([
    ['Your', 200, 400],
    ['😀', 400, 400],
    ['table.', 400, 900],
  ]);
});

it('counts on when a text has several utterances', () => {
  expect(readPhones('pau:0.100 a:0.300 \npau:0.050 b:0.200 ').map(({ endMs }) => Math.round(endMs))).toEqual([
    100, 300, 350, 500,
  ]);
});

it('gives every token its time once, in order, whatever the sounds', () => {
  const sound = fc.constantFrom('pau', 'a', 'b', 'c', 'd');
  const token = fc.record({
    word: fc.string({ minLength: 1 }),
    phones: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 }),
  });
  fc.assert(
    fc.property(fc.array(token, { maxLength: 12 }), fc.array(sound, { maxLength: 40 }), (tokens, names) => {
      const phones = names.map((name, index) => ({ name, startMs: index * 80, endMs: (index + 1) * 80 }));
      const times = wordTimes(tokens, phones);
      expect(times.map(({ word }) => word)).toEqual(tokens.map(({ word }) => word));
      let before = 0;
      for (const { startMs, endMs } of times) {
        expect(startMs).toBeGreaterThanOrEqual(before);
        expect(endMs).toBeGreaterThanOrEqual(startMs);
        expect(endMs).toBeLessThanOrEqual(names.length * 80);
        before = startMs;
      }
    }),
  );
});

it('keeps every token of any text, and cuts long ones', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const words = text.split(/\s+/).filter((word) => word !== '');
      expect(
        cutIntoPieces(readTokens(text))
          .flat()
          .map(({ word }) => word),
      ).toEqual(words);
      expect(
        readTokens(text)
          .map(({ spoken }) => spoken)
          .join(''),
      ).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
  expect(cutIntoPieces(readTokens('word '.repeat(300))).length).toBeGreaterThan(3);
});
