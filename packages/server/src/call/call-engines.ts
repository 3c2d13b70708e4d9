import type { EventData } from '@antiphon/events';
import type { Clock } from '../clock.ts';
import type { Chosen, Engines } from '../engines/engines.ts';
import type { Playout } from '../playout/playout.ts';
import type { ChatMessage, LanguageModel, LanguageModelEngine } from '../responder/language-model.ts';
import type { Synthesizer, SynthesizerEngine } from '../synthesizer/synthesizer.ts';
import { Voice } from '../synthesizer/voice.ts';
import { type OpenTranscriber, ReopenableTranscriber } from '../transcriber/reopenable-transcriber.ts';
import type { Transcriber, TranscriberEngine, TranscriberResult } from '../transcriber/transcriber.ts';
import type { CallConfig } from './call-config.ts';
import type { Input } from './inputs.ts';

/** What each port is to be served by. */
export interface EngineChoice {
  hearing: Chosen<TranscriberEngine>;
  speaking: Chosen<SynthesizerEngine>;
  thinking: Chosen<LanguageModelEngine> | undefined;
}

export interface CallEnginesOptions {
  clock: Clock;
  playout: Playout;
  lineRateHz: number;
  /** Puts what an engine says into the call's queue. */
  post(input: Input): void;
}

/** The engines one call hears, speaks and thinks with, and how they are swapped while it goes on. */
export class CallEngines {
  readonly #options: CallEnginesOptions;
  #choice: EngineChoice;
  #language: string | undefined;
  readonly #transcriber: ReopenableTranscriber;
  readonly #voice: Voice;
  #model: LanguageModel | undefined;
  /** Replies being written by the model → what calls them off. */
  readonly #writing = new Map<string, () => void>();

