/** A word as written, and what flite is given to say for it: empty when there is nothing it could say. */
export interface SpokenToken {
  word: string;
  spoken: string;
}

/** Every whitespace-separated token of a sentence, in order. */
export function readTokens(sentence: string): SpokenToken[] {
  return sentence
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => ({ word, spoken: spokenForm(word) }));
}

/** flite reads ASCII: accents fall away, typographic marks become plain ones, other scripts and emoji are not said. */
function spokenForm(word: string): string {
  const plain = word
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[‘’ʼ]/g, "'")
    .replace(/[“”«»„]/g, '"')
    .replace(/\s*[–—―]+\s*/g, ', ')
    .replace(/…/g, '...')
    .replace(/€\s?(\d[\d.,]*\d|\d)/g, '$1 euros')
    .replace(/£\s?(\d[\d.,]*\d|\d)/g, '$1 pounds')
    .replace(/ß/g, 'ss')
    .replace(/[^\x20-\x7e]+/g, '')
    .trim();
  return /[A-Za-z0-9&@%$+=#]/.test(plain) ? plain : '';
}

/** A piece is spoken in one go; a longer text would keep the caller waiting for its first sound. */
const PIECE_LETTERS = 160;
const LONGEST_PIECE_LETTERS = 320;

/** Cuts long texts where a speaker would breathe: after a mark of punctuation, or anywhere once a piece is very long. */
export function cutIntoPieces(tokens: readonly SpokenToken[]): SpokenToken[][] {
  const pieces: SpokenToken[][] = [];
  let piece: SpokenToken[] = [];
  let letters = 0;
  for (const token of tokens) {
    piece.push(token);
    letters += token.word.length + 1;
    const canBreathe = /[,.;:!?]["')\]]*$/.test(token.word);
    if (letters >= LONGEST_PIECE_LETTERS || (canBreathe && letters >= PIECE_LETTERS)) {
      pieces.push(piece);
      piece = [];
      letters = 0;
    }
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}
