import { build } from '../workspace/build.mjs';
import { runStep } from '../workspace/step.mjs';
import { paint, seconds } from '../workspace/terminal.mjs';
import { asTests, sum, summaryLine } from './counts.mjs';
import { checks } from './steps.mjs';

/** Logs are read in files and on CI as often as on a terminal. */
const PLAIN = { NO_COLOR: '1', FORCE_COLOR: undefined, CARGO_TERM_COLOR: 'never' };
const HUNG_MS = 6 * 60_000;

/**
 * Builds everything, docs included, then runs every check whose name has one of `wanted` in it (all when none is given).
 *
 * @returns {Promise<boolean>} whether all held
 */
export async function runChecks(wanted) {
  const isWanted = ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part));
  const begun = performance.now();
  const isBuilt = await build();
  const rows = [{ name: 'build, docs included', tests: asTests(isBuilt, null), elapsedMs: performance.now() - begun }];
  for (const check of checks().filter(isWanted)) {
    const { name, command, args, cwd, count, timeoutMs = HUNG_MS } = check;
    const { ok, output, elapsedMs } = await runStep(name, command, args, { cwd, timeoutMs, env: PLAIN });
    rows.push({ name, tests: asTests(ok, count?.(output) ?? null), elapsedMs });
  }
  const total = sum(rows.map(({ tests }) => tests));
  const took = seconds(performance.now() - begun);
  process.stdout.write(`\n${rows.map(tableRow).join('\n')}\n${took} in all\n${summaryLine(total)}\n`);
  return total.failed === 0;
}

function tableRow({ name, tests, elapsedMs }) {
  const mark = tests.failed === 0 ? paint.green('✓') : paint.red('✗');
  return `${mark} ${name.padEnd(32)} ${summaryLine(tests).padEnd(28)} ${paint.dim(seconds(elapsedMs))}`;
}
