/** The page's clock and timers: the only file of the dashboard that asks what time it is. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls `run` once after `delayMs`. @returns forgets it */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
