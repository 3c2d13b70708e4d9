/** How one caller has paused in this call: what their next silence is measured by. */
export interface OwnPauses {
  /** Silences after which they went on with the same turn. */
  count: number;
  /** How long those lasted together, ms. */
  totalMs: number;
  /** Turns of theirs that ended. */
  ends: number;
}

export const noPauses: OwnPauses = { count: 0, totalMs: 0, ends: 0 };

/** Longer silences say nothing of how somebody speaks, ms. Within turns 95 of 100 are under 2.5 s: field.md C1, call centre. */
const LONGEST_MS = 3000;

/** Callers are taken to pause like others until they have shown otherwise: weight of what is usual, in pauses. */
const USUAL_COUNT = 3;
/** A usual pause that a detector notices, ms: its logarithm's middle between 200 ms and the 2.5 s above. */
const USUAL_MS = 700;
/** Nobody is waited for more than this many times as long. */
const SLOWEST = 3;
/** The same for how often they pause at all, in silences and in log odds. */
const USUAL_SILENCES = 4;
const MOST_WARY = -1;

export function withPause(pauses: OwnPauses, lastedMs: number): OwnPauses {
  if (!(lastedMs > 0) || lastedMs > LONGEST_MS) return pauses;
  return { ...pauses, count: pauses.count + 1, totalMs: pauses.totalMs + lastedMs };
}

export const withEnd = (pauses: OwnPauses): OwnPauses => ({ ...pauses, ends: pauses.ends + 1 });

/** How many times as long as others this caller pauses, 1 to 3: nobody is waited for less than usual. */
export function slownessOf({ count, totalMs }: OwnPauses): number {
  const usual = (USUAL_COUNT * USUAL_MS + totalMs) / ((USUAL_COUNT + count) * USUAL_MS);
  return Math.min(SLOWEST, Math.max(1, usual));
}

/** Log odds, −1 to 0, that a silence of this caller's is an end: less for those who often go on. */
export function warinessOf({ count, ends }: OwnPauses): number {
  return Math.min(0, Math.max(MOST_WARY, Math.log((USUAL_SILENCES + ends) / (USUAL_SILENCES + count))));
}
