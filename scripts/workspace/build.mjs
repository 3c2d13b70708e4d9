import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './root.mjs';
import { runStep } from './step.mjs';
import { findPnpm } from './tools.mjs';

/** No build of ours reports about its machine to anybody. */
const QUIET = { TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1' };

/**
 * Builds packages and what they depend on; what has not changed since the last build is not built again.
 *
 * @param {string[]} packages names, e.g. `@antiphon/server`; none means all
 * @returns {Promise<boolean>} whether all were built
 */
export async function build(...packages) {
  findPnpm();
  const filters = packages.map((name) => `--filter=${name}...`);
  const args = ['run', 'build', ...filters, '--continue', '--output-logs=new-only', '--log-order=stream'];
  const { ok } = await runStep('build', join(root, 'node_modules/.bin/turbo'), args, {
    env: QUIET,
    detail: describe,
  });
  return ok;
}

/** @returns what a package's build said last, e.g. `audio-core: Compiling napi v3.16.1`; turbo puts the name before each line */
function describe(line) {
  const [, name, text] = /^@antiphon\/([\w-]+):build: (.*)/.exec(stripVTControlCharacters(line)) ?? [];
  return text?.trim() ? `${name}: ${text.trim().slice(0, 60)}` : undefined;
}
