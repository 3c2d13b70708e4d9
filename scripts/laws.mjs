// `pnpm laws [--steps N] [--seed S]`: plays random calls in the lab until their machines have taken N steps, and holds each to the laws.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './workspace/root.mjs';

const { values } = parseArgs({ options: { steps: { type: 'string' }, seed: { type: 'string' } } });
const steps = wholeNumber('--steps', values.steps ?? '100000');
const seed = wholeNumber('--seed', values.seed ?? '1');
const entry = join(root, 'packages/server/dist/lab/laws/long-run.js');
if (!existsSync(entry)) {
  process.stderr.write('The server is not built yet. Run `pnpm build`, then try again.\n');
  process.exit(1);
}
const { runLaws } = await import(entry);

const beganAt = performance.now();
let toldAt = beganAt;
const {
  calls,
  steps: taken,
  simulatedMs,
  violations,
} = runLaws(steps, seed, (progress) => {
  if (performance.now() - toldAt < 10_000) return;
  toldAt = performance.now();
  process.stderr.write(`${progress.steps} of ${steps} steps, ${progress.violations.length} violations\n`);
});
const seconds = (performance.now() - beganAt) / 1000;

for (const violation of violations) {
  process.stdout.write(`\nseed ${violation.seed}\n${violation.why}\nstory ${violation.story}\n`);
}
process.stdout.write(
  `${taken} steps, ${calls} calls, ${Math.round(simulatedMs / 1000)} simulated seconds in ${seconds.toFixed(1)} s, ${violations.length} violations, seed ${seed}\n`,
);
process.exit(violations.length === 0 ? 0 : 1);

function wholeNumber(name, text) {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  process.stderr.write(`${name} takes a whole number, not "${text}".\n`);
  process.exit(2);
}
