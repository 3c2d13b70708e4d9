import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type LoggedEvent, parseFrame, parseLogEntry } from '@antiphon/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type AntiphonServer, createServer } from '../app.ts';
import { placeCall } from '../caller/place-call.ts';
import { FRAME_MS } from '../playout/frame.ts';
import { simulate } from './index.ts';
import { readLine, recordingsFolder, SKIPPED } from './recordings.ts';

const API_KEY = 'ak_real_time';
const folder = recordingsFolder(process.env);
if (folder === undefined) console.warn(SKIPPED);

const FRAME_SAMPLES = 160;
const LINGER_MS = 1_500;
const RECORDINGS = ['kennedy', 'austen-0880', 'go-forward', 'cards-003', 'weather-question', 'hello-world'];
const settings = { stt: { provider: 'scripted', text: 'so I say', delay_ms: 50 }, interruption: false };

let server: AntiphonServer;
let dataFolder: string;
let agent: WebSocket;

beforeAll(async () => {
  if (folder === undefined) return;
  dataFolder = mkdtempSync(join(tmpdir(), 'antiphon-real-time-'));
  server = await createServer({ port: 0, dataFolder, apiKey: API_KEY, lab: true, logLevel: 'warn' });
  await server.listen();
  agent = await listener();
}, 60_000);
afterAll(async () => {
  if (folder === undefined) return;
  agent.close();
  await server.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

/** An agent that is there, and says nothing. */
async function listener(): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/client`);
  const send = (frame: object) => socket.send(JSON.stringify(frame));
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => send({ event: 'connect', api_key: API_KEY }));
    socket.on('message', (data) => {
      const { name } = parseFrame(JSON.parse(String(data)));
      if (name === 'connected') send({ event: 'agent.create', agent_id: 'listener', ...settings });
      if (name === 'agent.created') resolve();
    });
  });
  return socket;
}

/** Where speech and turns were heard to begin and end: `name`, samples of the line. */
const positionsOf = (events: readonly LoggedEvent[]) =>
  events
    .filter(({ name }) => /^(speech\.started|speech\.ended|turn\.end)$/.test(name))
    .map(({ name, inSample }) => ({ name, inSample }));

async function inRealTime(name: string, samples: Int16Array) {
  const { callId, sent } = await placeCall({
    url: server.url,
    agent: 'listener',
    clips: [{ name, samples }],
    lingerMs: LINGER_MS,
  });
  const response = await fetch(`${server.url}/v1/calls/${callId}/events?after=0&limit=1000`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  const { entries } = (await response.json()) as { entries: unknown[] };
  const events = entries.map((entry) => parseLogEntry(entry)) as LoggedEvent[];
  return { from: sent[0]?.start ?? 0, positions: positionsOf(events) };
}

function inLab(from: number, samples: Int16Array) {
  const audio = new Int16Array(from + samples.length);
  audio.set(samples, from);
  return positionsOf(simulate({ until: audio.length / 8 + LINGER_MS, audio, config: settings }).events);
}

const only = (positions: ReturnType<typeof positionsOf>, wanted: RegExp) =>
  positions.filter(({ name }) => wanted.test(name));

describe.skipIf(folder === undefined)(
  'the same sound in real time and in the lab (recordings beside the checkout)',
  () => {
    it('has its speech and its turns begin and end within a frame of each other', { timeout: 60_000 }, async () => {
      const stalls = monitorEventLoopDelay({ resolution: 5 });
      stalls.enable();
      const calls = RECORDINGS.map(async (name) => {
        const samples = readLine(`${folder}/${name}.wav`);
        const real = await inRealTime(name, samples);
        return { name, from: real.from, samples, real: real.positions };
      });
      const made = await Promise.all(calls);
      stalls.disable();
      // Speech is where it is however late its packets come. A turn ends by the clock: a process that was not let run for a
      // frame cannot tell anything by it.
      const isOnTime = stalls.max / 1e6 < FRAME_MS;
      if (!isOnTime)
        console.info(`turn.end not compared: this process stood still for ${Math.round(stalls.max / 1e6)} ms`);
      for (const { name, from, samples, real } of made) {
        const lab = inLab(from, samples);
        for (const wanted of [/^speech/, ...(isOnTime ? [/^turn/] : [])]) {
          const [there, here] = [only(real, wanted), only(lab, wanted)];
          expect(
            there.map((event) => event.name),
            name,
          ).toEqual(here.map((event) => event.name));
          const apart = there.map(({ inSample }, index) => Math.abs(inSample - (here[index]?.inSample ?? 0)));
          expect(Math.max(...apart), `${name}: samples apart ${apart}`).toBeLessThanOrEqual(FRAME_SAMPLES);
        }
      }
    });
  },
);
