import { VoiceError } from '../errors.ts';
import type { LanguageModelEngine } from '../responder/language-model.ts';
import { scriptedModel } from '../responder/scripted/scripted.ts';
import { createFliteEngine } from '../synthesizer/flite/flite.ts';
import { scriptedSynthesizer } from '../synthesizer/scripted/scripted.ts';
import type { SynthesizerEngine } from '../synthesizer/synthesizer.ts';
import { createGrammarEngine } from '../transcriber/grammar/grammar.ts';
import { scriptedTranscriber } from '../transcriber/scripted/scripted.ts';
import type { TranscriberEngine } from '../transcriber/transcriber.ts';
import { cloudProviders, type EngineField } from './providers.ts';
import { type EngineSetting, readSetting } from './setting.ts';

/** An engine for one setting, and what to tell the agent when it is not the one that was asked for. */
export interface Chosen<Engine> {
  engine: Engine;
  /** Checked; hand them to `engine.open`. */
  settings: unknown;
  /** For people and logs: `flite/slt`. */
  used: string;
  substituted?: { asked: string; used: string; reason: string };
}

/** Every engine that a call can be given, chosen by the agent's settings. */
export interface Engines {
  /** Nothing set: the grammar engine with its small general grammar. @throws VoiceError INVALID_FIELD, PROVIDER_KEY_REQUIRED */
  transcriber(setting: unknown): Chosen<TranscriberEngine>;
  /** Nothing set: flite/slt. @throws VoiceError INVALID_FIELD, PROVIDER_KEY_REQUIRED */
  synthesizer(setting: unknown): Chosen<SynthesizerEngine>;
  /** @returns undefined when the agent's own code answers. @throws VoiceError INVALID_FIELD, PROVIDER_KEY_REQUIRED */
  model(setting: unknown): Chosen<LanguageModelEngine> | undefined;
  /** Ends all workers. Calls that still use an engine hear that it failed. */
  close(): Promise<void>;
}

export interface EnginesOptions {
  /** Where providers' keys are looked up. */
  env: Readonly<Record<string, string | undefined>>;
  /** Allows the scripted engines. */
  lab: boolean;
  /** Refuses an engine that is not at hand instead of replacing it. */
  strict: boolean;
  /** Threads that recognise speech. Default: see the grammar engine. */
  recognizers?: number;
  /** Threads that synthesize speech. Default: see the flite engine. */
  voices?: number;
}

export function createEngines(options: EnginesOptions): Engines {
  const flite = createFliteEngine(options.voices === undefined ? {} : { workers: options.voices });
  const grammar = createGrammarEngine({
    pronounce: (words) => flite.pronounce(words),
    ...(options.recognizers !== undefined && { threads: options.recognizers }),
  });
  return {
    transcriber: (setting) =>
      choose<TranscriberEngine>('stt', setting ?? 'grammar', options, {
        local: { grammar, scripted: scriptedTranscriber },
        standIn: (asked) => ({ provider: 'grammar', ...expectations(asked.settings) }),
      }),
    synthesizer: (setting) =>
      choose<SynthesizerEngine>('voice', setting ?? 'flite/slt', options, {
        local: { flite, scripted: scriptedSynthesizer },
        standIn: () => ({ provider: 'flite', voice_id: 'slt' }),
      }),
    model(setting) {
      if (setting === undefined || setting === null || setting === false || isDisabled(setting)) return undefined;
      return choose<LanguageModelEngine>('llm', setting, options, {
        local: { scripted: scriptedModel },
        standIn: (_asked, lacksKey) => ({ provider: 'scripted', reply: lacksKey ? SAY_NO_KEY : SAY_NO_ADAPTER }),
      });
    },
    close: async () => {
      await Promise.all([grammar.close(), flite.close()]);
    },
  };
}

const SAY_NO_KEY = "I can hear you, but my language model has no key on this server, so I can't answer yet.";
const SAY_NO_ADAPTER = "I can hear you, but this server can't reach my language model, so I can't answer yet.";

interface Choice<Engine> {
  local: Readonly<Record<string, Engine>>;
  /** Settings of the local engine that takes the place of a cloud engine. */
  standIn(asked: EngineSetting, lacksKey: boolean): { provider: string; voice_id?: string };
}

function choose<Engine extends { check(settings: unknown): void }>(
  field: EngineField,
  setting: unknown,
  options: EnginesOptions,
  { local, standIn }: Choice<Engine>,
): Chosen<Engine> {
  const asked = readSetting(field, setting);
  const engine = local[asked.provider];
  if (engine) {
    if (asked.provider === 'scripted' && !options.lab) {
      throw new VoiceError(
        'INVALID_FIELD',
        `${field}: scripted engines are for labs. Set ANTIPHON_LAB=1 to allow them.`,
      );
    }
    engine.check(asked.settings);
    return { engine, settings: asked.settings, used: asked.asked.replace(':', '/') };
  }
  const keyName = cloudProviders[field][asked.provider] ?? '';
  const lacksKey = !options.env[keyName];
  const reason = lacksKey ? `no key in ${keyName}` : `this version has no adapter for ${asked.provider}`;
  if (options.strict) {
    const remedy = lacksKey ? `Set ${keyName}` : `Choose a local engine (${Object.keys(local).join(', ')})`;
    throw new VoiceError(
      'PROVIDER_KEY_REQUIRED',
      `${field}: ${asked.asked} cannot be used: ${reason}. ${remedy}, or allow substitutes by leaving out ANTIPHON_STRICT_ENGINES.`,
    );
  }
  const settings = standIn(asked, lacksKey);
  const substitute = local[settings.provider];
  if (!substitute) throw new Error(`No local engine "${settings.provider}" for ${field}`);
  substitute.check(settings);
  const used = settings.voice_id ? `${settings.provider}/${settings.voice_id}` : settings.provider;
  return { engine: substitute, settings, used, substituted: { asked: asked.asked, used, reason } };
}

/** What the caller is expected to say serves the local recogniser as well, so it is kept when the cloud engine is replaced. */
function expectations(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    ['phrases', 'slots', 'digits', 'jsgf'].filter((key) => key in settings).map((key) => [key, settings[key]]),
  );
}

const isDisabled = (setting: unknown) =>
  typeof setting === 'object' && setting !== null && 'enabled' in setting && setting.enabled === false;
