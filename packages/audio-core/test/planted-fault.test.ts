import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { fromNative } from '../dist/errors.js';
import type { native } from '../dist/native.js';
import { call, callOptions, methods, outcome, wellMeant } from './addon.ts';

type Planted = typeof native & { plantFault(): void };
let addon: Planted;

/** The addon with a failure that can be asked for, and with checks of overflow: a build of its own. */
beforeAll(() => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const build = ['build', '--locked', '--package', 'antiphon-audio-node', '--features', 'planted-fault'];
  const { status, stderr } = spawnSync('cargo', build, { cwd: root, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const library = { darwin: 'libantiphon_audio_node.dylib', win32: 'antiphon_audio_node.dll' }[
    process.platform as string
  ];
  const folder = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug');
  const path = join(folder, 'planted-fault.node');
  copyFileSync(join(folder, library ?? 'libantiphon_audio_node.so'), path);
  addon = createRequire(import.meta.url)(path) as Planted;
}, 1_800_000);

const names = [...Object.keys(wellMeant), ...Object.keys(methods)].filter((name) => !/Many$/.test(name));

it.each(names)('a failure within %s is an error with a code, and the next call answers', (name) => {
  const make = (wellMeant[name] ?? methods[name]) as (addon: Planted) => unknown[];
  const values = make(addon);
  addon.plantFault();
  expect(outcome(() => call(addon, name, values))).toBe('Unknown');
  expect(outcome(() => call(addon, name, make(addon)))).toMatch(/fine|false/);
});

it('a failure within a call closes that call, says why, and leaves the others as they were', () => {
  const [failing, other] = [addon.openCall(callOptions), addon.openCall(callOptions)];
  addon.plantFault();
  let error: unknown;
  try {
    addon.tick(failing);
  } catch (cause) {
    error = fromNative(cause);
  }
  expect(error).toMatchObject({ code: 'INTERNAL', message: 'The audio core failed: a planted fault.' });
  expect(outcome(() => addon.tick(failing))).toBe('Closing');
  expect(addon.closeCall(failing)).toBe(false);
  expect(addon.tick(other)).toBe(0);
});

it('a failure within a batch is the code of one call, and the others go on', () => {
  const calls = Array.from({ length: 3 }, () => addon.openCall(callOptions));
  addon.plantFault();
  const packets = Float64Array.from(calls.flatMap((handle) => [handle, 1, 160, 20, 160]));
  expect(addon.pushMany(packets, new Uint8Array(480), 3)).toBe(1);
  expect([packets[0], packets[5], packets[10]]).toEqual([-3, 0, 0]);
  addon.plantFault();
  const ticks = Float64Array.from(calls);
  expect(addon.tickMany(ticks, 3)).toBe(2);
  expect([...ticks]).toEqual([-1, -3, 0]);
});

it('no arithmetic overflows where it is checked, with the arguments everything is made for and at their ends', () => {
  const ends: unknown[] = [0, 1, 0xffff_ffff, 2 ** 53 - 1, 8000, 192_000, 60_000, 1e12, Number.NEGATIVE_INFINITY];
  for (const name of names) {
    const make = (wellMeant[name] ?? methods[name]) as (addon: Planted) => unknown[];
    for (let index = 0; index < make(addon).length; index++) {
      if (typeof make(addon)[index] !== 'number') continue;
      for (const end of ends) {
        const values = make(addon).map((value, at) => (at === index ? end : value));
        expect(
          outcome(() => call(addon, name, values)),
          `${name}.${index} = ${String(end)}`,
        ).not.toBe('Unknown');
      }
    }
  }
});
