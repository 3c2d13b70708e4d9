import { digitPhrases, digitsOf, numberPhrases, numeralOf } from './numbers.ts';
import { type Pattern, PhraseError, parsePhrase, slotsOf, wordsOf } from './phrase.ts';
import { spell } from './spelling.ts';

/** What may fill a slot. */
export interface SlotList {
  pattern: Pattern;
  /** Whether it may be said several times on end, as digits are. */
  repeats: boolean;
  /** The slot's value for the words that filled it. */
  valueOf(words: readonly string[]): string;
}

const anyOf = (phrases: readonly string[]): Pattern => ({
  kind: 'choice',
  options: phrases.map((phrase) => parsePhrase(phrase, spell)),
});

/** `{number}` and `{digits}` mean the same everywhere; their values are numerals: "4", "5550123". */
export const builtInLists: ReadonlyMap<string, SlotList> = new Map([
  ['number', { pattern: anyOf(numberPhrases), repeats: false, valueOf: numeralOf }],
  ['digits', { pattern: anyOf(digitPhrases), repeats: true, valueOf: digitsOf }],
]);

/**
 * The lists that phrases may name: the author's and the built-in ones. A list may use other lists, not itself.
 *
 * @throws SlotError naming the list (and entry) that cannot be read, or that would fill up with too many words
 */
export function readSlotLists(slots: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, SlotList> {
  const lists = new Map(builtInLists);
  for (const [name, phrases] of Object.entries(slots)) {
    const options = phrases.map((phrase, index) => {
      try {
        return parsePhrase(phrase, spell);
      } catch (error) {
        if (error instanceof PhraseError) throw new SlotError(`slots.${name}[${index}]`, error.message);
        throw error;
      }
    });
    lists.set(name, { pattern: { kind: 'choice', options }, repeats: false, valueOf: (words) => words.join(' ') });
  }
  const sizes = new Map<string, number>();
  for (const name of Object.keys(slots)) measureList(name, lists, sizes, []);
  return lists;
}

/**
 * Words that a grammar may have once its slots are written out: hearing one of this size takes several times as long as speaking.
 * Lists within lists multiply, so this is counted before anything is written out.
 */
export const MOST_WORDS = 20_000;

/** How many words a pattern has once its slots are written out. The lists must end. */
export function sizeOf(pattern: Pattern, lists: ReadonlyMap<string, SlotList>): number {
  const sizes = new Map<string, number>();
  return sizeWith(pattern, (name) => measureList(name, lists, sizes, []));
}

const sizeWith = (pattern: Pattern, sizeOfList: (name: string) => number): number =>
  slotsOf(pattern).reduce((sum, slot) => sum + sizeOfList(slot.list), wordsOf(pattern).length);

/** A slot list that cannot be used. */
export class SlotError extends Error {
  /** `slots.day[2]` */
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

function measureList(
  name: string,
  lists: ReadonlyMap<string, SlotList>,
  sizes: Map<string, number>,
  within: readonly string[],
): number {
  const known = sizes.get(name);
  if (known !== undefined) return known;
  if (within.includes(name))
    throw new SlotError(`slots.${within[0]}`, `{${name}} contains itself: ${[...within, name].join(' → ')}`);
  const list = lists.get(name);
  if (!list)
    throw new SlotError(`slots.${within.at(-1)}`, `there is no slot {${name}}. Known: ${[...lists.keys()].join(', ')}`);
  const size = sizeWith(list.pattern, (inner) => measureList(inner, lists, sizes, [...within, name]));
  if (size > MOST_WORDS)
    throw new SlotError(`slots.${name}`, `with the slots in it, it has ${size} words, and ${MOST_WORDS} are the most`);
  sizes.set(name, size);
  return size;
}
