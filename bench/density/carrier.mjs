// The carrier that drives a server with many calls. It is not part of the project: its folder lies beside the checkout.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnOwned } from '../../scripts/workspace/children.mjs';

const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const folder = join(shared, 'tools/carrier-load');
const recording = join(shared, 'data/speech/kennedy.wav');

export const isThere = existsSync(join(folder, 'load.mjs')) && existsSync(recording);
export const MISSING =
  'The carrier driver is not beside this checkout. Set ANTIPHON_SHARED to the folder that holds tools/carrier-load and data/speech.';

/** Pins a process, with the threads it has and will have, to one core. */
export function pin(pid, core) {
  const { status, error } = spawnSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
  if (error || status !== 0) throw new Error('taskset could not pin the server to a core. It comes with util-linux.');
}

/** Plays so many calls at once for `seconds`. @returns what the driver has measured */
export async function playCalls({ socket, agent, pid, serverCore, ownCore, calls, seconds }) {
  const copy = mkdtempSync(join(tmpdir(), 'antiphon-carrier-'));
  try {
    cpSync(folder, copy, { recursive: true });
    mkdirSync(join(copy, 'node_modules'), { recursive: true });
    // It needs a WebSocket, and ours will do.
    const ws = dirname(createRequire(import.meta.url).resolve('ws/package.json'));
    if (!existsSync(join(copy, 'node_modules/ws'))) symlinkSync(ws, join(copy, 'node_modules/ws'));
    const out = join(copy, 'result.json');
    const params = JSON.stringify({ agent, from: '+15550100', to: '+15550199' });
    const settings = {
      url: socket,
      wav: recording,
      out,
      calls,
      seconds,
      pid,
      params,
      'server-cpu': serverCore,
      'connect-rate': 20,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawnOwned('taskset', ['-c', String(ownCore), process.execPath, join(copy, 'load.mjs'), ...args], {
      cwd: copy,
      stdio: 'ignore',
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`The carrier driver ended with code ${code}.`);
    return JSON.parse(readFileSync(out, 'utf8')).results[0];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
