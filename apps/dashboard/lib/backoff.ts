const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * How long to wait before asking a server again that did not answer.
 * @param failures how many times in a row it has failed, from 1
 * @param chance 0 to 1, spreads many pages that lost the same server
 * @returns ms, doubling from 500 up to 15 000, and up to a quarter more
 */
export function backoffMs(failures: number, chance: number): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(base * (1 + 0.25 * chance));
}
