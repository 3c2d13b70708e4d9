import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';

export interface CatchUpOptions {
  clock: Clock;
  /** 0 to 1. */
  chance: () => number;
  /** Reads what is missing. Runs one at a time. */
  run(signal: AbortSignal): Promise<void>;
  /** @returns whether trying again makes sense */
  onError(error: unknown): boolean;
}

/** Reads what is missing when asked: asked during a run it runs once more, and after a failure it tries again later. */
export function createCatchUp(options: CatchUpOptions): { ask(): void; close(): void } {
  const over = new AbortController();
  let isRunning = false;
  let isAsked = false;
  let failures = 0;
  let forgetRetry = () => {};

  async function go(): Promise<void> {
    isRunning = true;
    while (isAsked && !over.signal.aborted) {
      isAsked = false;
      try {
        await options.run(over.signal);
        failures = 0;
      } catch (error) {
        if (over.signal.aborted || !options.onError(error)) break;
        failures += 1;
        forgetRetry();
        forgetRetry = options.clock.after(backoffMs(failures, options.chance()), ask);
        break;
      }
    }
    isRunning = false;
  }

  function ask(): void {
    isAsked = true;
    if (!isRunning) void go();
  }

  return {
    ask,
    close() {
      over.abort();
      forgetRetry();
    },
  };
}
