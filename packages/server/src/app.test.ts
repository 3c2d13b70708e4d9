import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type AntiphonServer, createServer } from './app.ts';

let folder: string;
let server: AntiphonServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'antiphon-app-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const serve = async (options: object = {}) => {
  server = await createServer({ port: 0, dataFolder: folder, logLevel: 'silent', ...options });
  await server.listen();
  return server;
};

/** A socket that has been opened, and what came over it. */
async function connect(url: string, path: string) {
  const socket = new WebSocket(url.replace('http', 'ws') + path);
  const frames: Record<string, unknown>[] = [];
  const watchers = new Set<() => void>();
  socket.on('message', (data) => {
    frames.push(JSON.parse(data.toString()));
    for (const watcher of watchers) watcher();
  });
  const closed = once(socket, 'close');
  await once(socket, 'open');
  return {
    closed,
    send: (frame: object) => socket.send(JSON.stringify(frame)),
    got: (event: string) =>
      new Promise<Record<string, unknown>>((resolve) => {
        const look = () => {
          const found = frames.find((frame) => frame.event === event);
          if (found) resolve(found);
        };
        watchers.add(look);
        look();
      }),
  };
}

it('makes a key when it is given an empty one, instead of opening to everyone', async () => {
  const { apiKey, apiKeyOrigin, url } = await serve({ apiKey: '', twilioAuthToken: '', host: undefined });
  expect(apiKeyOrigin).toBe('made');
  expect(apiKey).toMatch(/^ak_/);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const agent = await connect(url, '/client');
  agent.send({ event: 'connect', api_key: '' });
  expect(await agent.got('error')).toBeDefined();
});

it('ends live calls as its own doing when it closes, and their agents hear of it', { timeout: 30_000 }, async () => {
  const { apiKey, url, close } = await serve({ lab: true });
  const agent = await connect(url, '/client');
  agent.send({ event: 'connect', api_key: apiKey });
  await agent.got('connected');
  agent.send({
    event: 'agent.create',
    agent_id: 'mara',
    voice: { provider: 'scripted' },
    stt: { provider: 'scripted', text: 'hello' },
  });
  await agent.got('agent.created');
  const phone = await connect(url, '/twilio/media');
  phone.send({ event: 'start', start: { streamSid: 'MZ1', callSid: 'CA1', customParameters: { agent: 'mara' } } });
  await agent.got('call.started');
  await close();
  expect(await agent.got('call.ended')).toMatchObject({ call_id: 'CA1', reason: 'shutdown' });
  await Promise.all([agent.closed, phone.closed]);
});

it('says what is wrong with a database that fails at the start, and lets go of the folder', async () => {
  const damaged = new Database(join(folder, 'antiphon.db'));
  damaged.exec('create table schema_version (version integer not null) strict; insert into schema_version values (1)');
  damaged.close();
  const refused = expect.objectContaining({
    code: 'DATA_FOLDER_UNUSABLE',
    message: expect.stringMatching(/^The database in .* failed at the start: .*no such table.*--data\.$/),
  });
  await expect(serve()).rejects.toEqual(refused);
  await expect(serve()).rejects.toEqual(refused);
});
