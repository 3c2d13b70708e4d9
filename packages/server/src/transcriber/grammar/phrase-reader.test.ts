import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile } from './compile.ts';
import type { Pattern } from './phrase.ts';
import { phraseReader } from './phrase-reader.ts';
import type { SlotList } from './slot-lists.ts';

const word = fc.constantFrom('a', 'b', 'c').map((said): Pattern => ({ kind: 'word', word: said }));
const { pattern } = fc.letrec<{ pattern: Pattern }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    fc.constantFrom('one', 'many').map((list): Pattern => ({ kind: 'slot', name: list, list })),
    tie('pattern').map((inner): Pattern => ({ kind: 'optional', inner })),
    fc.array(tie('pattern'), { minLength: 1, maxLength: 3 }).map((parts): Pattern => ({ kind: 'sequence', parts })),
    fc.array(tie('pattern'), { minLength: 1, maxLength: 3 }).map((options): Pattern => ({ kind: 'choice', options })),
  ),
}));

const ab: Pattern = { kind: 'choice', options: ['a', 'b'].map((said) => ({ kind: 'word', word: said })) };
const joined = (words: readonly string[]) => words.join(' ');
const lists = new Map<string, SlotList>([
  ['one', { pattern: ab, repeats: false, valueOf: joined }],
  ['many', { pattern: ab, repeats: true, valueOf: joined }],
]);

/** The same pattern as a regular expression, whose rules the reader follows. */
function source(part: Pattern): string {
  switch (part.kind) {
    case 'word':
      return part.word;
    case 'sequence':
      return part.parts.map(source).join('');
    case 'choice':
      return `(?:${part.options.map(source).join('|')})`;
    case 'optional':
      return `(?:${source(part.inner)})?`;
    case 'slot':
      return part.list === 'many' ? '([ab]+)' : '([ab])';
  }
}

it('reads what a regular expression would', () => {
  fc.assert(
    fc.property(pattern, fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }), (written, said) => {
      const found = new RegExp(`^${source(written)}$`).exec(said.join(''));
      const read = phraseReader(written, lists)(said);
      expect(read?.map(({ words }) => words?.join(''))).toEqual(found?.slice(1));
    }),
    { numRuns: 3000 },
  );
});

it('hears a phrase of thirty optional words that does not fit, without hanging the call', () => {
  const grammar = compile({
    phrases: [`${'[very] '.repeat(30)}good`, `(${'{digits} '.repeat(6)}) end`],
    slots: {},
    digits: false,
    jsgf: undefined,
  });
  expect(grammar.read([...Array(28).fill('very'), 'bad']).slots).toEqual({});
  expect(grammar.read([...Array(60).fill('one'), 'two']).slots).toEqual({});
  expect(grammar.read([...Array(28).fill('very'), 'good']).text).toBe(`${'very '.repeat(28)}good`);
});
