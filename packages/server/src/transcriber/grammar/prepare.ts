import type { Grammar } from './compile.ts';
import { openDictionary, type Pronunciation } from './dictionary.ts';

/** How words sound by rules of spelling: phone names of each word. */
export type Pronounce = (words: readonly string[]) => Promise<readonly (readonly string[])[]>;

/** A grammar with all that a decoder needs to use it. */
export interface PreparedGrammar {
  grammar: Grammar;
  pronunciations: readonly Pronunciation[];
}

/** Adds pronunciations: from the dictionary, else by rules of spelling. @throws Error naming a word that nobody can pronounce */
export async function prepare(grammar: Grammar, pronounce: Pronounce): Promise<PreparedGrammar> {
  const dictionary = await openDictionary();
  const known = grammar.words.map((word) => [word, dictionary.lookUp(word)] as const);
  const unknown = known.filter(([, found]) => found.length === 0).map(([word]) => word);
  const guessed = unknown.length === 0 ? [] : await pronounce(unknown);
  const guesses = unknown.map((word, index): Pronunciation => {
    const phones = (guessed[index] ?? []).flatMap(decoderPhones);
    if (phones.length === 0)
      throw new Error(`"${word}" is in no dictionary and cannot be sounded out: spell it as it sounds`);
    return [word, phones.join(' ')];
  });
  return { grammar, pronunciations: [...known.flatMap(([word, found]) => withFrontedVowel(word, found)), ...guesses] };
}

/** After these, many Americans say the vowel of "two" further forward than the dictionary has it, near "tyoo". */
const BEFORE_FRONTED = /\b(T|D|N) UW\b/;

/** Without this way to say it, "two" came out as "king" from one voice. Measured: see README. */
function withFrontedVowel(word: string, found: readonly Pronunciation[]): readonly Pronunciation[] {
  const phones = found.map(([, sounds]) => sounds);
  const fronted = phones
    .filter((sounds) => BEFORE_FRONTED.test(sounds))
    .map((sounds) => sounds.replace(BEFORE_FRONTED, '$1 Y UW'));
  const added = [...new Set(fronted)].filter((sounds) => !phones.includes(sounds));
  return [...found, ...added.map((sounds, index): Pronunciation => [`${word}(${found.length + 1 + index})`, sounds])];
}

/** The decoder's phones that a synthesizer's phone has no name for. */
const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  ax: ['AH'],
  axr: ['ER'],
  ix: ['IH'],
  dx: ['T'],
  nx: ['N'],
  el: ['AH', 'L'],
  em: ['AH', 'M'],
  en: ['AH', 'N'],
};
const DECODER_PHONES = new Set(
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' '),
);

function decoderPhones(phone: string): readonly string[] {
  const composed = COMPOSED[phone];
  if (composed) return composed;
  const name = phone.toUpperCase();
  return DECODER_PHONES.has(name) ? [name] : [];
}
