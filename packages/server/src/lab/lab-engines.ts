import { createEngines, type Engines } from '../engines/engines.ts';
import type { ChatMessage, LanguageModelEngine } from '../responder/language-model.ts';
import { scriptedSynthesizer } from '../synthesizer/scripted/scripted.ts';
import { type BotSound, voiceOf } from './bot-voice.ts';
import { hearingOf, type SaidWords } from './hearing.ts';

/** The server's model, in a lab: the whole reply, or its pieces. */
export type LabModel = (messages: readonly ChatMessage[]) => string | readonly string[];

export interface LabEngineOptions {
  /** From the end of speech, as the detector tells it, to the final text, ms. Default 50. */
  finalDelayMs?: number;
  /** What a word of the bot's takes, ms. Default 300. */
  msPerWord?: number;
  /** The bot's own sound, in place of a tone a word; `msPerWord` then says nothing. */
  botSound?: BotSound;
  /** Answers for an agent whose `llm` has the server do that. Absent: the scripted model, with its own settings. */
  model?: LabModel;
  /** From the question to the model's first piece, ms. Default 200. */
  modelDelayMs?: number;
}

/**
 * Engines that need no time, no thread and no network, in the place of those an agent asks for. Its settings are checked as
 * the server checks them.
 */
export function createLabEngines(said: SaidWords, options: LabEngineOptions = {}): Engines {
  const { finalDelayMs = 50, msPerWord = 300, botSound, model, modelDelayMs = 200 } = options;
  const checking = createEngines({ env: {}, lab: true, strict: false });
  const hearing = hearingOf(said, finalDelayMs);
  const thinking = model && modelEngine(model, modelDelayMs);
  return {
    transcriber: (setting) => ({ engine: hearing, settings: checking.transcriber(setting).settings, used: 'lab' }),
    synthesizer(setting) {
      checking.synthesizer(setting);
      return {
        engine: botSound === undefined ? scriptedSynthesizer : voiceOf(botSound),
        settings: { provider: 'scripted', ms_per_word: msPerWord },
        used: 'lab',
      };
    },
    model(setting) {
      const chosen = checking.model(setting);
      if (chosen === undefined) return undefined;
      const { engine, settings } = chosen;
      return { engine: thinking ?? engine, settings, used: 'lab' };
    },
    close: () => checking.close(),
  };
}

function modelEngine(answer: LabModel, delayMs: number): LanguageModelEngine {
  return {
    provider: 'lab',
    check() {},
    open: (_settings, { clock }) => ({
      reply: (messages, sink) =>
        clock.wakeAt(clock.now() + delayMs, () => {
          for (const piece of [answer(messages)].flat()) sink.token(piece);
          sink.done();
        }),
      close() {},
    }),
    close: async () => {},
  };
}
