import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadApiKey } from './api-key.ts';
import { openDataFolder } from './data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'antiphon-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const noKey = () => {
  throw new Error('a new key was not called for');
};

it('makes the folder when it is absent, for its owner only', () => {
  const data = openDataFolder(join(folder, 'a', 'b'));
  expect(statSync(data.path).mode & 0o777).toBe(0o700);
  data.release();
});

it('is held by one server at a time', () => {
  const first = openDataFolder(folder);
  expect(() => openDataFolder(folder)).toThrow(
    expect.objectContaining({
      code: 'DATA_FOLDER_IN_USE',
      message: expect.stringContaining(`using the data folder ${folder}. Stop it`),
    }),
  );
  first.release();
  openDataFolder(folder).release();
});

it('says which folder cannot be written, and what to do', () => {
  writeFileSync(join(folder, 'file'), '');
  const path = join(folder, 'file', 'data');
  expect(() => openDataFolder(path)).toThrow(
    expect.objectContaining({
      code: 'DATA_FOLDER_UNUSABLE',
      message: expect.stringMatching(`${path} cannot be written: .*--data`),
    }),
  );
});

it('makes a key once, keeps it for its owner only, and finds it again', () => {
  const file = join(folder, 'api-key');
  expect(loadApiKey(file, undefined, () => 'ak_new')).toEqual({ key: 'ak_new', origin: 'made' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toBe('ak_new\n');
  expect(loadApiKey(file, undefined, noKey)).toEqual({ key: 'ak_new', origin: 'kept' });
});

it('keeps no key that was given', () => {
  const file = join(folder, 'api-key');
  expect(loadApiKey(file, 'mine', noKey)).toEqual({ key: 'mine', origin: 'given' });
  expect(existsSync(file)).toBe(false);
});

it('makes a new key in place of an empty file', () => {
  const file = join(folder, 'api-key');
  writeFileSync(file, '');
  expect(loadApiKey(file, undefined, () => 'ak_new').origin).toBe('made');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('says where a key cannot be kept', () => {
  expect(() => loadApiKey(join(folder, 'absent', 'api-key'), undefined, () => 'ak_new')).toThrow(
    /cannot be kept in .*--api-key/,
  );
});
