import type { Clock } from './clock.ts';

/**
 * Runs `flush` at most once per `everyMs`, however often it is asked: events come by the hundred, a screen is drawn
 * only so often.
 */
export function createBatch(clock: Clock, everyMs: number, flush: () => void): { ask(): void; cancel(): void } {
  let forget: (() => void) | undefined;
  return {
    ask() {
      forget ??= clock.after(everyMs, () => {
        forget = undefined;
        flush();
      });
    },
    cancel() {
      forget?.();
      forget = undefined;
    },
  };
}
