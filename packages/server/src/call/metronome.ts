import type { Clock } from '../clock.ts';
import { FRAME_MS } from '../playout/frame.ts';

/** Calls are spread over this many beats within a frame, so that the work of many calls does not come at once. */
const PHASES = 4;

/** One timer for all calls: ticks each every 20 ms, without drift; a late beat is made up for. */
export class Metronome {
  readonly #clock: Clock;
  readonly #phases: Set<() => void>[] = Array.from({ length: PHASES }, () => new Set());
  #startedAt = 0;
  #beat = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `tick` every 20 ms. @returns a function that stops it. */
  join(tick: () => void): () => void {
    const phase = this.#phases.reduce((fewest, candidate) => (candidate.size < fewest.size ? candidate : fewest));
    phase.add(tick);
    if (this.#cancel === undefined) this.#start();
    return () => {
      phase.delete(tick);
      if (this.#phases.every((candidate) => candidate.size === 0)) this.#stop();
    };
  }

  #start(): void {
    this.#startedAt = this.#clock.now();
    this.#beat = 0;
    this.#next();
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #next(): void {
    const at = this.#startedAt + (this.#beat * FRAME_MS) / PHASES;
    this.#cancel = this.#clock.wakeAt(at, () => {
      const now = this.#clock.now();
      // Beats that are due by now are all played: audio time does not skip.
      while (this.#cancel !== undefined && this.#startedAt + (this.#beat * FRAME_MS) / PHASES <= now) {
        for (const tick of [...(this.#phases[this.#beat % PHASES] ?? [])]) tick();
        this.#beat += 1;
      }
      if (this.#cancel !== undefined) this.#next();
    });
  }
}
