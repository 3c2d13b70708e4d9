import { digitPhrases, digitsOf, numberPhrases, numeralOf } from './numbers.ts';
import { type Pattern, PhraseError, parsePhrase, slotsOf } from './phrase.ts';
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
 * @throws SlotError naming the list (and entry) that cannot be read
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
  for (const name of Object.keys(slots)) checkEnds(name, lists, []);
  return lists;
}

/** A slot list that cannot be used. */
export class SlotError extends Error {
  /** `slots.day[2]` */
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

function checkEnds(name: string, lists: ReadonlyMap<string, SlotList>, within: readonly string[]): void {
  if (within.includes(name))
    throw new SlotError(`slots.${within[0]}`, `{${name}} contains itself: ${[...within, name].join(' → ')}`);
  const list = lists.get(name);
  if (!list)
    throw new SlotError(`slots.${within.at(-1)}`, `there is no slot {${name}}. Known: ${[...lists.keys()].join(', ')}`);
  for (const slot of slotsOf(list.pattern)) checkEnds(slot.list, lists, [...within, name]);
}
