import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resampler } from '@antiphon/audio-core';
import { checkOrder, type LoggedEvent, parseFrame, parseLogEntry } from '@antiphon/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type AntiphonServer, createServer } from '../app.ts';
import { type CallResult, placeCall } from '../caller/place-call.ts';
import { systemClock } from '../clock.ts';
import { createEngines } from '../engines/engines.ts';
import { type AlignedWord, alignWords } from './align-words.ts';
import { readLine, recordingsFolder, SKIPPED } from './recordings.ts';

const API_KEY = 'ak_real_calls';
const folder = recordingsFolder(process.env);
if (folder === undefined) console.warn(SKIPPED);

/** A server, an agent on its socket, and callers, all in real time on real sockets. */
let server: AntiphonServer;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'antiphon-real-'));
  server = await createServer({ port: 0, dataFolder, apiKey: API_KEY, lab: true, logLevel: 'warn' });
  await server.listen();
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

type Answer = (event: LoggedEvent, send: (frame: object) => void) => void;

/** Registers an agent and answers its calls. @returns what its socket was told, and how to close it. */
async function agent(agentId: string, config: object, answer: Answer): Promise<{ told: LoggedEvent[]; close(): void }> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/client`);
  const told: LoggedEvent[] = [];
  const send = (frame: object) => socket.send(JSON.stringify(frame));
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => send({ event: 'connect', api_key: API_KEY }));
    socket.on('message', (data) => {
      const event = parseFrame(JSON.parse(String(data)));
      if (event.name === 'connected') send({ event: 'agent.create', agent_id: agentId, ...config });
      if (event.name === 'agent.created') resolve();
      if (event.unknown || event.callId === null) return;
      told.push(event);
      answer(event, send);
    });
  });
  return { told, close: () => socket.close() };
}

const replyTo = (event: LoggedEvent<'turn.end'>, text: string) => ({
  event: 'bot.reply',
  call_id: event.callId,
  message_id: `msg_${event.data.turnId}_${event.callId}`,
  text,
  in_reply_to: event.data.messageId,
});

/** The call's log as the database keeps it. */
async function logged(callId: string): Promise<LoggedEvent[]> {
  const response = await fetch(`${server.url}/v1/calls/${callId}/events?after=0&limit=1000`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  const { entries } = (await response.json()) as { entries: unknown[] };
  return entries.map((entry) => parseLogEntry(entry)) as LoggedEvent[];
}

const said = (events: readonly LoggedEvent[], name: string) =>
  events.filter((event) => event.name === name).map(({ data }) => (data as { text: string }).text);

const cards = {
  provider: 'grammar',
  phrases: ['{card} [{card}] [{card}]', '{rank} {rank}', '{rank} {card}'],
  slots: {
    rank: ['ace', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'jack', 'queen', 'king'],
    card: [
      'ace',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven',
      'eight',
      'nine',
      'ten',
      'jack',
      'queen',
      'king',
    ].flatMap((rank) => ['clubs', 'spades', 'hearts', 'diamonds'].map((suit) => `${rank} of ${suit}`)),
  },
};
const moves = {
  provider: 'grammar',
  phrases: ['(go | move | turn) (forward | backward | left | right) [{count} (meter | meters | steps)]'],
  slots: { count: ['one', 'two', 'three', 'four', 'five', 'ten', 'twenty'] },
};

const spoken: [file: string, words: string, stt: object][] = [
  ['cards-001', 'ten of clubs', cards],
  ['cards-002', 'four queen of clubs', cards],
  ['cards-003', 'seven of clubs', cards],
  ['cards-004', 'five five', cards],
  ['cards-005', 'eight of spades four of clubs seven of hearts', cards],
  ['go-forward', 'go forward ten meters', moves],
];

describe.skipIf(folder === undefined)('people call a real server (recordings beside the checkout)', () => {
  it('what they say comes out as the words that were said, and the log keeps its order', {
    timeout: 120_000,
  }, async () => {
    const clip = (name: string) => ({ name, samples: readLine(`${folder}/${name}.wav`) });
    const held: { close(): void }[] = [];
    for (const [file, , stt] of spoken) {
      held.push(
        await agent(`hears-${file}`, { stt, voice: 'flite/slt' }, (event, send) => {
          if (event.name === 'turn.end') send(replyTo(event, 'Thank you.'));
        }),
      );
    }
    const results: CallResult[] = [];
    // Two at a time: as many voices at once as the machine's cores can keep up with.
    for (let from = 0; from < spoken.length; from += 2) {
      const batch = spoken.slice(from, from + 2);
      results.push(
        ...(await Promise.all(
          batch.map(([file]) =>
            placeCall({ url: server.url, agent: `hears-${file}`, clips: [clip(file)], pauseMs: 3000, lingerMs: 6000 }),
          ),
        )),
      );
    }
    for (const [index, [file, words]] of spoken.entries()) {
      const events = await logged((results[index] as CallResult).callId);
      expect(checkOrder(events), file).toEqual([]);
      expect(said(events, 'turn.end').at(-1), file).toBe(words);
      expect(events.at(-1)?.name).toBe('call.ended');
    }
    for (const { close } of held) close();
  });

  it('speech that fits no grammar is said not to be understood', { timeout: 60_000 }, async () => {
    const { close } = await agent('narrow', { stt: moves }, () => {});
    const samples = readLine(`${folder}/austen-0880.wav`);
    const result = await placeCall({
      url: server.url,
      agent: 'narrow',
      clips: [{ name: 'austen', samples }],
      lingerMs: 6000,
    });
    const messages = (await logged(result.callId)).filter((event) => event.name === 'user.message');
    expect(messages.length).toBeGreaterThan(0);
    for (const { data } of messages) expect(data).toMatchObject({ text: '', understood: false });
    close();
  });
});

describe('what the caller hears is the bot', () => {
  it('a recogniser reads the reply back', { timeout: 60_000 }, async () => {
    const answer = 'go forward ten meters';
    const { recording, heardSpans } = await callSpeaker('flite/rms', answer);
    const [first, last] = [heardSpans[0], heardSpans.at(-1)];
    expect(await recognise(recording.subarray(first?.start, last?.end))).toBe(answer);
  });

  const voices = ['flite/slt', 'flite/rms', 'flite/awb'];
  const sentence = 'we have booked a table for seven people please come before eight';

  it.each(voices)('each word of %s stands in the recording where bot.word said', { timeout: 60_000 }, async (voice) => {
    const { told, recording, heardSpans } = await callSpeaker(voice, sentence);
    const announced = told.flatMap((event) => (event.name === 'bot.word' ? [event.data] : []));
    const aligned = await alignWords(new Resampler(8000, 16_000).process(recording), sentence);
    expect(announced.map(({ word }) => word)).toEqual(sentence.split(' '));
    expect(aligned.map(({ word }) => word)).toEqual(sentence.split(' '));

    // Words are timed from the reply's first sample, the recording from the call's.
    const begins = (heardSpans[0]?.start ?? 0) / 8 - (announced[0]?.startTime ?? 0) * 1000;
    const off = announced.map(({ word, startTime = 0, endTime = 0 }, index) => {
      const { startMs, endMs } = aligned[index] as AlignedWord;
      return { word, starts: startMs - begins - startTime * 1000, ends: endMs - begins - endTime * 1000 };
    });
    expect(off.filter(({ starts, ends }) => Math.max(Math.abs(starts), Math.abs(ends)) > 60)).toEqual([]);
  });

  it('barging in stops it: bot.interrupted, then silence on the line', { timeout: 60_000 }, async () => {
    const long = 'Our opening hours are from nine in the morning until six in the evening, on every day of the week.';
    const { told, close } = await agent(
      'talker',
      {
        stt: { provider: 'scripted', text: 'stop that please', delay_ms: 0 },
        voice: { provider: 'scripted', ms_per_word: 250 },
        greeting: long,
      },
      () => {},
    );
    const voice = await synthesize('excuse me I would like to say something now');
    const result = await placeCall({
      url: server.url,
      agent: 'talker',
      clips: [{ name: 'voice', samples: voice }],
      pauseMs: 1500,
      lingerMs: 2000,
    });
    const interrupted = told.find((event) => event.name === 'bot.interrupted');
    expect(interrupted?.data.wordsSpoken).toBeGreaterThan(2);
    const confirmed = told.find((event) => event.name === 'message.confirmed');
    expect(long.startsWith(confirmed?.data.text ?? 'nothing')).toBe(true);
    const silentFrom = Math.max(...result.heardSpans.map(({ end }) => end)) / 8;
    expect(silentFrom - (interrupted?.at ?? 0)).toBeLessThanOrEqual(150);
    expect(checkOrder(told)).toEqual([]);
    close();
  });
});

/** Calls an agent that says its greeting and hangs up. */
async function callSpeaker(voice: string, greeting: string) {
  const stt = { provider: 'scripted', text: 'hello', delay_ms: 0 };
  const { told, close } = await agent('speaker', { stt, voice, greeting }, (event, send) => {
    if (event.name === 'bot.finished') send({ event: 'call.hangup', call_id: event.callId });
  });
  const { recording, heardSpans } = await placeCall({ url: server.url, agent: 'speaker', lingerMs: 20_000 });
  close();
  return { told, recording, heardSpans };
}

/** What a person would say in flite's voice, 8 kHz. */
async function synthesize(text: string): Promise<Int16Array> {
  const engines = createEngines({ env: {}, lab: true, strict: true });
  const chosen = engines.synthesizer('flite/awb');
  const synthesizer = chosen.engine.open(chosen.settings, { clock: systemClock, language: 'en' });
  const chunks: Int16Array[] = [];
  await new Promise<void>((resolve, reject) => {
    synthesizer.speak(text, {
      chunk: (pcm) => chunks.push(pcm.slice()),
      done: resolve,
      failed: ({ message }) => reject(new Error(message)),
    });
  });
  await engines.close();
  const joined = new Int16Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return new Resampler(synthesizer.sampleRateHz, 8000).process(joined);
}

/** A detector's hangover: silence that the recogniser has had when it is told of the end. */
const SILENT_MS = 200;

/** Reads what was said on the line, from its first sound to its last, with a grammar that knows more than the answer. */
async function recognise(said: Int16Array): Promise<string> {
  const engines = createEngines({ env: {}, lab: true, strict: true });
  const chosen = engines.transcriber(moves);
  const silence = new Int16Array(8000 * (SILENT_MS / 1000));
  const pcm = new Resampler(8000, 16_000).process(Int16Array.from([...said, ...silence]));
  const text = await new Promise<string>((resolve, reject) => {
    const transcriber = chosen.engine.open(chosen.settings, {
      clock: systemClock,
      language: 'en',
      onResult: (result) => {
        if (result.type === 'final') resolve(result.text);
        if (result.type === 'failed') reject(new Error(result.message));
      },
    });
    transcriber.speechStarted(1, 0);
    for (let at = 0; at < pcm.length; at += 320) transcriber.push(pcm.subarray(at, at + 320));
    transcriber.speechEnded(1, SILENT_MS);
  });
  await engines.close();
  return text;
}
