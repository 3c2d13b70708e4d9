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
  opened ??= readFile(`${modelFolder}en-us/dict.txt`).then((bytes) => ({ lookUp: (word) => search(bytes, word) }));
  return opened;
}

function search(bytes: Buffer, word: string): Pronunciation[] {
  const found: Pronunciation[] = [];
  for (let variant = 1; ; variant++) {
    const spelling = variant === 1 ? word : `${word}(${variant})`;
    const at = bytes.indexOf(`\n${spelling} `);
    if (at < 0) return found;
    const from = at + spelling.length + 2;
    const to = bytes.indexOf('\n', from);
    found.push([spelling, bytes.toString('latin1', from, to < 0 ? bytes.length : to).trim()]);
  }
}
