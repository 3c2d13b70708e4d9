import type { Expectation } from './expectation.ts';
import { streetWords } from './lexicon/open-class.ts';
import type { TaggedWord } from './tagged-word.ts';

/** How much of an asked detail has been said: `none` of it, a `part`, the `whole`, or what may be either. */
export type Said = 'none' | 'part' | 'whole' | 'unsure';

const endings = new Set('com org net edu gov io co uk ca us de fr es it biz info'.split(' '));
const inRun = new Set(
  'oh o double triple dash hyphen area code then and as in like for point slash extension'.split(' '),
);
const small: Readonly<Record<string, number>> = {
  zero: 1,
  oh: 1,
  o: 1,
  one: 1,
  two: 1,
  three: 1,
  four: 1,
  five: 1,
  six: 1,
  seven: 1,
  eight: 1,
  nine: 1,
};
const round = new Set('twenty thirty forty fifty sixty seventy eighty ninety'.split(' '));

/** Said between the groups of a number. */
const trailing = new Set('then area code and dash hyphen double triple dot'.split(' '));

/** The digits and letters an utterance ends in. */
export interface Run {
  /** As they would be written: "double nine four" is 3. */
  characters: number;
  words: number;
  /** Index of its first word. */
  start: number;
}

/** @returns the run of digits and letters at the end, of length 0 when it ends otherwise */
export function runAtEnd(tagged: readonly TaggedWord[]): Run {
  let characters = 0;
  let words = 0;
  let start = tagged.length;
  let repeat = 1;
  for (let index = tagged.length - 1; index >= 0; index--) {
    const { word, tag } = tagged[index]!;
    if (tag === 'filler') continue;
    const after = tagged[index + 1]?.word ?? '';
    if (tag === 'number' || tag === 'letter' || tag === 'ordinal') {
      if (word === 'a' || word === 'i') break;
      words++;
      start = index;
      if (word === 'double') characters += 1;
      else if (word === 'triple') characters += 2;
      else if (word in small || tag === 'letter') characters += round.has(tagged[index - 1]?.word ?? '') ? 0 : repeat;
      else if (word === 'hundred' || word === 'thousand') characters += 2;
      else if (/^\d/.test(word)) characters += word.replace(/\D/g, '').length;
      else characters += 2;
      repeat = 1;
    } else if (words > 0 && inRun.has(word) && index > 0) {
    } else if (
      words > 0 &&
      (tagged[index - 1]?.word === 'in' || tagged[index - 1]?.word === 'for' || tagged[index - 1]?.word === 'like') &&
      tagged[index - 2] !== undefined &&
      isSpelt(tagged[index - 2]!)
    ) {
      // "b as in bravo"
    } else if (
      words > 0 &&
      after !== '' &&
      isSpelt(tagged[index + 1]!) &&
      tag === 'article' &&
      word === 'a' &&
      start === index + 1
    ) {
      characters++;
    } else break;
  }
  return { characters, words, start };
}

function isSpelt({ tag, word }: TaggedWord): boolean {
  return tag === 'letter' || tag === 'number' || word === 'as';
}

/** How much of the name before them its letters have spelled: "baker b a k". */
export function spelledOf(words: readonly TaggedWord[]): Said {
  let letters = '';
  let index = words.length - 1;
  for (; index > 0; index--) {
    const { word } = words[index]!;
    if (word === 'double') letters = letters.charAt(0) + letters;
    else if (/^[a-z]$/.test(word)) letters = word + letters;
    else break;
  }
  const name = words[index]?.word ?? '';
  if (letters.length < 2 || name.length < 3 || !name.startsWith(letters)) return 'none';
  return letters === name ? 'whole' : 'part';
}

const lengths: Partial<Record<Expectation, readonly [least: number, most: number]>> = {
  phone: [10, 11],
  zip: [5, 9],
  'last-four': [4, 4],
  card: [15, 16],
  'security-code': [3, 6],
  reference: [6, 20],
};

