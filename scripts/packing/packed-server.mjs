import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openEventStream } from '../first-call/event-stream.mjs';
import { startNode, untilReady } from '../workspace/programs.mjs';
import { installAlone } from './install-alone.mjs';
import { cleanEnvironment, run } from './run.mjs';

const RETRY_MS = 500;

/**
 * A server from its own tarball, for the agents of other packages' READMEs.
 *
 * @returns its `url`, its `key`, `untilAnswered(agent)` and `stop()`
 */
export async function startPackedServer(packed, workFolder) {
  const server = packed.find(({ name }) => name === '@antiphon/server');
  const project = await installAlone(server, packed, join(workFolder, 'server-to-call'));
  const command = join(project, 'node_modules/@antiphon/server/bin/antiphon.mjs');
  const dataFolder = join(project, 'data');
  const program = startNode('The packed server', [command, 'serve', '--port', '0', '--data', dataFolder], {
    cwd: project,
    env: cleanEnvironment(),
  });
  const url = /http:\S+/.exec(await untilReady(program, /listening on http:/))[0];
  const key = readFileSync(join(dataFolder, 'api-key'), 'utf8').trim();

  let isStopped = false;

  /** Calls the agent, as soon as it is there, until it has said something to the end. */
  async function untilAnswered(agent) {
    let tell;
    const answered = new Promise((resolve) => {
      tell = resolve;
    });
    const close = await openEventStream(url, key, (name) => name === 'bot.finished' && tell('answered'));
    const env = cleanEnvironment({ ANTIPHON_API_KEY: key });
    const args = [command, 'call', '--say', 'hello', '--agent', agent, '--voice', 'flite/rms', '--wait', '--url', url];
    (async () => {
      while (!isStopped) {
        try {
          await run(process.execPath, args, { cwd: project, env });
          return;
        } catch {
          await wait(RETRY_MS);
        }
      }
    })();
    const outcome = await answered;
    close();
    return outcome;
  }
  const stop = () => {
    isStopped = true;
    return program.stop();
  };
  return { url, key, untilAnswered, stop };
}
