import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeSentences } from './sentences.ts';

const all = (text: string) => takeSentences(text, true).sentences;

describe('sentences', () => {
  it('end at their marks, with what closes them', () => {
    expect(all('Sure. "When?" Tell me!')).toEqual(['Sure.', '"When?"', 'Tell me!']);
  });
  it('do not end inside numbers, names and abbreviations', () => {
    expect(all('At 7.30 with Dr. Smith, e.g. at St. Mary. Fine?')).toEqual([
      'At 7.30 with Dr. Smith, e.g. at St. Mary.',
      'Fine?',
    ]);
  });
  it('wait while the text may go on', () => {
    expect(takeSentences('It costs $25.', false)).toEqual({ sentences: [], rest: 'It costs $25.' });
    expect(takeSentences('It costs $25. And', false)).toEqual({ sentences: ['It costs $25.'], rest: ' And' });
  });
  it('are cut when they are too long to wait for', () => {
    const { sentences } = takeSentences(`${'word '.repeat(60)}, and ${'more '.repeat(60)}`, false);
    expect(sentences.length).toBeGreaterThan(1);
    expect(Math.max(...sentences.map((sentence) => sentence.length))).toBeLessThanOrEqual(240);
  });
  it('law: every word is in one sentence, in its order, however the text arrives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '?', '\n', 'Dr', '7', '"', ',') })),
        (pieces) => {
          const sentences: string[] = [];
          let rest = '';
          for (const piece of pieces) {
            const taken = takeSentences(rest + piece, false);
            sentences.push(...taken.sentences);
            rest = taken.rest;
          }
          sentences.push(...takeSentences(rest, true).sentences);
          const words = (text: string) => text.split(/\s+/).filter(Boolean).join(' ');
          expect(words(sentences.join(' '))).toBe(words(pieces.join('')));
          expect(sentences.every((sentence) => sentence.trim() !== '')).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
