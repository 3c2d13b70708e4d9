import { VoiceError } from '../errors.ts';
import { cloudProviders, type EngineField, isKnownProvider, localProviders } from './providers.ts';

/** An engine setting in its one full form. */
export interface EngineSetting {
  provider: string;
  /** What the user wrote, short: `deepgram/flux`. */
  asked: string;
  /** The object form; a shortcut's second half stands under the name that the field gives it. */
  settings: Record<string, unknown>;
}

/** Under which name the second half of `provider/second` goes. */
const secondName: Record<EngineField, string> = { stt: 'model', voice: 'voice_id', llm: 'model' };

/**
 * Reads every form in which agents write an engine: `provider/model`, the older `provider:model[:language]`, a bare
 * provider, a bare model name (`llm` only: OpenAI's), or an object.
 *
 * @throws VoiceError INVALID_FIELD for other shapes and unknown providers, with the known ones listed.
 */
export function readSetting(field: EngineField, setting: unknown): EngineSetting {
  if (typeof setting === 'string') return known(field, readShortcut(field, setting.trim()));
  if (typeof setting !== 'object' || setting === null || Array.isArray(setting)) {
    throw new VoiceError(
      'INVALID_FIELD',
      `${field}: must be a name like "${exampleOf[field]}" or an object with a provider.`,
    );
  }
  return known(field, readObject(field, setting as Record<string, unknown>));
}

const exampleOf: Record<EngineField, string> = { stt: 'deepgram/flux', voice: 'flite/slt', llm: 'openai/gpt-4.1-mini' };

function readShortcut(field: EngineField, text: string): EngineSetting {
  const slash = text.indexOf('/');
  const colon = text.indexOf(':');
  const cut = slash < 0 ? colon : colon < 0 ? slash : Math.min(slash, colon);
  const provider = (cut < 0 ? text : text.slice(0, cut)).toLowerCase();
  if (cut < 0 && field === 'llm' && !isKnownProvider(field, provider)) {
    return { provider: 'openai', asked: `openai/${text}`, settings: { provider: 'openai', model: text } };
  }
  const settings: Record<string, unknown> = { provider };
  if (cut >= 0) {
    const rest = text.slice(cut + 1);
    // Only the colon form of a transcriber has a third part: `deepgram:nova-3:es`.
    const [second, language] = field === 'stt' && cut === colon ? rest.split(':', 2) : [rest];
    if (second) settings[secondName[field]] = second;
    if (language) settings.language = language;
  }
  return { provider, asked: text, settings };
}

function readObject(field: EngineField, given: Record<string, unknown>): EngineSetting {
  const { provider } = given;
  if (field === 'llm' && provider === undefined && typeof given.model === 'string' && given.model.trim() !== '') {
    const named = readShortcut(field, given.model.trim());
    return { ...named, settings: { ...given, ...named.settings } };
  }
  if (typeof provider !== 'string' || provider.trim() === '') {
    throw new VoiceError('INVALID_FIELD', `${field}.provider: must name an engine. Known: ${listKnown(field)}.`);
  }
  const name = provider.trim().toLowerCase();
  const second = given[secondName[field]] ?? (field === 'voice' ? given.voice : undefined);
  // Older clients write a model without a colon as provider and model both.
  if (field === 'llm' && !isKnownProvider(field, name) && (second === undefined || second === provider)) {
    return {
      provider: 'openai',
      asked: `openai/${provider}`,
      settings: { ...given, provider: 'openai', model: provider },
    };
  }
  const asked = typeof second === 'string' && second !== '' ? `${name}/${second}` : name;
  return { provider: name, asked, settings: { ...given, provider: name } };
}

function known(field: EngineField, setting: EngineSetting): EngineSetting {
  if (isKnownProvider(field, setting.provider)) return setting;
  const what = setting.provider === '' ? 'no provider is named' : `unknown provider "${setting.provider}"`;
  throw new VoiceError('INVALID_FIELD', `${field}: ${what}. Known: ${listKnown(field)}.`);
}

const listKnown = (field: EngineField) => [...localProviders[field], ...Object.keys(cloudProviders[field])].join(', ');
