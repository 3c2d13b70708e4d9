import { join } from 'node:path';
import { root } from './root.mjs';
import { runStep } from './step.mjs';
import { findPnpm } from './tools.mjs';

/** No build of ours reports about its machine to anybody. */
const QUIET = { TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', FORCE_COLOR: '0' };

/**
 * Builds packages and what they depend on; what has not changed since the last build is not built again.
 *
 * @param {string[]} packages names, e.g. `@antiphon/server`; none means all
 * @returns {Promise<boolean>} whether all were built
 */
export async function build(...packages) {
  findPnpm();
  const running = new Set();
  const filters = packages.map((name) => `--filter=${name}...`);
  const args = ['run', 'build', ...filters, '--continue', '--output-logs=new-only', '--log-order=stream'];
  const { ok } = await runStep('build', join(root, 'node_modules/.bin/turbo'), args, {
    env: QUIET,
    detail: (line) => describe(line, running),
  });
  return ok;
}

/** @returns which packages turbo is building, from the prefix it gives each line; what ended is not known from its output */
function describe(line, running) {
  const name = /^@antiphon\/([\w-]+):build: /.exec(line)?.[1];
  if (name === undefined) return undefined;
  running.delete(name);
  running.add(name);
  return [...running].at(-1);
}
