import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startNode, untilReady } from '../workspace/programs.mjs';
import { root } from '../workspace/root.mjs';

const command = join(root, 'packages/server/bin/antiphon.mjs');

/** @returns whether the port of 127.0.0.1 can be listened on */
export function isPortFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Starts the server with its embedded defaults. */
export async function startServer({ port, dataFolder, givenKey }) {
  const server = startNode('The server', [command, 'serve', '--port', String(port), '--data', dataFolder], {
    cwd: root,
    env: process.env,
  });
  const line = await untilReady(server, /listening on http:/);
  const key = givenKey ?? readFileSync(join(dataFolder, 'api-key'), 'utf8').trim();
  return { ...server, url: /http:\S+/.exec(line)[0], key, dataFolder, givenKey };
}

/** Starts the example agent and waits until the server knows it. */
export async function startAgent({ url, key }) {
  const agent = startNode('The example agent', [join(root, 'examples/dist/booking.js')], {
    cwd: root,
    env: { ...process.env, ANTIPHON_URL: url, ANTIPHON_API_KEY: key },
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
  const args = [
    command,
    'call',
    ...says,
    '--agent',
    'booking',
    '--voice',
    'flite/rms',
    '--wait',
    '--pause-ms',
    '1500',
    '--url',
    url,
  ];
  const caller = startNode('The caller', args, { cwd: root, env: { ...process.env, ANTIPHON_API_KEY: key } });
  let exitCode;
  caller.gone.then((code) => {
    exitCode = code;
  });
  const failure = () =>
    exitCode === 0 ? null : [`The caller ended with code ${exitCode}: ${caller.printed.slice(-5).join(' ')}`];
  return { ...caller, failure };
}
