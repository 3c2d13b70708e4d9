import { simulate } from '../simulate.ts';
import { broken, evidenceOf, type Law } from './broken.ts';
import { foldLaws } from './fold-laws.ts';
import { historyLaws } from './history-laws.ts';
import { logLaws } from './log-laws.ts';
import { machineLaws } from './machine-laws.ts';
import { type Story, scenarioOf } from './story.ts';
import { toolLaws } from './tool-laws.ts';

/** Everything that must hold for every call. */
export const laws: Readonly<Record<string, Law>> = {
  ...logLaws,
  ...historyLaws,
  ...machineLaws,
  ...toolLaws,
  ...foldLaws,
};

/** Plays a story and holds it to the laws. @returns how many steps its machine took, and the law it breaks */
export function judge(story: Story): { steps: number; simulatedMs: number; broken: string | undefined } {
  const simulation = simulate(scenarioOf(story));
  const evidence = evidenceOf(story, simulation);
  const simulatedMs = simulation.events.at(-1)?.at ?? 0;
  return { steps: evidence.steps.length, simulatedMs, broken: broken(laws, evidence) };
}
