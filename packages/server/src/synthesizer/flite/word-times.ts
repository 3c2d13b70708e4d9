import type { SpokenWord } from '../synthesizer.ts';

/** One sound of the synthesized speech. */
export interface Phone {
  /** `pau` is silence. */
  name: string;
  startMs: number;
  endMs: number;
}

/** A written word with the sounds that it has when said alone. */
export interface PhonedToken {
  word: string;
  phones: readonly string[];
}

/** Reads flite's `-psdur`: `pau:0.222 y:0.299 …`, ends in seconds, from zero again in each of its utterances. */
export function readPhones(printed: string): Phone[] {
  const phones: Phone[] = [];
  let utteranceMs = 0;
  let previousMs = 0;
  for (const [, name, seconds] of printed.matchAll(/(\S+):(\d+\.\d+)/g)) {
    let endMs = utteranceMs + Number(seconds) * 1000;
    if (endMs < previousMs) {
      utteranceMs = previousMs;
      endMs = utteranceMs + Number(seconds) * 1000;
    }
    phones.push({ name: name ?? '', startMs: previousMs, endMs });
    previousMs = endMs;
  }
  return phones;
}

/**
 * When each word is spoken: the sounds of the sentence, cut where the sounds of its words meet.
 * A word sounds a little different in a sentence than alone, so the two rows of sounds are aligned, not counted.
 *
 * @returns one per token, in order. Tokens without sounds take no time, where the word before them ends.
 */
export function wordTimes(tokens: readonly PhonedToken[], phones: readonly Phone[]): SpokenWord[] {
  const sounds = phones.filter((phone) => phone.name !== 'pau');
  const owners = align(tokens, sounds);
  const isEveryTokenHeard = tokens.every((token, index) => token.phones.length === 0 || owners.includes(index));
  if (!isEveryTokenHeard) return proportionalTimes(tokens, sounds);
  let cursorMs = sounds[0]?.startMs ?? 0;
  return tokens.map(({ word }, index) => {
    const first = sounds[owners.indexOf(index)];
    const last = sounds[owners.lastIndexOf(index)];
    const startMs = first?.startMs ?? cursorMs;
    cursorMs = last?.endMs ?? cursorMs;
    return { word, startMs, endMs: cursorMs };
  });
}

/** For each sound, the token that it belongs to: the cheapest way to turn one row of sounds into the other. */
function align(tokens: readonly PhonedToken[], sounds: readonly Phone[]): number[] {
  const expected = tokens.flatMap((token, index) => token.phones.map((name) => ({ name, index })));
  const width = sounds.length + 1;
  const cost = new Uint16Array((expected.length + 1) * width);
  const at = (row: number, column: number) => cost[row * width + column] ?? 0;
  const swap = (row: number, column: number) => (expected[row - 1]?.name === sounds[column - 1]?.name ? 0 : 1);
  for (let row = 0; row <= expected.length; row++) {
    for (let column = 0; column < width; column++) {
      if (row === 0 || column === 0) cost[row * width + column] = row + column;
      else {
        cost[row * width + column] = Math.min(
          at(row - 1, column - 1) + swap(row, column),
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
        );
      }
    }
  }
  const owners = new Array<number>(sounds.length).fill(0);
  let row = expected.length;
  let column = sounds.length;
  while (column > 0) {
    if (row > 0 && at(row, column) === at(row - 1, column - 1) + swap(row, column)) {
      owners[column - 1] = expected[row - 1]?.index ?? 0;
      row--;
      column--;
    } else if (row > 0 && at(row, column) === at(row - 1, column) + 1) row--;
    else {
      // A sound that no word alone has belongs to the word around it.
      owners[column - 1] = expected[row - 1]?.index ?? expected[0]?.index ?? 0;
      column--;
    }
  }
  return owners;
}

/** When the sounds cannot be told apart, each word gets time by its letters. */
function proportionalTimes(tokens: readonly PhonedToken[], sounds: readonly Phone[]): SpokenWord[] {
  const fromMs = sounds[0]?.startMs ?? 0;
  const toMs = sounds.at(-1)?.endMs ?? fromMs;
  const lettersOf = (token: PhonedToken) => (token.phones.length === 0 ? 0 : token.word.length);
  const total = Math.max(
    1,
    tokens.reduce((sum, token) => sum + lettersOf(token), 0),
  );
  let letters = 0;
  const timeAt = () => fromMs + ((toMs - fromMs) * letters) / total;
  return tokens.map((token) => {
    const startMs = timeAt();
    letters += lettersOf(token);
    return { word: token.word, startMs, endMs: timeAt() };
  });
}
