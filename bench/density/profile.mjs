import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the time of a process went to, by the profiles that Node wrote into a folder as it ended.
 *
 * @returns the costliest functions of all its threads: `what`, `share` of the time that it was not idle, 0…1
 */
export function costliest(folder, count) {
  const spent = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
    for (const [index, id] of samples.entries()) {
      const name = names.get(id);
      if (name !== undefined) spent.set(name, (spent.get(name) ?? 0) + timeDeltas[index]);
    }
  }
  const all = [...spent.values()].reduce((sum, us) => sum + us, 0);
  const sorted = [...spent].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, count).map(([what, us]) => ({ what, share: us / all }));
}

/** Undefined for time in which nothing was done. */
function nameOf({ functionName, url }) {
  if (functionName === '(idle)' || functionName === '(root)') return undefined;
  const file = url === '' ? 'native' : url.split(/\/node_modules\/|\/packages\//).at(-1);
  return `${functionName || 'anonymous'} (${file})`;
}
