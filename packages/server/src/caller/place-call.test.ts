import { decodeG711, encodeG711 } from '@antiphon/audio-core';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { VoiceError } from '../errors.ts';
import { type AgentHolder, createAgentDirectory } from '../responder/agent-directory.ts';
import { ManualClock } from '../transport/test-support/manual-clock.ts';
import { type NotedCall, NotedCalls } from '../transport/test-support/noted-calls.ts';
import { twilioTransport } from '../transport/twilio/twilio.ts';
import { type CallNote, type CallOptions, type CallResult, placeCall } from './place-call.ts';

const holder: AgentHolder = { deliver() {}, heardAt: 0, probe() {}, displace() {} };

/** A tone of 400 Hz: whole periods per frame. */
const tone = (ms: number) =>
  Int16Array.from({ length: ms * 8 }, (_, at) => Math.round(8_000 * Math.sin((at * Math.PI) / 10)));
const toneFrame = encodeG711('mulaw', tone(20));

let app: FastifyInstance;
let calls: NotedCalls;
let clock: ManualClock;
let url: string;
let notes: CallNote[];

beforeEach(async () => {
  calls = new NotedCalls();
  clock = new ManualClock();
  notes = [];
  const directory = createAgentDirectory();
  directory.register('org', 'mara', {}, holder);
  app = fastify();
  const config = { orgId: 'org', host: '127.0.0.1' };
  await app.register(twilioTransport, { calls, directory, config, clock: new ManualClock(), log: app.log });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => app.close());

const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** Calls the agent, and turns the caller's clock until the call is over. `bot` is told of every frame's time, in ms. */
async function talk(
  options: Partial<CallOptions> = {},
  bot: (call: NotedCall, at: number) => void = () => {},
): Promise<{ result: CallResult; call: NotedCall }> {
  const begun = calls.next();
  const placed = placeCall({ url, agent: 'mara', clock, onNote: (note) => void notes.push(note), ...options });
  let isOver = false;
  const over = placed.finally(() => {
    isOver = true;
  });
  over.catch(() => {});
  const call = await Promise.race([begun, placed.then(() => begun)]);
  for (let at = 0; !isOver; at += 20) {
    bot(call, at);
    // Let what was sent arrive, so that the bot's sound is heard in the frame after.
    for (let turn = 0; turn < 12; turn++) await breathe();
    clock.advance(20);
  }
  return { result: await placed, call };
}

/** Fails the moment a call is made, not after. */
const failing = (options: Partial<CallOptions>) => placeCall({ url, agent: 'mara', clock, ...options });

it('says its clips on time, one frame every 20 ms, silence between', async () => {
  const clips = [
    { name: 'a.wav', samples: tone(300) },
    { name: 'b.wav', samples: tone(210) },
  ];
  const { result, call } = await talk({ clips, pauseMs: 500, lingerMs: 200, to: '+2', from: '+1' });
  expect(result.sent).toEqual([
    { name: 'a.wav', start: 4_000, end: 6_400 },
    { name: 'b.wav', start: 10_400, end: 12_160 },
  ]);
  expect(call.line.info).toMatchObject({ agentId: 'mara', to: '+2', from: '+1', callId: result.callId });
  await call.until((happened) => happened.notes.includes('closed hangup'));
  expect(call.packets.map(({ sequence, sample }) => [sequence, sample])).toEqual(
    call.packets.map((_, index) => [index + 1, index * 160]),
  );
  const heard = Buffer.concat(call.packets.map(({ payload }) => payload));
  expect(heard.subarray(4_000, 6_400)).toEqual(Buffer.from(encodeG711('mulaw', tone(300))));
  expect(heard.subarray(10_400, 12_080)).toEqual(Buffer.from(encodeG711('mulaw', tone(210))));
  expect(
    [...heard.subarray(0, 4_000), ...heard.subarray(6_400, 10_400), ...heard.subarray(12_080)].every(
      (byte) => byte === 0xff,
    ),
  ).toBe(true);
  expect(result.closedBy).toBe('caller');
});

it('records what a person would hear, when they would hear it, and answers marks when it has been played', async () => {
  const { result, call } = await talk({ lingerMs: 1_000 }, ({ line }, at) => {
    if (at !== 400) return;
    for (let frame = 0; frame < 10; frame++) line.send(toneFrame);
    line.mark('end');
  });
  const [span, ...others] = result.heardSpans;
  expect(others).toEqual([]);
  expect((span?.end ?? 0) - (span?.start ?? 0)).toBe(1_600);
  expect(span?.start).toBeGreaterThanOrEqual(400 * 8);
  const start = span?.start ?? 0;
  expect(result.recording.subarray(start, start + 160)).toEqual(decodeG711('mulaw', toneFrame));
  expect(result.recording.subarray(0, start).every((sample) => sample === 0)).toBe(true);
  expect(result.recording.subarray(start + 1_600).every((sample) => sample === 0)).toBe(true);
  expect(call.notes[0]).toBe('mark end');
  expect(notes.filter((note) => note.kind === 'mark')).toEqual([{ at: start / 8 + 200, kind: 'mark', name: 'end' }]);
});

it('falls silent at once on a clear, and answers the marks that waited', async () => {
  const { result, call } = await talk({ lingerMs: 1_000 }, ({ line }, at) => {
    if (at === 200) {
      for (let frame = 0; frame < 100; frame++) line.send(toneFrame);
      line.mark('end');
    }
    if (at === 600) line.clear();
  });
  expect(call.notes[0]).toBe('mark end');
  const [span] = result.heardSpans;
  expect((span?.end ?? 0) / 8).toBeGreaterThan(400);
  expect((span?.end ?? 0) / 8).toBeLessThanOrEqual(700);
});

it('waits for its turn when told to', async () => {
  const clips = [{ name: 'a.wav', samples: tone(100) }];
  const { result } = await talk({ clips, pauseMs: 300, wait: true, lingerMs: 200 }, ({ line }, at) => {
    if (at === 100) for (let frame = 0; frame < 50; frame++) line.send(toneFrame);
  });
  const [span] = result.heardSpans;
  expect(result.sent[0]?.start).toBe((span?.end ?? 0) + 300 * 8);
});

it('notices that the server hangs up', async () => {
  const { result } = await talk({ lingerMs: 20_000 }, ({ line }, at) => {
    if (at === 300) line.hangUp();
  });
  expect(result.closedBy).toBe('server');
});

it('notices that the connection breaks, and keeps what it has heard', async () => {
  const { result } = await talk({ lingerMs: 20_000 }, (_, at) => {
    if (at === 300) for (const client of app.websocketServer.clients) client.terminate();
  });
  expect(result.closedBy).toBe('lost');
  expect(result.recording.length).toBeGreaterThan(0);
});

it('hangs up when its user wishes', async () => {
  const stop = new AbortController();
  const { result, call } = await talk({ lingerMs: 20_000, signal: stop.signal }, (_, at) => {
    if (at === 300) stop.abort();
  });
  expect(result.closedBy).toBe('caller');
  await call.until((happened) => happened.notes.includes('closed hangup'));
});

it('tells the server’s reason when it is turned away', async () => {
  await expect(failing({ agent: 'bob' })).rejects.toThrow(/AGENT_NOT_FOUND: agent "bob" is not connected/);
  calls.refusal = new VoiceError('SERVER_AT_CAPACITY', 'All lines are taken. Try again later.');
  await expect(failing({})).rejects.toThrow(/SERVER_AT_CAPACITY: All lines are taken/);
});

it('tells where no server answers', async () => {
  await expect(failing({ url: 'http://127.0.0.1:1' })).rejects.toThrow(
    /No server takes calls at ws:\/\/127\.0\.0\.1:1\/twilio\/media \(ECONNREFUSED\)/,
  );
  await expect(failing({ url: 'mara' })).rejects.toThrow(/"mara" is not the URL of a server/);
  await expect(failing({ url: `${url}/elsewhere` })).rejects.toThrow(/404/);
});
