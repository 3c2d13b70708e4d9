import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';
import { runStep } from './step.mjs';
import { findPnpm } from './tools.mjs';

const STAMP = join(root, '.cache/installed');

/**
 * Installs the workspace's packages, unless nothing that decides them has changed since the last time.
 *
 * @returns {Promise<boolean>} whether the packages are there
 */
export async function install() {
  const pnpm = findPnpm();
  const wanted = inputsHash();
  const isInstalled = existsSync(join(root, 'node_modules/.modules.yaml'));
  if (isInstalled && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return true;
  const { ok } = await runStep(
    'install packages',
    pnpm.command,
    [...pnpm.args, 'install', '--prefer-frozen-lockfile'],
    {
      detail: (line) => /resolved \d+.*added \d+/.exec(line)?.[0],
    },
  );
  if (!ok) return false;
  mkdirSync(dirname(STAMP), { recursive: true });
  // The lockfile may have been written by the installation itself.
  writeFileSync(STAMP, inputsHash());
  return true;
}

/** Everything that decides what is installed: manifests, lockfile, and the machine's kind. */
function inputsHash() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`);
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  const manifests = ['.', 'examples', 'bench', ...folders].map((folder) => join(folder, 'package.json'));
  for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests.sort()]) {
    if (existsSync(join(root, path))) hash.update(`\n${path}\n`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}
