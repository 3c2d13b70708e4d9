import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modelFolder, openDictionary } from './dictionary.ts';

const lines = readFileSync(`${modelFolder}en-us/dict.txt`, 'latin1')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith(';;'));

it('finds every word of the file, with every way to say it', { timeout: 60_000 }, async () => {
  const { lookUp } = await openDictionary();
  const variants = new Map<string, string[]>();
  for (const line of lines) {
    const [spelling = '', ...phones] = line.split(/\s+/);
    const word = spelling.replace(/\(\d+\)$/, '');
    variants.set(word, [...(variants.get(word) ?? []), `${spelling} ${phones.join(' ').trim()}`]);
  }
  const wrong = [...variants].filter(([word, ways], index) => {
    // A part of those said in one way, and of the few thousand said in several.
    if (index % (ways.length === 1 ? 50 : 5) !== 0) return false;
    return (
      lookUp(word)
        .map((way) => way.join(' '))
        .join() !== ways.join()
    );
  });
  expect(wrong).toEqual([]);
});

it.each(['', 'zorbiflux', 'a(2)x', '~', 'zzzzzz'])('has no "%s"', async (word) => {
  expect((await openDictionary()).lookUp(word)).toEqual([]);
});

it.each([
  ["'bout", 'B AW T'],
  ['stilton', 'S T IH L T AH N'],
  ['stilted', 'S T IH L T IH D'],
])('finds %s, which does not stand where its spelling says', async (word, phones) => {
  expect((await openDictionary()).lookUp(word)).toEqual([[word, phones]]);
});
