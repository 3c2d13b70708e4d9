// The public surface as one file: `node scripts/api.mjs` writes api.d.ts out of what the build declared. It is committed,
// and a test compares, so that a change of the surface is seen in review.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @returns the declarations of every module that index.d.ts exports from, by name, without those only used inside. */
export function apiReport() {
  const index = readFileSync(join(root, 'dist/index.d.ts'), 'utf8');
  const modules = [...index.matchAll(/from '\.\/([\w-]+)\.[jt]s'/g)].map(([, name]) => name);
  const sections = [...new Set(modules)].sort().map((name) => {
    const text = readFileSync(join(root, `dist/${name}.d.ts`), 'utf8');
    const body = text.replace(/^import .*\n/gm, '').replace(/^\/\/# sourceMappingURL.*\n?/gm, '');
    return `// ${name}\n${body}`;
  });
  const begin = index.replace(/^\/\/# sourceMappingURL.*\n?/gm, '');
  const note = '// Written by `node scripts/api.mjs` after a build; not by hand.';
  return `${[note, begin, ...sections].join('\n').trimEnd()}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, 'api.d.ts'), apiReport());
