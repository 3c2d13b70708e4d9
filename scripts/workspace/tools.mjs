import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { missingPrerequisites } from './prerequisites.mjs';

/** Ends the process with one line per missing prerequisite; otherwise returns. */
export function requirePrerequisites() {
  findCargo();
  const problems = missingPrerequisites({
    node: process.version,
    cargo: firstLine('cargo', '--version'),
    cc: firstLine(process.env.CC ?? 'cc', '--version') ?? firstLine('clang', '--version'),
    cxx: firstLine(process.env.CXX ?? 'c++', '--version') ?? firstLine('clang++', '--version'),
    make: firstLine('make', '--version') ?? firstLine('gmake', '--version'),
    cmake: firstLine('cmake', '--version'),
    platform: process.platform,
  });
  if (problems.length === 0) return;
  process.stderr.write(
    `This machine lacks what Antiphon is built with:\n${problems.map((each) => `  - ${each}\n`).join('')}`,
  );
  process.exit(1);
}

/** rustup puts cargo into a folder that shells opened before it ran do not know. */
function findCargo() {
  if (firstLine('cargo', '--version') !== null) return;
  const folder = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin');
  if (existsSync(folder)) process.env.PATH = `${process.env.PATH}${delimiter}${folder}`;
}

/** @returns the first line a tool prints, '' when it fails (rustup's cargo without a toolchain does), null when it is absent */
function firstLine(command, ...args) {
  const { status, stdout, error } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (error !== undefined) return null;
  return status === 0 ? stdout.split('\n', 1)[0] : '';
}

/**
 * How to reach the pnpm that runs us. `npx pnpm` leaves no `pnpm` behind for others, so turbo, which calls `pnpm` for each
 * task, gets the folder of this one on its path.
 *
 * @returns {{ command: string, args: string[] }}
 */
export function findPnpm() {
  const own = process.env.npm_execpath ?? '';
  if (!/[\\/]pnpm(\.[cm]?js|\.exe)?$/.test(own)) return { command: 'pnpm', args: [] };
  if (/js$/.test(own)) return { command: process.execPath, args: [own] };
  process.env.PATH = `${dirname(own)}${delimiter}${process.env.PATH}`;
  return { command: own, args: [] };
}
