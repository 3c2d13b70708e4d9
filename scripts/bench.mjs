// `pnpm bench NAME [--json FILE] [--calls N,N…]`: one measurement of bench/, told with everything needed to repeat it.
// `--calls` is for those that say so.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, describeVersions } from './benches/machine.mjs';
import { keepResult, writeResultsPage } from './benches/results-page.mjs';
import { summarize } from './benches/statistics.mjs';
import { onAskedToStop } from './workspace/children.mjs';
import { root } from './workspace/root.mjs';

onAskedToStop(() => process.exit(130));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, calls: { type: 'string' } },
});
const [name] = positionals;
const folder = join(root, 'bench');
if (name === undefined || !existsSync(join(folder, `${name}.mjs`))) {
  const known = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  process.stderr.write(
    `${name === undefined ? 'Which measurement?' : `There is no measurement "${name}".`} pnpm bench NAME [--json FILE], NAME one of: ${known
      .map((file) => file.slice(0, -4))
      .join(', ')}\n`,
  );
  process.exit(1);
}

const { question, seed, measure } = await import(`../bench/${name}.mjs`);
const machine = describeMachine();
process.stdout.write(`${question}\n${machine}\n${describeVersions()}\n\n`);
const calls = values.calls?.split(',').map(Number);
const rows = await measure({ seed, calls, say: (line) => process.stdout.write(`${line}\n`) });
if (rows === undefined) process.exit(0); // it has said why there is nothing to tell

const result = {
  name,
  question,
  command: `pnpm bench ${name}${values.calls === undefined ? '' : ` --calls ${values.calls}`}`,
  machine,
  versions: describeVersions(),
  seed: seed ?? null,
  rows: rows.map(({ what, unit, samples }) => ({ what, unit, ...summarize(samples) })),
};
for (const row of result.rows) {
  process.stdout.write(
    `${row.what.padEnd(56)} median ${row.median} ${row.unit}, p99 ${row.p99}, middle half ${row.p25}–${row.p75}, n ${row.n}\n`,
  );
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
keepResult(folder, result);
writeResultsPage(folder);
process.exit(0);
