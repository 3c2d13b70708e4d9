/** Time as an argument: the running SDK uses `systemClock`, tests one that they move by hand. */
export interface Clock {
  /** Monotonic time in ms. Only differences mean anything. */
  now(): number;
  /** Wall-clock time in ms since the epoch. */
  epochMs(): number;
  /** Runs `run` once, `delayMs` from now. @returns a function that calls it off. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Runs `run` every `periodMs` until the returned function is called. The first run is one period from now. */
export function every(clock: Clock, periodMs: number, run: () => void): () => void {
  let cancel = () => {};
  const arm = () => {
    cancel = clock.after(periodMs, () => {
      arm();
      run();
    });
  };
  arm();
  return () => cancel();
}
