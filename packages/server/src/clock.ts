/** Time as an argument. Shells hold a clock; decisions are told `at`. */
export interface Clock {
  /** Monotonic time in ms, with fractions. Only differences mean anything. */
  now(): number;
  /** Wall-clock time in ms since the epoch, for records that people read. */
  epochMs(): number;
  /** Calls `run` once when `now()` has reached `at`. @returns a function that calls it off. */
  wakeAt(at: number, run: () => void): () => void;
}

/** The clock of a running server. Timers never fire before their time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  wakeAt(at, run) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const delay = at - performance.now();
      if (delay <= 0 && timer) return run();
      // Node rounds delays down to whole ms and caps them at 2^31−1.
      timer = setTimeout(
        () => (performance.now() >= at ? run() : arm()),
        Math.min(Math.max(1, Math.ceil(delay)), 2 ** 31 - 1),
      );
    };
    arm();
    return () => clearTimeout(timer);
  },
};
