import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Antiphon } from '@antiphon/sdk';
import { startNode, untilReady } from '../../scripts/workspace/programs.mjs';
import { root } from '../../scripts/workspace/root.mjs';

/**
 * A server as a process of its own with a folder of its own, and a client for agents.
 *
 * @param nodeOptions of the server's process
 * @returns `url`, `pid`, the carrier's `socket`, `client`, and `close`, which ends both and takes the folder away
 */
export async function startBenchServer(nodeOptions = []) {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-bench-'));
  const command = join(root, 'packages/server/bin/antiphon.mjs');
  const server = startNode('The server', [...nodeOptions, command, 'serve', '--port', '0', '--data', folder], {
    cwd: folder,
    env: { ...process.env, ANTIPHON_LAB: '1', ANTIPHON_API_KEY: '', ANTIPHON_LOG_LEVEL: 'warn' },
  });
  const url = /http:\S+/.exec(await untilReady(server, /listening on http:/))[0];
  const client = new Antiphon({ url, apiKey: readFileSync(join(folder, 'api-key'), 'utf8').trim() });
  return {
    url,
    pid: server.pid,
    socket: `${url.replace('http', 'ws')}/twilio/media`,
    client,
    async close() {
      await client.disconnect();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
