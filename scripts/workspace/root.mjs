import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The workspace's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The pnpm that the workspace is pinned to, e.g. `pnpm@12.21.0`. */
export const packageManager = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;
