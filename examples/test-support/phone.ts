import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from '@antiphon/server';

const antiphon = fileURLToPath(new URL('../node_modules/@antiphon/server/bin/antiphon.mjs', import.meta.url));

/** What happened in a call, from its kept events. */
export interface Heard {
  /** What the caller said, as it was understood at the end of each turn. */
  turns: string[];
  /** What the bot began to say. */
  said: string[];
  /** Why the call ended. */
  reason: string;
}

interface LogEntry {
  type: string;
  data: { text?: string; reason?: string };
}

/** A whole server on a free port, and a telephone that calls its agents. */
export async function startPhone() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'antiphon-example-'));
  const server = await createServer({ port: 0, dataFolder, logLevel: 'silent' });
  await server.listen();
  const { url, apiKey } = server;
  // Where the examples look.
  Object.assign(process.env, { ANTIPHON_URL: url, ANTIPHON_API_KEY: apiKey });

  const read = async (path: string): Promise<{ entries: LogEntry[] }> => {
    const response = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${apiKey}` } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { entries: LogEntry[] };
  };

  return {
    /** Calls an agent and says the sentences, each when the bot has been silent for a while. */
    async call(agent: string, voice: string, sentences: readonly string[]): Promise<Heard> {
      const says = sentences.flatMap((sentence) => ['--say', sentence]);
      // The pause outlasts a slow machine's thinking, so that no sentence cuts an answer off.
      const args = ['call', ...says, '--agent', agent, '--voice', voice, '--wait', '--pause-ms', '3000', '--url', url];
      const printed = await run([antiphon, ...args]);
      const callId = /call (CA\w+)/.exec(printed)?.[1];
      const { entries } = await read(`/v1/calls/${callId}/events?after=0&limit=1000`);
      const texts = (type: string) => entries.filter((entry) => entry.type === type).map(({ data }) => data.text ?? '');
      const reason = entries.at(-1)?.data.reason ?? '';
      return { turns: texts('turn.end'), said: texts('bot.speaking'), reason };
    },

    async close(): Promise<void> {
      await server.close();
      await rm(dataFolder, { recursive: true });
    },
  };
}

function run(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(printed) : reject(new Error(`The caller failed (${code}):\n${printed}`)),
    );
  });
}
