import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../workspace/root.mjs';
import { readOptions } from './options.mjs';

const plain = { once: false, port: 4700, dataFolder: join(root, '.antiphon'), givenKey: null };

it('has the defaults of the server, also where a variable is set to nothing', () => {
  expect(readOptions([], {})).toEqual(plain);
  const empty = { ANTIPHON_PORT: '', ANTIPHON_DATA: '', ANTIPHON_API_KEY: '' };
  expect(readOptions(['--once'], empty)).toEqual({ ...plain, once: true });
});

it('takes the variables of the server, and flags over them', () => {
  const env = { ANTIPHON_PORT: '4800', ANTIPHON_DATA: '/somewhere', ANTIPHON_API_KEY: 'ak_1' };
  expect(readOptions([], env)).toEqual({ once: false, port: 4800, dataFolder: '/somewhere', givenKey: 'ak_1' });
  expect(readOptions(['--port', '4900', '--data', '/else'], env)).toMatchObject({ port: 4900, dataFolder: '/else' });
});

it.each([
  [['--port', '70000'], {}, '--port must be 1 to 65535, not "70000".'],
  [['--port', '0x10'], {}, '--port must be 1 to 65535, not "0x10".'],
  [[], { ANTIPHON_PORT: 'http' }, 'ANTIPHON_PORT must be 1 to 65535, not "http".'],
  [['--onec'], {}, "Unknown option '--onec'. start takes --once, --port N and --data DIR."],
])('says what is wrong with %j %j', (argv, env, message) => {
  expect(() => readOptions(argv, env)).toThrow(message);
});
