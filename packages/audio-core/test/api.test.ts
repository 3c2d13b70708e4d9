import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { native } from '../dist/native.js';
import { apiReport } from '../scripts/api.mjs';

it('the surface is the one that was reviewed: run `node scripts/api.mjs` and commit api.d.ts to change it', () => {
  expect(apiReport()).toBe(readFileSync(new URL('../api.d.ts', import.meta.url), 'utf8'));
});

it('the addon exports what we declare of it, and nothing else', () => {
  const declared = readFileSync(new URL('../dist/native.d.ts', import.meta.url), 'utf8');
  const [, body = ''] = /interface Native \{\n([\s\S]*?)\n\}/.exec(declared) ?? [];
  const names = [...body.matchAll(/^ {4}(\w+)[(:]/gm)].map(([, name]) => name);
  expect(Object.keys(native).sort()).toEqual(names.sort());
});

it('nothing that the addon exports can end the process: each function turns a failure into an error', () => {
  const folder = new URL('../node/src/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.rs'));
  const exported = files.flatMap((name) => [
    ...readFileSync(new URL(name, folder), 'utf8').matchAll(/#\[napi(\([^)]*\))?\]\s+pub fn (\w+)/g),
  ]);
  expect(exported.length).toBeGreaterThan(50);
  const bare = exported.filter(([, options = '']) => !options.includes('catch_unwind')).map(([, , name]) => name);
  expect(bare).toEqual([]);
});
