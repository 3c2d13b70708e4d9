import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../workspace/build.mjs';
import { onAskedToStop } from '../workspace/children.mjs';
import { install } from '../workspace/install.mjs';
import { packageManager, root } from '../workspace/root.mjs';
import { paint } from '../workspace/terminal.mjs';
import { createEventPrinter } from './event-printer.mjs';
import { openEventStream } from './event-stream.mjs';
import { readOptions } from './options.mjs';
import { isPortFree, startAgent, startCaller, startServer } from './processes.mjs';
import { judgeCall } from './verdict.mjs';

/** What the caller says to the booking agent, each when the agent has fallen silent. */
const SENTENCES = ['a table for four at seven thirty', 'yes'];
/** The last events reach the stream a moment after the caller has hung up, when they are durable. */
const LAST_EVENT_MS = 5_000;
/** What running needs; the docs and the tests are left for later. */
const PACKAGES = ['@antiphon/server', '@antiphon/dashboard', '@antiphon/examples'];

const DOCS = join(root, 'apps/docs/.vitepress/dist/index.html');

const print = (text = '') => process.stdout.write(`${text}\n`);

/**
 * Installs, builds, runs server, agent and dashboard, places one call and shows its events.
 *
 * @param {string[]} argv `--once`, `--port N`, `--data DIR`
 * @returns {Promise<number>} the exit code, when a person has asked it to stop (with `--once`: when the call is over)
 */
export async function start(argv) {
  const running = [];
  const asked = new Promise((tell) => onAskedToStop(() => tell('asked')));
  const work = runAndCall(argv, running).catch((error) => fail(error.message));
  const outcome = await Promise.race([work, asked]);
  if (outcome === 'stay') {
    const died = Promise.race(running.map((program) => program.gone.then(() => program)));
    const end = await Promise.race([asked, died]);
    if (end !== 'asked') fail(`${end.name} ended on its own:\n${end.printed.slice(-20).join('\n')}`);
    await stopAll(running);
    return end === 'asked' ? 0 : 1;
  }
  await stopAll(running);
  return outcome === 'asked' ? 130 : outcome;
}

/** @param running grows with everything that must be stopped @returns an exit code, or 'stay' */
async function runAndCall(argv, running) {
  const options = readOptions(argv, process.env);
  if (!(await isPortFree(options.port))) {
    return fail(
      `Port ${options.port} is in use. Stop the program that listens there, or choose another: --port ${options.port + 1}`,
    );
  }
  if (!(await install()) || !(await build(...PACKAGES))) return 1;

  const { checkOrder, parseSse } = await import('../../packages/events/dist/index.js');
  const server = await startServer(options);
  running.push(server);
  running.push(await startAgent(server));

  print(`\n${paint.bold('One call to the booking agent')}, its caller a synthesized voice\n`);
  const printer = createEventPrinter((text) => process.stdout.write(text));
  const events = [];
  let tellEnded;
  const ended = new Promise((tell) => {
    tellEnded = tell;
  });
  const closeStream = await openEventStream(server.url, server.key, (name, data) => {
    const event = parseSse(name, data);
    printer.print(event);
    if (event.callId !== null) events.push(event);
    if (name === 'call.ended') tellEnded();
  });
  const caller = startCaller(server, SENTENCES);
  running.push(caller);
  await caller.gone;
  running.splice(running.indexOf(caller), 1);
  await Promise.race([ended, new Promise((tell) => setTimeout(tell, LAST_EVENT_MS))]);
  printer.end();
  closeStream();

  const faults = [...(caller.failure() ?? []), ...judgeCall(events, checkOrder)];
  print();
  if (faults.length === 0) print(paint.green('The call went well: it was answered, heard, and hung up.'));
  else fail(`The call did not go well:\n${faults.map((each) => `  - ${each}`).join('\n')}`);
  if (options.once) return faults.length === 0 ? 0 : 1;
  print(whereToLook(server));
  return 'stay';
}

function whereToLook({ url, key, dataFolder, givenKey }) {
  return `
  Dashboard   ${url}/#key=${key}
  Key         ${givenKey === null ? join(dataFolder, 'api-key') : 'as ANTIPHON_API_KEY has it'}
  The agent   examples/booking.ts
  Call again  npx -y ${packageManager()} antiphon call --say "a table for two at eight" --agent booking --wait --url ${url}
  Docs        ${existsSync(DOCS) ? `${url}/docs/` : `apps/docs (pnpm build makes them; the next start has them at ${url}/docs/)`}

Ctrl-C stops everything.`;
}

async function stopAll(running) {
  for (const each of running.toReversed()) await each.stop();
}

function fail(message) {
  process.stderr.write(`${paint.red(message)}\n`);
  return 1;
}
