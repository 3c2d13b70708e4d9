import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageManager, root } from './root.mjs';

it.each(['README.md', 'apps/docs/content/guide/quick-start.md'])(
  '%s names the pnpm that the workspace is pinned to',
  (page) => {
    const named = readFileSync(join(root, page), 'utf8').match(/pnpm@[\w.-]+/g) ?? [];
    expect(new Set(named)).toEqual(new Set([packageManager()]));
  },
);
