import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace/root.mjs';
import { cargoCounts, vitestCounts } from './counts.mjs';

/**
 * One thing that must hold.
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {string} [cwd]
 * @property {(output: string) => import('./counts.mjs').Counts | null} [count] reads its tests; absent, it is one test
 * @property {number} [timeoutMs] after which it is taken for hung
 */

const REPORTS = join(root, '.cache/reports');
const bin = (name) => join(root, 'node_modules/.bin', name);
const crate = join(root, 'packages/audio-core');

/** @returns {Check[]} all checks that run on a built workspace, cheapest first */
export function checks() {
  return [
    {
      name: 'format, lint, boundaries',
      command: bin('biome'),
      args: ['ci', '--error-on-warnings', '--colors=off', '--max-diagnostics=200', '.'],
    },
    ...packages('typecheck').map(({ folder, path }) => ({
      name: `types: ${folder}`,
      command: bin('tsc'),
      args: ['--noEmit', '-p', 'tsconfig.json'],
      cwd: path,
    })),
    vitest('scripts', root),
    ...packages('test').map(({ folder, path }) => vitest(folder, path)),
    { name: 'rust: format', command: 'cargo', args: ['fmt', '--all', '--check', '--', '--color', 'never'], cwd: crate },
    {
      name: 'rust: clippy',
      command: 'cargo',
      args: ['clippy', '--workspace', '--all-targets', '--locked', '--', '-D', 'warnings'],
      cwd: crate,
    },
    {
      name: 'rust: tests',
      command: 'cargo',
      args: ['test', '--workspace', '--locked'],
      cwd: crate,
      count: cargoCounts,
    },
    {
      name: 'packages install alone',
      command: process.execPath,
      args: [join(root, 'scripts/pack-test.mjs')],
      count: packCounts,
    },
  ];
}

/** @returns {Check} the tests of one folder, counted from vitest's own report */
function vitest(name, cwd) {
  mkdirSync(REPORTS, { recursive: true });
  const report = join(REPORTS, `${name.replaceAll('/', '-')}.json`);
  rmSync(report, { force: true });
  return {
    name: `tests: ${name}`,
    command: bin('vitest'),
    args: ['run', '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    cwd,
    count: () => (existsSync(report) ? vitestCounts(JSON.parse(readFileSync(report, 'utf8'))) : null),
    timeoutMs: 8 * 60_000,
  };
}

/** The packages of the workspace that have a script of this name. */
function packages(script) {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  return [...folders, 'examples', 'bench']
    .map((folder) => ({ folder, path: join(root, folder) }))
    .filter(({ path }) => existsSync(join(path, 'package.json')))
    .filter(({ path }) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).scripts?.[script] !== undefined);
}

/** Reads the last line of the pack test, which is in the form of our own. */
function packCounts(output) {
  const found = /(\d+) passed, (\d+) failed\s*$/.exec(output.trimEnd());
  return found === null ? null : { passed: Number(found[1]), failed: Number(found[2]), skipped: 0 };
}
