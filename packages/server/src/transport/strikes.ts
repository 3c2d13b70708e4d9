/** Tells repeated abuse from a slip: so many bad frames within a window are too many. */
export interface Strikes {
  /** Counts one bad frame. `at` in ms, never goes back. @returns whether this one is one too many */
  add(at: number): boolean;
  readonly total: number;
}

/**
 * @param limit strikes that are forgiven within any window
 * @param windowMs length of the window
 */
export function createStrikes(limit: number, windowMs: number): Strikes {
  // The times of the last `limit` strikes, as a ring: the oldest is overwritten by the newest.
  const times = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
  let total = 0;
  return {
    add(at) {
      const slot = total++ % limit;
      const oldest = times[slot] as number;
      times[slot] = at;
      return at - oldest < windowMs;
    },
    get total() {
      return total;
    },
  };
}
