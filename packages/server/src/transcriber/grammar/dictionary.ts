import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A spelling with its pronunciation, as decoders take them: `the(2)` → `DH IY`. */
export type Pronunciation = readonly [spelling: string, phones: string];

/** Where the recogniser's model lies: a folder, with the slash at its end that the decoder needs. */
export const modelFolder = fileURLToPath(new URL('./model/', import.meta.resolve('soundswallower')));

export interface Dictionary {
  /** Every pronunciation of a word, the usual one first; none when the word is not in it. */
  lookUp(word: string): Pronunciation[];
}

let opened: Promise<Dictionary> | undefined;

/** The model's dictionary of American English, 134 000 words: searched as bytes, as few of its words are ever needed. */
export function openDictionary(): Promise<Dictionary> {
  opened ??= readFile(`${modelFolder}en-us/dict.txt`).then((bytes) => {
    const astray = findAstray(bytes);
    return { lookUp: (word) => search(bytes, astray, word) };
  });
  return opened;
}

const NEW_LINE = 10;
const SPACE = 32;

/**
 * The few words that are not where their spelling says, and those before them, whom a search would miss on their account. Each with
 * its place: found once, not by each word that is in no line.
 */
function findAstray(bytes: Buffer): ReadonlyMap<string, number> {
  const astray = new Map<string, number>();
  let last = { from: 0, to: 0 };
  for (let from = 0; from < bytes.length; from = endOfLine(bytes, from) + 1) {
    const end = bytes.indexOf(SPACE, from);
    const to = end < 0 ? bytes.length : end;
    if (bytes.compare(bytes, last.from, last.to, from, to) >= 0) {
      last = { from, to };
      continue;
    }
    astray.set(bytes.toString('latin1', last.from, last.to), last.from);
    astray.set(bytes.toString('latin1', from, to), from);
  }
  return astray;
}

function search(bytes: Buffer, astray: ReadonlyMap<string, number>, word: string): Pronunciation[] {
  const found: Pronunciation[] = [];
  let at = astray.get(word) ?? placeOf(bytes, word);
  // The other ways to say a word follow the usual one.
  for (let variant = 1; at >= 0 && at < bytes.length; variant++) {
    const spelling = variant === 1 ? word : `${word}(${variant})`;
    if (bytes.toString('latin1', at, at + spelling.length + 1) !== `${spelling} `) break;
    const from = at + spelling.length + 1;
    const to = endOfLine(bytes, from);
    found.push([spelling, bytes.toString('latin1', from, to).trim()]);
    at = to + 1;
  }
  return found;
}

/** Where the line of a word that is in order begins, below zero when it has none. */
function placeOf(bytes: Buffer, word: string): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = bytes.lastIndexOf(NEW_LINE, (low + high) >> 1) + 1;
    const start = Math.max(low, middle);
    const end = endOfLine(bytes, start);
    const here = bytes.toString('latin1', start, end).split(' ', 1)[0] ?? '';
    if (here === word) return start;
    if (here.replace(/\(\d+\)$/, '') < word) low = end + 1;
    else high = start;
  }
  return -1;
}

function endOfLine(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(NEW_LINE, from);
  return end < 0 ? bytes.length : end;
}
