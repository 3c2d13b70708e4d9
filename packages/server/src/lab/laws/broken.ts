import { logText } from '../log-text.ts';
import { readJournal } from '../replay/read-journal.ts';
import { type Step, stepsOf } from '../replay/steps.ts';
import type { Simulation } from '../simulate.ts';
import type { Story } from './story.ts';

/** What a call left behind, for its laws to look at. */
export interface Evidence {
  story: Story;
  simulation: Simulation;
  /** The steps of its machine, from its journal. */
  steps: readonly Step[];
}

export const evidenceOf = (story: Story, simulation: Simulation): Evidence => ({
  story,
  simulation,
  steps: stepsOf(readJournal(simulation.journal.join('\n'))),
});

/** @returns what is wrong with a call; undefined when it keeps the law */
export type Law = (evidence: Evidence) => string | undefined;

/** Compares two lists of things as text. @returns where they part */
export function difference(expected: readonly unknown[], found: readonly unknown[], what: string): string | undefined {
  if (expected.length === 0 && found.length === 0) return undefined;
  const [wanted, had] = [expected, found].map((list) => list.map((each) => JSON.stringify(each) ?? '')) as [
    string[],
    string[],
  ];
  const at = wanted.findIndex((each, index) => each !== had[index]);
  if (at < 0 && wanted.length === had.length) return undefined;
  const place = at < 0 ? wanted.length : at;
  return `${what}: number ${place + 1} is ${had[place] ?? 'missing'}, not ${wanted[place] ?? 'missing'}`;
}

/** The first law that a call breaks, with its log. */
export function broken(laws: Readonly<Record<string, Law>>, evidence: Evidence): string | undefined {
  for (const [name, law] of Object.entries(laws)) {
    const why = law(evidence);
    if (why !== undefined) return `Broken: ${name}.\n${why}\n${logText(evidence.simulation.events)}`;
  }
  return undefined;
}
