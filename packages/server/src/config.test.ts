import { expect, it } from 'vitest';
import { defaultConfig, optionsHelp, readConfig } from './config.ts';

it('takes flags before variables, and variables before defaults', () => {
  const env = { ANTIPHON_PORT: '5000', ANTIPHON_HOST: '0.0.0.0', ANTIPHON_LAB: '1', ANTIPHON_API_KEY: '' };
  const config = readConfig(['--port', '6000', '--data=/srv/antiphon', '--strict-engines'], env);
  expect(config).toEqual({
    ...defaultConfig,
    env,
    port: 6000,
    host: '0.0.0.0',
    lab: true,
    strictEngines: true,
    dataFolder: '/srv/antiphon',
  });
});

it('needs nothing at all', () => {
  expect(readConfig([], {})).toEqual({ ...defaultConfig, env: {} });
});

it.each([
  [['--prot', '1'], {}, "Unknown option '--prot'. `antiphon help` lists the options."],
  [['extra'], {}, /Unexpected argument 'extra'/],
  [['--port'], {}, /--port <value>.* argument missing/],
  [['--host', ''], {}, '--host needs a value: --host ADDRESS.'],
  [['--port', '70000'], {}, '--port takes a whole number from 0 to 65535, not "70000".'],
  [['--port', '-1'], {}, /--port/],
  [[], { ANTIPHON_PORT: 'http' }, 'ANTIPHON_PORT takes a whole number from 0 to 65535, not "http".'],
  [[], { ANTIPHON_MAX_CALLS: '0' }, 'ANTIPHON_MAX_CALLS takes a whole number from 1 to 100000, not "0".'],
  [[], { ANTIPHON_LAB: 'maybe' }, 'ANTIPHON_LAB takes 1 or 0, not "maybe".'],
  [['--public-url', 'voice.example.com'], {}, /--public-url takes a URL such as https:/],
  [['--log-level', 'loud'], {}, /--log-level takes one of fatal, /],
] as const)('refuses %j %j', (args, env, message) => {
  expect(() => readConfig(args, env)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    }),
  );
});

it('repeats no key in a message', () => {
  expect(() => readConfig(['--api-key', 'sec ret'], {})).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('sec') }),
  );
});

it('explains every option with its variable', () => {
  expect(optionsHelp()).toContain('--public-url URL');
  expect(optionsHelp()).toContain('ANTIPHON_PUBLIC_URL');
});
