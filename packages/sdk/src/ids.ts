import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A number in [0, 1), for jitter: an argument wherever chance decides. */
export type Random = () => number;

export const systemRandom: Random = () => Math.random();

/** A new id: the prefix, `_`, and 12 of `[a-z0-9]`, as the server expects of message ids. */
export function generateId(prefix = 'msg'): string {
  let id = `${prefix}_`;
  for (let i = 0; i < 12; i += 1) id += LETTERS[randomInt(LETTERS.length)];
  return id;
}
