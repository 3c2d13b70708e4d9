import fc from 'fast-check';
import { judge } from './laws.ts';
import { anyStory } from './story.ts';

/** How far a long run has come. */
export interface Progress {
  /** Calls that were played. */
  calls: number;
  /** Steps that their machines took. */
  steps: number;
  /** How long they lasted, ms of their own time. */
  simulatedMs: number;
  violations: Violation[];
}

/** A call that broke a law, made as small as it gets. */
export interface Violation {
  /** `pnpm laws --seed` with this finds it again at once. */
  seed: number;
  /** The law, why, and the log. */
  why: string;
  /** The story, as JSON. */
  story: string;
}

/** Calls played for one seed. */
const CALLS_PER_SEED = 25;

/**
 * Plays random calls and holds each to the laws, until their machines have taken so many steps.
 *
 * @param seed of the first calls; those that follow have the seeds that follow
 * @param report told after each seed
 */
export function runLaws(steps: number, seed: number, report: (progress: Progress) => void): Progress {
  const progress: Progress = { calls: 0, steps: 0, simulatedMs: 0, violations: [] };
  for (let next = seed; progress.steps < steps; next += 1) {
    const violation = runSeed(next, progress);
    if (violation !== undefined) progress.violations.push(violation);
    report(progress);
  }
  return progress;
}

function runSeed(seed: number, progress: Progress): Violation | undefined {
  let why = '';
  const property = fc.property(anyStory, (story) => {
    const judged = judge(story);
    // Those that are only made smaller are no new calls.
    if (why === '') {
      progress.calls += 1;
      progress.steps += judged.steps;
      progress.simulatedMs += judged.simulatedMs;
    }
    if (judged.broken !== undefined) why = judged.broken;
    return judged.broken === undefined;
  });
  const { failed, counterexample, errorInstance } = fc.check(property, { seed, numRuns: CALLS_PER_SEED });
  if (!failed) return undefined;
  const crash = errorInstance instanceof Error && why === '' ? String(errorInstance.stack) : why;
  return { seed, why: crash, story: JSON.stringify(counterexample?.[0]) };
}