  /** @param choice what `chooseEngines` made of `config` */
  constructor(choice: EngineChoice, config: CallConfig, options: CallEnginesOptions) {
    const { playout, lineRateHz, post } = options;
    this.#options = options;
    this.#choice = choice;
    this.#language = config.language;
    this.#transcriber = new ReopenableTranscriber(this.#openTranscriber(), (result) =>
      post(heard(result, this.#choice.hearing.used)),
    );
    this.#voice = new Voice(this.#openSynthesizer(config), choice.speaking.used, { playout, lineRateHz, report: post });
    this.#model = this.#openModel();
  }

  get transcriber(): Transcriber {
    return this.#transcriber;
  }

  get voice(): Voice {
    return this.#voice;
  }

  /** The caller's sound, for a transcriber that listens. */
  hear(pcm: Int16Array): void {
    if (this.#choice.hearing.engine.sampleRateHz > 0) this.#transcriber.push(pcm);
  }

  /** Says which engines stand in for others. */
  announce(): void {
    const { hearing, speaking, thinking } = this.#choice;
    this.#announce('transcriber', hearing);
    this.#announce('synthesizer', speaking);
    this.#announce('model', thinking);
    this.#promise(undefined);
  }

  /** Goes over to other engines: what is under way is finished by the one that began it, except listening. */
  swap(choice: EngineChoice, before: CallConfig, config: CallConfig): void {
    const earlier = this.#choice;
    this.#choice = choice;
    this.#language = config.language;
    if (choice.hearing.engine === earlier.hearing.engine) {
      this.#transcriber.configure(choice.hearing.settings);
    } else {
      this.#transcriber.reopen(this.#openTranscriber());
    }
    if (config.voice !== before.voice || config.language !== before.language) {
      this.#voice.replace(this.#openSynthesizer(config), choice.speaking.used);
    }
    if (config.llm !== before.llm) {
      this.#model?.close();
      this.#model = this.#openModel();
    }
  }

  /** The transcriber is deaf: another of its kind is opened, and hears again what the call still waits for. */
  reopenTranscriber(): void {
    const { engine, used } = this.#choice.hearing;
    if (engine.recoversItself === true) return;
    const message = 'Speech was sent and no text came back. The transcriber is opened anew and hears it again.';
    this.#options.post({ type: 'hearing-failed', engine: used, code: 'DEAF', message });
    this.#transcriber.reopen(this.#openTranscriber());
  }

  /** Says which of the engines that were swapped in stand in for others. @param earlier what served before */
  announceChanges(earlier: EngineChoice): void {
    const { hearing, speaking, thinking } = this.#choice;
    if (hearing.used !== earlier.hearing.used) this.#announce('transcriber', hearing);
    if (speaking.used !== earlier.speaking.used) this.#announce('synthesizer', speaking);
    if (thinking?.used !== earlier.thinking?.used) this.#announce('model', thinking);
    this.#promise(earlier.hearing.engine);
  }

  get choice(): EngineChoice {
    return this.#choice;
  }

  /** Has the model write a reply, token by token. */
  askModel(messageId: string, messages: readonly ChatMessage[]): void {
    const { post } = this.#options;
    const engine = this.#choice.thinking?.used ?? 'none';
    if (this.#model === undefined) return;
    const over = () => this.#writing.delete(messageId);
    this.#writing.set(messageId, () => {});
    const cancel = this.#model.reply(messages, {
      token: (text) => post({ type: 'model-token', messageId, text }),
      toolCalls: (calls) => post({ type: 'model-tools', messageId, engine, calls }),
      done: () => {
        over();
        post({ type: 'model-done', messageId });
      },
      failed: ({ code, message }) => {
        over();
        post({ type: 'model-failed', messageId, engine, code, message });
      },
    });
    if (this.#writing.has(messageId)) this.#writing.set(messageId, cancel);
  }

  cancelModel(messageId: string): void {
    this.#writing.get(messageId)?.();
    this.#writing.delete(messageId);
  }

  close(): void {
    for (const messageId of [...this.#writing.keys()]) this.cancelModel(messageId);
    this.#voice.close();
    this.#transcriber.close();
    this.#model?.close();
  }

  #promise(earlier: TranscriberEngine | undefined): void {
    const { interimWithinMs } = this.#choice.hearing.engine;
    if (interimWithinMs === earlier?.interimWithinMs) return;
    this.#options.post({ type: 'hearing-promised', interimWithinMs: interimWithinMs ?? null });
  }

  #openTranscriber(): OpenTranscriber {
    const { engine, settings } = this.#choice.hearing;
    const { clock } = this.#options;
    return (onResult) => engine.open(settings, { clock, language: this.#language, onResult });
  }

  #openSynthesizer(config: CallConfig): Synthesizer {
    const { engine, settings } = this.#choice.speaking;
    return engine.open(settings, { clock: this.#options.clock, language: config.language });
  }

  #openModel(): LanguageModel | undefined {
    const { thinking } = this.#choice;
    return thinking?.engine.open(thinking.settings, { clock: this.#options.clock });
  }

  #announce(port: EventData<'engine.substituted'>['port'], chosen: Chosen<unknown> | undefined): void {
    if (chosen?.substituted === undefined) return;
    this.#options.post({ type: 'substituted', data: { port, ...chosen.substituted } });
  }
}

/**
 * Chooses the engines that a config asks for, and checks their settings.
 *
 * @throws VoiceError INVALID_FIELD, PROVIDER_KEY_REQUIRED; then nothing was opened
 */
export function chooseEngines(engines: Engines, config: CallConfig): EngineChoice {
  return {
    hearing: engines.transcriber(config.stt),
    speaking: engines.synthesizer(config.voice),
    thinking: engines.model(config.llm),
  };
}

/** Whether the transcriber follows turns itself. */
export const endsTurns = ({ hearing }: EngineChoice): boolean => hearing.engine.endsTurns?.(hearing.settings) ?? false;

function heard(result: TranscriberResult, engine: string): Input {
  switch (result.type) {
    case 'interim':
      return { ...result, type: 'heard-interim' };
    case 'final':
      return { ...result, type: 'heard-final' };
    case 'eager-end':
      return { ...result, type: 'heard-eager-end' };
    case 'resumed':
      return { ...result, type: 'heard-resumed' };
    case 'failed':
      return { ...result, type: 'hearing-failed', engine };
  }
}
