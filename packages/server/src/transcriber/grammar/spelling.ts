import { numberWords } from './numbers.ts';
import { PhraseError } from './phrase.ts';

/** Written words that are spoken otherwise. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['&', 'and'],
  ['%', 'percent'],
  ['+', 'plus'],
  ['@', 'at'],
  ['o', 'oh'],
  ['ok', 'okay'],
]);

/**
 * A written word as the recogniser's words: small letters, no punctuation, numbers spelled out.
 * "7:30" → seven thirty, "Café," → cafe, "check-in" → check in. @throws PhraseError for letters of other scripts
 */
export function spell(written: string): string[] {
  const plain = written.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[’‘]/g, "'").toLowerCase();
  const clock = /^(\d{1,2}):(\d\d)[.,;!?]*$/.exec(plain);
  if (clock) return [...numberWords(Number(clock[1])), ...minuteWords(Number(clock[2]))];
  return plain.split(/(?<=[a-z'])(?=\d)|(?<=\d)(?=[a-z])|[^\p{L}\p{N}'&%+@$€£]+/u).flatMap((piece) => {
    const bare = piece.replace(/^'+|'+$/g, '');
    if (bare === '') return [];
    const symbol = SYMBOLS.get(bare);
    if (symbol) return [symbol];
    if (/^\d{1,6}$/.test(bare)) return numberWords(Number(bare));
    if (!/^[a-z][a-z']*$/.test(bare))
      throw new PhraseError(`"${written}" cannot be pronounced: write it in English words`);
    return [bare];
  });
}

const minuteWords = (minutes: number) =>
  minutes === 0 ? ["o'clock"] : minutes < 10 ? ['oh', ...numberWords(minutes)] : numberWords(minutes);
