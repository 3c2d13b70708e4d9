import { generalPhrases } from './general-phrases.ts';
import { toJsgf } from './grammar-text.ts';
import { type Pattern, PhraseError, parsePhrase, slotsOf, wordsOf } from './phrase.ts';
import { phraseReader } from './phrase-reader.ts';
import { MOST_WORDS, readSlotLists, SlotError, type SlotList, sizeOf } from './slot-lists.ts';
import { spell } from './spelling.ts';

/** What the author expects a caller to say. */
export interface Expectations {
  phrases: readonly string[];
  slots: Readonly<Record<string, readonly string[]>>;
  /** Any string of digits. */
  digits: boolean;
  /** The author's own grammar, used as it is. */
  jsgf: string | undefined;
}

/** Expectations in the form that a decoder takes, with the way back from words to slots. */
export interface Grammar {
  jsgf: string;
  /** Every word that the decoder must know how to pronounce. */
  words: readonly string[];
  /** What the recognised words mean. @returns the words that count, and the slots they fill. */
  read(words: readonly string[]): { text: string; slots: Record<string, string> };
}

/** Expectations that cannot be used. */
export class ExpectationError extends Error {
  /** `phrases[2]` */
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** People say more than authors write. What they said is kept, sounds of hesitation are not. */
const HESITATIONS = ['um', 'uh', 'er', 'hmm'];
const LEAD_INS = [
  '(well|so|okay|hi|hello|hey|yes|yeah|no)',
  '[(yes|yeah|hi|hello|okay|so|well)] please',
  "[(yes|yeah|hi|hello|okay|so|well|please)] (i'd like|i would like|i want|i need|i'll have|i'll take|we'd like|we need|we want|let's|let me|can i|could i|may i|can we|could we|can you|could you|would you) [please] [(to|have|get|do|make it)]",
  "(it's|it is|that's|that is|make it|make that|how about|what about|maybe|i think|i said|just)",
];
const TRAILERS = [
  'please',
  '(thanks|thank you|thank you very much)',
  'please (thanks|thank you)',
  'if (possible|you can)',
  '(for me|then)',
];

/** How much likelier a phrase is without a lead-in or trailer than with one. */
const EXTRA_WEIGHT = 0.02;

/** @throws ExpectationError naming the field and entry that cannot be used */
export function compile(expectations: Expectations): Grammar {
  if (expectations.jsgf !== undefined) return compileJsgf(expectations.jsgf);
  const lists = readLists(expectations.slots);
  const { phrases, digits } = expectations;
  const isGeneral = phrases.length === 0 && !digits;
  const patterns = (isGeneral ? generalPhrases : phrases).map((phrase, index) =>
    readPhrase(phrase, `phrases[${index}]`, lists),
  );
  if (digits || isGeneral) patterns.push({ kind: 'slot', name: 'digits', list: 'digits' });
  const said: Pattern = { kind: 'choice', options: patterns };
  const size = sizeOf(said, lists);
  if (size > MOST_WORDS)
    throw new ExpectationError('phrases', `with their slots they have ${size} words, and ${MOST_WORDS} are the most`);
  return compilePatterns(said, lists);
}

const anyOf = (phrases: readonly string[]): Pattern => ({
  kind: 'choice',
  options: phrases.map((phrase) => parsePhrase(phrase, spell)),
});
const hesitation = anyOf(HESITATIONS);
const leadIn: Pattern = {
  kind: 'choice',
  options: [
    hesitation,
    {
      kind: 'sequence',
      parts: [{ kind: 'optional', inner: hesitation }, anyOf(LEAD_INS), { kind: 'optional', inner: hesitation }],
    },
  ],
};
const trailer = anyOf(TRAILERS);

function compilePatterns(said: Pattern, lists: ReadonlyMap<string, SlotList>): Grammar {
  const extra = (pattern: Pattern) => `( /1/ <NULL> | /${EXTRA_WEIGHT}/ ${toJsgf(pattern, lists)} )`;
  const jsgf = `#JSGF V1.0;\ngrammar expected;\npublic <utterance> = ${extra(leadIn)} ${toJsgf(said, lists)} ${extra(trailer)};\n`;
  const around = (pattern: Pattern): Pattern => ({ kind: 'optional', inner: pattern });
  const whole = phraseReader({ kind: 'sequence', parts: [around(leadIn), said, around(trailer)] }, lists);
  const expected = new Set(wordsWithLists(said, lists));
  return {
    jsgf,
    words: [...new Set([...expected, ...wordsOf(leadIn), ...wordsOf(trailer)])],
    read(words) {
      const slots: Record<string, string> = {};
      for (const { name, list, words: filled } of whole(words) ?? []) {
        if (filled !== undefined && filled.length > 0) slots[freeName(name, slots)] = list.valueOf(filled);
      }
      const text = words.filter((word) => expected.has(word) || !HESITATIONS.includes(word)).join(' ');
      return { text, slots };
    },
  };
}

/** A second `{number}` of one phrase is `number2`. */
function freeName(name: string, taken: Readonly<Record<string, string>>): string {
  let free = name;
  for (let count = 2; Object.hasOwn(taken, free); count++) free = `${name}${count}`;
  return free;
}

function wordsWithLists(pattern: Pattern, lists: ReadonlyMap<string, SlotList>): string[] {
  const nested = slotsOf(pattern).flatMap((slot) => {
    const list = lists.get(slot.list);
    return list ? wordsWithLists(list.pattern, lists) : [];
  });
  return [...wordsOf(pattern), ...nested];
}

function readLists(slots: Expectations['slots']): ReadonlyMap<string, SlotList> {
  try {
    return readSlotLists(slots);
  } catch (error) {
    if (error instanceof SlotError) throw new ExpectationError(error.field, error.message);
    throw error;
  }
}

function readPhrase(phrase: string, field: string, lists: ReadonlyMap<string, SlotList>): Pattern {
  try {
    const pattern = parsePhrase(phrase, spell);
    for (const slot of slotsOf(pattern)) {
      if (!lists.has(slot.list))
        throw new PhraseError(`there is no slot {${slot.list}}. Known: ${[...lists.keys()].join(', ')}`);
    }
    return pattern;
  } catch (error) {
    if (error instanceof PhraseError) throw new ExpectationError(field, error.message);
    throw error;
  }
}

/** The author's own grammar. Its words are its text; it names no slots. */
function compileJsgf(jsgf: string): Grammar {
  if (!/\bpublic\s*<[^<>]+>\s*=/.test(jsgf))
    throw new ExpectationError('jsgf', 'the grammar has no public rule: write "public <name> = …;"');
  // No pattern here may look for its end past its own kind of beginning: on long texts without ends that takes minutes.
  const rules = withoutComments(jsgf)
    .replace(/^\s*#JSGF[^;]*;/, ' ')
    .replace(/\b(?:grammar|import)\s+[^;\s]+\s*;/g, ' ')
    .replace(/\{[^{}]*\}|\/[\d.eE+-]+\//g, ' ');
  checkRules(jsgf, rules);
  checkSize(rules);
  const words = [...new Set(rules.replace(/(?:public\s*)?<[^<>]*>\s*=?/g, ' ').match(/[^\s()[\]|;*+"=]+/g) ?? [])];
  const odd = words.find((word) => !/^[a-z][a-z']*$/.test(word));
  if (odd !== undefined)
    throw new ExpectationError('jsgf', `"${odd}" is not a word that can be recognised: use small English letters`);
  const header = jsgf.trimStart().startsWith('#JSGF') ? '' : '#JSGF V1.0;\ngrammar expected;\n';
  return { jsgf: header + jsgf, words, read: (said) => ({ text: said.join(' '), slots: {} }) };
}

/** What the decoder would refuse, found before a call depends on it. */
function checkRules(jsgf: string, rules: string): void {
  const open: string[] = [];
  for (const mark of rules.match(/[()[\]]/g) ?? []) {
    if (mark === '(') open.push(')');
    else if (mark === '[') open.push(']');
    else if (open.pop() !== mark) throw new ExpectationError('jsgf', `"${mark}" has no partner`);
  }
  const unclosed = open.pop();
  if (unclosed) throw new ExpectationError('jsgf', `"${unclosed}" is missing`);
  if (!jsgf.trimEnd().endsWith(';')) throw new ExpectationError('jsgf', 'the last rule does not end in ";"');
  const defined = new Set([...rules.matchAll(/<([^<>]*)>\s*=/g)].map(([, name]) => name));
  for (const [, name] of rules.matchAll(/<([^<>]*)>(?!\s*=)/g)) {
    if (name && !defined.has(name) && name !== 'NULL') throw new ExpectationError('jsgf', `<${name}> is not defined`);
  }
}

function withoutComments(jsgf: string): string {
  const [before = '', ...others] = jsgf.split('/*');
  const after = others.map((text) => {
    const end = text.indexOf('*/');
    return end < 0 ? '' : text.slice(end + 2);
  });
  return [before, ...after].join(' ').replace(/\/\/[^\n]*/g, ' ');
}

/** Rules within rules: more than any author writes by hand. */
const DEEPEST_RULE = 100;

/** The decoder writes rules out in place: few rules that use each other can fill all memory. */
function checkSize(rules: string): void {
  const bodies = new Map(
    rules.split(';').flatMap((rule): [string, string][] => {
      const [, name, body] = /<([^<>]*)>\s*=([\s\S]*)/.exec(rule) ?? [];
      return name !== undefined && body !== undefined ? [[name, body]] : [];
    }),
  );
  const sizes = new Map<string, number>();
  const measure = (name: string, depth: number): number => {
    const known = sizes.get(name);
    if (known !== undefined) return known;
    if (depth > DEEPEST_RULE)
      throw new ExpectationError('jsgf', `more than ${DEEPEST_RULE} rules lie within each other`);
    // A rule that repeats itself is written out once.
    sizes.set(name, 0);
    const body = bodies.get(name) ?? '';
    let size = body.replace(/<[^<>]*>/g, ' ').match(/[^\s()[\]|*+"]+/g)?.length ?? 0;
    for (const [, inner = ''] of body.matchAll(/<([^<>]*)>/g)) size += measure(inner, depth + 1);
    if (size > MOST_WORDS)
      throw new ExpectationError(
        'jsgf',
        `<${name}> has ${size} words once its rules are in it, and ${MOST_WORDS} are the most`,
      );
    sizes.set(name, size);
    return size;
  };
  for (const name of bodies.keys()) measure(name, 0);
}
