import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace/root.mjs';
import { findPnpm } from '../workspace/tools.mjs';
import { run } from './run.mjs';

/**
 * A published package and its tarball.
 *
 * @typedef {{ name: string, folder: string, tarball: string, isPlatform: boolean }} Packed
 */

/** Packs every published package, and the binary package of this platform. @returns {Promise<Packed[]>} */
export async function packAll(destination) {
  mkdirSync(destination, { recursive: true });
  const pnpm = findPnpm();
  const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  const platforms = join(root, 'packages/audio-core/npm');
  const here = existsSync(platforms) ? readdirSync(platforms).map((name) => join(platforms, name)) : [];
  const packed = [];
  for (const folder of [...folders, ...here.filter(hasBinary)]) {
    const { name, private: isPrivate } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (isPrivate) continue;
    const before = new Set(readdirSync(destination));
    await run(pnpm.command, [...pnpm.args, 'pack', '--pack-destination', destination], { cwd: folder });
    const tarball = readdirSync(destination).find((file) => !before.has(file));
    packed.push({ name, folder, tarball: join(destination, tarball), isPlatform: folder.startsWith(platforms) });
  }
  return packed;
}

/** Only the addon of this machine is built here. */
function hasBinary(folder) {
  return readdirSync(folder).some((file) => file.endsWith('.node'));
}
