import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawnOwned, stop } from '../workspace/children.mjs';
import { root } from '../workspace/root.mjs';

const command = join(root, 'packages/server/bin/antiphon.mjs');
/** A server that is told to end gives its calls time; the one call of the demonstration is short. */
const GRACE_MS = 10_000;
const READY_MS = 30_000;

/** @returns whether the port of 127.0.0.1 can be listened on */
export function isPortFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** A Node program that ends with us. `printed` grows with its lines; `gone` resolves with its exit code. */
function startNode(name, args, env) {
  const options = { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = spawnOwned(process.execPath, args, options);
  const printed = [];
  const listeners = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      printed.push(line);
      for (const listener of listeners) listener(line);
    });
  }
  const gone = new Promise((resolve) => child.once('close', resolve));
  return { name, printed, listeners, gone, stop: () => stop(child, GRACE_MS) };
}

/** @returns the line that says the program is ready @throws with what it printed, when it ends or stays silent instead */
async function untilReady(program, pattern) {
  const { name, printed, listeners, gone } = program;
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (what) => reject(new Error(`${name} ${what}\n${printed.slice(-20).join('\n')}`));
      timer = setTimeout(() => fail(`was not ready after ${READY_MS / 1000} s.`), READY_MS);
      listeners.add((line) => pattern.test(line) && resolve(line));
      gone.then((code) => fail(`ended with code ${code}:`));
    });
  } catch (error) {
    await program.stop();
    throw error;
  } finally {
    clearTimeout(timer);
    listeners.clear();
  }
}

/** Starts the server with its embedded defaults. */
export async function startServer({ port, dataFolder }) {
  const server = startNode('The server', [command, 'serve', '--port', String(port), '--data', dataFolder]);
  const line = await untilReady(server, /listening on http:/);
  const keyFile = join(dataFolder, 'api-key');
  const key = process.env.ANTIPHON_API_KEY ?? (existsSync(keyFile) ? readFileSync(keyFile, 'utf8').trim() : '');
  return { ...server, url: /http:\S+/.exec(line)[0], key, dataFolder };
}

/** Starts the example agent and waits until the server knows it. */
export async function startAgent({ url, key }) {
  const agent = startNode('The example agent', [join(root, 'examples/dist/booking.js')], {
    ANTIPHON_URL: url,
    ANTIPHON_API_KEY: key,
  });
  await untilReady(agent, /ready/i);
  return agent;
}

/**
 * Calls the agent through the phone protocol, with a synthesized voice, and hangs up when all is said and answered.
 *
 * @param {string[]} sentences each said when the agent has fallen silent
 */
export function startCaller({ url, key }, sentences) {
  const says = sentences.flatMap((text) => ['--say', text]);
  const args = [command, 'call', ...says, '--agent', 'booking', '--voice', 'flite/rms', '--wait', '--url', url];
  const caller = startNode('The caller', args, { ANTIPHON_API_KEY: key });
  let exitCode;
  caller.gone.then((code) => {
    exitCode = code;
  });
  const failure = () =>
    exitCode === 0 ? null : [`The caller ended with code ${exitCode}: ${caller.printed.slice(-5).join(' ')}`];
  return { ...caller, failure };
}
