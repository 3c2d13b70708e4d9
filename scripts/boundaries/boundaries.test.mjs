import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Forbidden lines, each planted in a file of its own, and words of the complaint it must draw. */
const forbidden = [
  ['packages/events/src/a.ts', `import { readFile } from 'node:fs';`, 'only zod'],
  ['packages/events/src/b.ts', `export { x } from '@antiphon/sdk';`, 'only zod'],
  ['packages/events/src/c.ts', `export { x } from '../../sdk/src/index.ts';`, 'only zod'],
  ['packages/audio-core/src/b.ts', `export { x } from '../../events/src/index.ts';`, 'nothing else of ours'],
  ['packages/audio-core/src/a.ts', `import { catalog } from '@antiphon/events';`, 'nothing else of ours'],
  ['packages/sdk/src/a.ts', `import { serve } from '@antiphon/server';`, 'packages/sdk may import only'],
  ['packages/sdk/src/b.ts', `export const f = () => import('fastify');`, 'packages/sdk may import only'],
  [
    'packages/sdk/src/connection/d.ts',
    `export { x } from '../../../server/src/app.ts';`,
    'packages/sdk may import only',
  ],
  ['packages/server/src/a.ts', `import { Antiphon } from '@antiphon/sdk';`, 'packages/server may import of ours only'],
  [
    'packages/server/src/b.ts',
    `import { x } from '../../sdk/src/index.ts';`,
    'packages/server may import of ours only',
  ],
  ['apps/dashboard/lib/a.ts', `import { serve } from '@antiphon/server';`, 'never the server'],
  ['apps/docs/scripts/a.mjs', `import { serve } from '../../../packages/server/dist/app.js';`, 'never the server'],
  ['packages/server/src/synthesizer/flite/a.ts', `import { x } from '../scripted/voice.ts';`, 'never another adapter'],
  ['packages/server/src/synthesizer/flite/b.ts', `import { x } from '../../call/call-loop.ts';`, 'never the call loop'],
  ['packages/server/src/synthesizer/flite/c.ts', `import { x } from '../../events/call-log.ts';`, 'what engines share'],
  [
    'packages/server/src/transcriber/grammar/d.ts',
    `import { x } from '../../engines/engines.ts';`,
    'what engines share',
  ],
  [
    'packages/server/src/responder/scripted/e.ts',
    `export const f = () => import('../../transcriber/scripted/script.ts');`,
    'never another adapter',
  ],
  ['packages/server/src/turn/barge-in.ts', `import { hostname } from 'node:os';`, 'pure file may import types'],
  ['packages/server/src/call/conversation.ts', `import { x } from './registry.ts';`, 'pure file may import types'],
  ['packages/server/src/playout/word-clock.ts', `export { x } from '../events/bus.ts';`, 'pure file may import types'],
  ['packages/server/src/call/conversation-x.ts', `import { x } from './call-loop.ts';`, 'pure file may import types'],
  ['packages/events/src/call-view.ts', `export const f = () => console.log(1);`, 'does no I/O'],
  ['packages/sdk/src/connection/reconnect.ts', `export const f = () => process.env.HOME;`, 'does no I/O'],
  ['packages/server/src/call/c.ts', `export const f = () => Date.now();`, 'Time and chance are arguments'],
  ['packages/server/src/call/d.ts', `export const f = () => new Date();`, 'Time and chance are arguments'],
  ['packages/server/src/call/e.ts', `export const f = () => Math.random();`, 'Time and chance are arguments'],
  ['packages/sdk/src/c.ts', `export const f = () => setTimeout(() => 1, 5);`, 'Time and chance are arguments'],
  ['packages/server/src/call/f.ts', `export const f = () => performance.now();`, 'Time and chance are arguments'],
  [
    'packages/server/src/call/g.ts',
    `import { randomUUID } from 'node:crypto';\nexport const f = () => randomUUID();`,
    'Time and chance are arguments',
  ],
  ['packages/server/src/call/i.ts', `export { setTimeout as delay } from 'node:timers/promises';`, 'Time and chance'],
  ['packages/server/src/call/h.ts', `export const later = globalThis.setInterval;`, 'Time and chance are arguments'],
];

/** Lines that look alike and are allowed. */
const allowed = [
  ['packages/events/src/ok.ts', `export { z } from 'zod';`],
  ['packages/server/src/clock.ts', `export const now = () => Date.now();`],
  ['packages/server/src/ids.ts', `import { randomBytes } from 'node:crypto';\nexport const f = () => randomBytes(6);`],
  ['packages/server/src/ok.ts', `export const at = (ms: number) => new Date(ms);`],
  ['packages/server/src/call/ok.ts', `export { x } from '../events/bus.ts';`],
  ['packages/server/src/turn/turn-detector.ts', `import type { A } from '../call/state.ts';\nexport type B = A;`],
  ['packages/server/src/call/conversation-turns.ts', `export { a } from './conversation-state.ts';`],
  ['packages/events/src/wire.ts', `export { catalog } from './catalog.ts';`],
  ['packages/server/src/turn/reply.ts', `export { stepTurn } from './turn-detector.ts';`],
  ['packages/server/src/transcriber/grammar/ok.ts', `export type { Transcriber } from '../transcriber.ts';`],
  ['packages/server/src/transcriber/grammar/also.ts', `export { fail } from '../../errors.ts';`],
  ['packages/server/src/transcriber/grammar/third.ts', `export { within } from '../../engines/settings.ts';`],
  ['packages/server/src/http/ok.ts', `export { x } from '../events/bus.ts';`],
  ['packages/sdk/src/connection/ok.ts', `export { x } from '../errors.ts';`],
  ['apps/dashboard/lib/ok.ts', `export { foldCall } from '@antiphon/events';`],
];

describe('who may import whom', () => {
  let workspace;
  /** Complaints of our own rules by file. */
  const complaints = new Map();

  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'boundaries-'));
    await cp(join(root, 'biome.json'), join(workspace, 'biome.json'));
    await cp(join(root, '.gitignore'), join(workspace, '.gitignore'));
    await cp(import.meta.dirname, join(workspace, 'scripts/boundaries'), { recursive: true });
    await symlink(join(root, 'node_modules'), join(workspace, 'node_modules'));
    for (const [path, text] of [...forbidden, ...allowed]) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), `${text}\n`);
    }
    const biome = join(root, 'node_modules/.bin/biome');
    const run = promisify(execFile)(biome, ['lint', '--reporter=json', '--max-diagnostics=none', 'packages', 'apps'], {
      cwd: workspace,
      maxBuffer: 64 * 1024 * 1024,
    });
    const { stdout } = await run.catch((failure) => failure);
    for (const { category, location, message } of JSON.parse(stdout).diagnostics) {
      if (category !== 'plugin') continue;
      const path = location.path?.file ?? location.path;
      complaints.set(path, [...(complaints.get(path) ?? []), JSON.stringify(message)]);
    }
  }, 60_000);
  afterAll(() => rm(workspace, { recursive: true, force: true }));

  it.each(forbidden)('%s may not contain: %s', (path, _text, words) => {
    expect(complaints.get(path)?.join('\n')).toContain(words);
  });

  it.each(allowed)('%s may contain: %s', (path) => {
    expect(complaints.get(path)).toBeUndefined();
  });
});