/** How much of what was expected the words hold, looking at their end. */
export function saidOf(expectation: Expectation, tagged: readonly TaggedWord[]): Said {
  const words = tagged.filter(({ tag }) => tag !== 'filler');
  const last = words.at(-1);
  if (last === undefined) return 'none';
  switch (expectation) {
    case 'phone':
    case 'zip':
    case 'last-four':
    case 'card':
    case 'security-code':
    case 'reference': {
      if (trailing.has(last.word)) return 'part';
      const run = runAtEnd(words);
      if (run.words === 0) return 'none';
      const [least, most] = lengths[expectation]!;
      if (expectation === 'phone' && run.characters === 7 && !words.some(({ word }) => word === 'area'))
        return 'unsure';
      if (expectation === 'reference')
        return run.characters >= least ? 'whole' : run.characters >= 5 ? 'unsure' : 'part';
      if (run.characters < least) return 'part';
      return run.characters <= most || expectation === 'phone' ? 'whole' : 'unsure';
    }
    case 'email': {
      if (last.tag === 'email') return 'whole';
      const hasDot = words.at(-2)?.word === 'dot';
      if (hasDot && endings.has(last.word)) return last.word === 'co' ? 'unsure' : 'whole';
      return words.some(
        ({ word, tag }) => word === 'at' || word === 'dot' || word === 'underscore' || tag === 'letter',
      ) || words.length <= 4
        ? 'part'
        : 'none';
    }
    case 'address': {
      const digits = words.findIndex(({ tag }) => tag === 'number');
      if (digits < 0) return 'none';
      const street = words.findIndex(({ word }, index) => index > digits && streetWords.has(word));
      if (street < 0) return words.length - digits <= 5 ? 'part' : 'unsure';
      const unit = words.findLastIndex(
        ({ word }) => word === 'apartment' || word === 'unit' || word === 'suite' || word === 'apt',
      );
      return unit === words.length - 1 ? 'part' : 'whole';
    }
    case 'birth-date':
      return saidOfBirth(words);
    case 'date': {
      if (last.tag === 'month')
        return words.some(({ tag }) => tag === 'ordinal' || tag === 'number') ? 'whole' : 'part';
      if (last.tag === 'day' || last.tag === 'ordinal') return 'whole';
      return 'none';
    }
    case 'time':
      return last.tag === 'number' || last.word === 'noon' || last.word === 'midnight' ? 'whole' : 'none';
    case 'count':
      return last.tag === 'number' ? 'whole' : 'none';
    case 'name':
      return last.tag === 'name' ? 'whole' : last.tag === 'letter' ? 'unsure' : 'none';
    default:
      return 'none';
  }
}

function saidOfBirth(words: readonly TaggedWord[]): Said {
  const month = words.findIndex(({ tag }) => tag === 'month');
  const run = runAtEnd(words);
  const last = words.at(-1)!;
  if (month < 0) {
    if (run.words === 0) return 'none';
    return run.characters >= 6 && last.word !== 'nineteen' ? 'whole' : 'part';
  }
  if (run.words === 0) return 'part';
  // After the month come the day (1 or 2 digits) and the year, or the year alone where the day came first.
  const dayFirst = words.slice(0, month).some(({ tag }) => tag === 'ordinal' || tag === 'number');
  const afterMonth = words.slice(month + 1).filter(({ tag }) => tag === 'number' || tag === 'ordinal');
  const year = dayFirst ? afterMonth : afterMonth.slice(dayLength(afterMonth));
  if (year.length === 0 || last.tag === 'ordinal') return 'part';
  if (year.length === 1) return /^\d{2,4}$/.test(year[0]!.word) || round.has(year[0]!.word) ? 'whole' : 'part';
  return year.at(-1)!.word === 'thousand' ? 'unsure' : 'whole';
}

function dayLength(words: readonly TaggedWord[]): number {
  const [first, second] = words;
  if (first === undefined) return 0;
  return first.word === 'twenty' || first.word === 'thirty'
    ? second && (second.tag === 'ordinal' || second.word in small)
      ? 2
      : 1
    : 1;
}
