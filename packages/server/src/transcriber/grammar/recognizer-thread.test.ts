import { Worker } from 'node:worker_threads';
import { afterAll, expect, it } from 'vitest';
import { VirtualClock } from '../../lab/virtual-clock.ts';
import { workerFile } from '../../worker-file.ts';
import { compile } from './compile.ts';
import { modelFolder } from './dictionary.ts';
import { type PreparedGrammar, prepare } from './prepare.ts';
import { RecognizerThread } from './recognizer-thread.ts';

/** The real thread, with a hold on what runs it. */
const workers: Worker[] = [];
const options = { modelFolder, liveDecoders: 1 };
const thread = new RecognizerThread(options, () => {
  const worker = new Worker(workerFile(new URL('./recognizer-thread.ts', import.meta.url).href, 'recognizer-worker'), {
    workerData: options,
  });
  workers.push(worker);
  return worker;
});
afterAll(() => thread.close());

const grammarOf = (...phrases: string[]): Promise<PreparedGrammar> =>
  prepare(compile({ phrases, slots: {}, digits: false, jsgf: undefined }), async () => []);

const extent = { voicedMs: 400, silentMs: 100 };
const hum = (ms: number) => Int16Array.from({ length: ms * 16 }, (_, index) => 3000 * Math.sin(index / 9));

/** Begins an utterance. @returns its number, and what became of it */
function begin(grammar: PreparedGrammar): { utterance: number; outcome: Promise<string> } {
  let utterance = 0;
  const outcome = new Promise<string>((resolve) => {
    utterance = thread.begin(grammar, {
      interim: () => {},
      final: (words) => resolve(`heard ${words.join(' ')}`),
      failed: resolve,
    });
  });
  thread.hear(utterance, hum(500));
  return { utterance, outcome };
}

async function outcomeOfAnother(grammar: PreparedGrammar): Promise<string> {
  const { utterance, outcome } = begin(grammar);
  thread.end(utterance, extent, false);
  return outcome;
}

it('tells every utterance when its thread is killed, and starts another for the next', {
  timeout: 60_000,
}, async () => {
  const grammar = await grammarOf('yes', 'no');
  expect(await outcomeOfAnother(grammar)).toMatch(/^heard/);
  const cut = [begin(grammar), begin(grammar)];
  await workers[0]?.terminate();
  expect(await Promise.all(cut.map(({ outcome }) => outcome))).toEqual(Array(2).fill('its thread ended with code 1'));
  expect(thread.open).toBe(0);
  expect(await outcomeOfAnother(grammar)).toMatch(/^heard/);
  expect(workers).toHaveLength(2);
});

it('hears by a grammar that it had to forget', { timeout: 60_000 }, async () => {
  const first = await grammarOf('yes', 'no');
  expect(await outcomeOfAnother(first)).toMatch(/^heard/);
  const underWay = begin(first);
  for (let count = 0; count < 80; count++) thread.warm(await grammarOf('yes', 'no'));
  thread.end(underWay.utterance, extent, false);
  expect(await underWay.outcome).toMatch(/^heard/);
  expect(await outcomeOfAnother(first)).toMatch(/^heard/);
});

it('says what a decoder refuses, and hears the next utterance', { timeout: 60_000 }, async () => {
  const grammar = await grammarOf('yes', 'no');
  const broken = { ...grammar, grammar: { ...grammar.grammar, jsgf: 'not a grammar' } };
  expect(await outcomeOfAnother(broken)).not.toMatch(/^heard/);
  expect(await outcomeOfAnother(grammar)).toMatch(/^heard/);
});

it('counts no utterance that its thread could not begin', async () => {
  const stuck = new RecognizerThread({ modelFolder, liveDecoders: 1 }, () => {
    throw new Error('no threads are left');
  });
  const grammar = await grammarOf('yes');
  expect(() => stuck.begin(grammar, { interim() {}, final() {}, failed() {} })).toThrow('no threads are left');
  expect(stuck.open).toBe(0);
});

it('a thread that hangs is replaced when its time is over, and does not hold the calls that follow', {
  timeout: 60_000,
}, async () => {
  const clock = new VirtualClock(0);
  const started: Worker[] = [];
  const hangs = new URL(
    "data:text/javascript,import{parentPort}from'node:worker_threads';parentPort.on('message',()=>{for(;;);})",
  );
  const file = workerFile(new URL('./recognizer-thread.ts', import.meta.url).href, 'recognizer-worker');
  const startWorker = () => {
    const worker = new Worker(started.length === 0 ? hangs : file, { workerData: options });
    started.push(worker);
    return worker;
  };
  const hung = new RecognizerThread(options, startWorker, clock);
  const grammar = await grammarOf('yes', 'no');
  const outcomeOf = (end: boolean) =>
    new Promise<string>((resolve) => {
      const utterance = hung.begin(grammar, { interim() {}, final: () => resolve('heard'), failed: resolve });
      hung.hear(utterance, hum(500));
      if (end) hung.end(utterance, extent, false);
    });
  const [first, second] = [outcomeOf(true), outcomeOf(false)];
  clock.advanceTo(9_999);
  expect(hung.open).toBe(2);
  clock.advanceTo(10_000);
  expect(await Promise.all([first, second])).toEqual(Array(2).fill('it took longer than 10 s'));
  expect(await outcomeOf(true)).toBe('heard');
  expect(started).toHaveLength(2);
  await hung.close();
});
