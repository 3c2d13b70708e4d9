import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/antiphon.mjs', import.meta.url));
let folder: string;
let running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'antiphon-main-'));
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

function antiphon(...args: string[]) {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env: { PATH, ANTIPHON_LOG_LEVEL: 'error' } });
  running.push(child);
  let out = '';
  let err = '';
  const watchers = new Set<() => void>();
  const notify = () => {
    for (const watcher of watchers) watcher();
  };
  child.stdout.on('data', (chunk) => {
    out += chunk;
    notify();
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve)).then((code) => {
    notify();
    return { code, out, err };
  });
  return {
    ended,
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    /** Reads no more of what it says. */
    leave: () => child.stdout.destroy(),
    /** What it has said on stdout, once that matches. */
    says: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(out);
          if (found) resolve(found);
          else if (child.exitCode !== null) reject(new Error(`it ended first: ${out}${err}`));
        };
        watchers.add(look);
        look();
      }),
  };
}

it('serves on what it says, shows a key it made once, and stops when it is told to', { timeout: 120_000 }, async () => {
  const first = antiphon('serve', '--port', '0', '--data', 'data');
  const url = (await first.says(/antiphon: listening on (\S+)/))[1];
  const key = (await first.says(/antiphon: API key (\S+) \(made now/))[1];
  expect(readFileSync(join(folder, 'data', 'api-key'), 'utf8').trim()).toBe(key);
  const ask = (bearer: string | undefined) =>
    fetch(`${url}/v1/calls`, { headers: { authorization: `Bearer ${bearer}` } });
  expect(await (await ask(key)).json()).toEqual({ calls: [], next: null });
  expect((await ask('wrong')).status).toBe(401);
  // A stream that is open keeps nobody from stopping.
  const stream = await fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${key}` } });
  expect(stream.status).toBe(200);

  first.signal('SIGTERM');
  expect(await first.ended).toMatchObject({ code: 0, out: expect.stringContaining('SIGTERM'), err: '' });

  const second = antiphon('serve', '--port', '0', '--data', 'data');
  await second.says(/listening/);
  second.signal('SIGINT');
  const { out } = await second.ended;
  expect(out).not.toContain(key);
  expect(out).toContain(`the API key is in ${join(folder, 'data', 'api-key')}`);
});

it('says what is wrong and what to do when it cannot start', { timeout: 120_000 }, async () => {
  const first = antiphon('serve', '--port', '0', '--data', 'data', '--api-key', 'k');
  await first.says(/listening/);
  const taken = await new Promise<Server>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
  const address = taken.address();
  const port = String(typeof address === 'object' && address ? address.port : 0);

  const refusals = await Promise.all([
    antiphon('serve', '--port', '0', '--data', 'data').ended,
    antiphon('serve', '--port', port, '--data', 'other').ended,
    antiphon('serve', '--port', '0', '--data', '/dev/null/data').ended,
    antiphon('serve', '--port', '0', '--data', 'third', '--host', '203.0.113.1').ended,
    antiphon('serve', '--prot', '1').ended,
    antiphon('sreve').ended,
  ]);
  taken.close();
  expect(refusals.map(({ code, out, err }) => [code, out, err.split('\n')[0]])).toEqual([
    [
      1,
      '',
      `antiphon: Another Antiphon server is using the data folder ${join(folder, 'data')}. Stop it, or give this one its own with --data.`,
    ],
    [
      1,
      '',
      `antiphon: Port ${port} on 127.0.0.1 is in use. Stop the program that has it, or choose another with --port.`,
    ],
    [
      1,
      '',
      expect.stringMatching(
        /^antiphon: The data folder \/dev\/null\/data cannot be written: .* another with --data\.$/,
      ),
    ],
    [2, '', expect.stringContaining('This machine has no address "203.0.113.1" to listen on.')],
    [2, '', "antiphon: Unknown option '--prot'. `antiphon help` lists the options."],
    [2, '', 'antiphon: there is no command "sreve".'],
  ]);
  first.signal('SIGTERM');
  expect((await first.ended).code).toBe(0);
});

it('says what it can do and which version it is', { timeout: 120_000 }, async () => {
  const [help, version] = await Promise.all([antiphon('help').ended, antiphon('--version').ended]);
  expect(help).toMatchObject({
    code: 0,
    out: expect.stringMatching(/serve[\s\S]*--public-url URL[\s\S]*ANTIPHON_PUBLIC_URL/),
  });
  expect(version).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

it('goes on serving when nobody reads what it says any more', { timeout: 120_000 }, async () => {
  const server = antiphon('serve', '--port', '0', '--data', 'data', '--api-key', 'k');
  await server.says(/antiphon: listening/);
  server.leave();
  // It says something here, to nobody.
  server.signal('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0, err: '' });
});
