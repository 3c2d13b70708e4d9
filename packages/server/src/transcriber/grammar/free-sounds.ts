import type { Pronunciation } from './dictionary.ts';

const PHONES =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ');

/** Each sound as a word of its own. */
export const freeSounds: readonly Pronunciation[] = PHONES.map((phone) => [`sound${phone.toLowerCase()}`, phone]);

/** Any sounds in any order. */
export const FREE_SOUNDS_JSGF = `#JSGF V1.0;\ngrammar sounds;\npublic <sounds> = (${freeSounds.map(([word]) => word).join(' | ')})+;\n`;
