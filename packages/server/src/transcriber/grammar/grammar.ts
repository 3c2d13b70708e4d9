import { availableParallelism } from 'node:os';
import { Recent } from '../../engines/recent.ts';
import { VoiceError } from '../../errors.ts';
import type { TranscriberEngine } from '../transcriber.ts';
import { compile, ExpectationError, type Grammar } from './compile.ts';
import { modelFolder } from './dictionary.ts';
import { GrammarListener, type ListenerSource } from './listener.ts';
import { type PreparedGrammar, type Pronounce, prepare } from './prepare.ts';
import { RecognizerThread } from './recognizer-thread.ts';
import { parseExpectations } from './settings.ts';

export interface GrammarOptions {
  /** How words sound that are in no dictionary. */
  pronounce: Pronounce;
  /** Default: one core is left for the calls, at most 4 are taken. */
  threads?: number;
  /** Utterances that one thread takes at the same moment; one more fails with ENGINE_BUSY. Each costs 5–10 % of a core while it lasts. */
  utterancesPerThread?: number;
  /** Of these, how many get interim text. Each keeps about 7 MB. */
  liveDecodersPerThread?: number;
}

/** Grammars kept, for agents that set the same expectations again on each turn. */
const KEPT_GRAMMARS = 256;

/** Recognition of what the agent said it expects, in WASM on worker threads: no key, no network, American English. Not dictation. */
export function createGrammarEngine(options: GrammarOptions): TranscriberEngine {
  const {
    threads = Math.min(4, Math.max(1, availableParallelism() - 1)),
    utterancesPerThread = 8,
    liveDecodersPerThread = 4,
  } = options;
  const pool = Array.from(
    { length: threads },
    () => new RecognizerThread({ modelFolder, liveDecoders: liveDecodersPerThread }),
  );
  const grammars = new Recent<string, Promise<PreparedGrammar>>(KEPT_GRAMMARS);

  let isClosed = false;

  const source: ListenerSource = {
    grammarOf(settings) {
      const key = JSON.stringify(settings) ?? '';
      const known = grammars.get(key);
      if (known) return known;
      const prepared = prepare(compileSettings(settings), options.pronounce);
      // Whoever uses it hears of a failure; unused, it harms nobody. Another attempt may go better.
      prepared.catch(() => grammars.delete(key));
      grammars.set(key, prepared);
      return prepared;
    },
    freeThread() {
      // The emptiest of those in use, so that a second one starts only when the first is half full.
      const byLoad = [...pool].sort((one, other) => one.open - other.open);
      const started = byLoad.find((thread) => thread.isStarted && thread.open < utterancesPerThread / 2);
      const [emptiest] = byLoad;
      return started ?? (emptiest && emptiest.open < utterancesPerThread ? emptiest : undefined);
    },
  };

  return {
    provider: 'grammar',
    sampleRateHz: 16_000,
    recoversItself: true,
    check: (settings) => void compileSettings(settings),
    warm(settings) {
      // What is wrong with the words is told to the call that needs them.
      source.grammarOf(settings).then(
        (grammar) => !isClosed && pool[0]?.warm(grammar),
        () => {},
      );
    },
    open(settings, context) {
      pool[0]?.warm();
      return new GrammarListener(settings, source, context);
    },
    async close() {
      isClosed = true;
      await Promise.all(pool.map((thread) => thread.close()));
    },
  };
}

function compileSettings(settings: unknown): Grammar {
  const expectations = parseExpectations(settings);
  try {
    return compile(expectations);
  } catch (error) {
    if (error instanceof ExpectationError)
      throw new VoiceError('INVALID_FIELD', `stt.${error.field}: ${error.message}.`);
    throw error;
  }
}
