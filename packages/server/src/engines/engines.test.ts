import { afterAll, describe, expect, it } from 'vitest';
import { VoiceError } from '../errors.ts';
import { createEngines, type Engines } from './engines.ts';

const opened: Engines[] = [];
function engines(options: Partial<Parameters<typeof createEngines>[0]> = {}): Engines {
  const made = createEngines({ env: {}, lab: true, strict: false, ...options });
  opened.push(made);
  return made;
}
afterAll(() => Promise.all(opened.map((made) => made.close())));

/** The error's code and sentence, as one line. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (VoiceError.is(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('local engines', () => {
  it('are what an agent gets that asks for nothing', () => {
    const { transcriber, synthesizer, model } = engines();
    expect(transcriber(undefined)).toMatchObject({ used: 'grammar' });
    expect(synthesizer(undefined)).toMatchObject({ used: 'flite/slt' });
    expect(model(undefined)).toBeUndefined();
    expect(model({ provider: 'openai', model: 'gpt-4.1-mini', enabled: false })).toBeUndefined();
  });

  it('are named as shortcuts and as objects', () => {
    const { synthesizer, transcriber } = engines();
    for (const setting of [
      'flite/rms',
      'flite:rms',
      { provider: 'flite', voice: 'rms' },
      { provider: 'flite', voice_id: 'rms' },
    ]) {
      expect(synthesizer(setting)).toMatchObject({ used: 'flite/rms' });
      expect(synthesizer(setting).substituted).toBeUndefined();
    }
    expect(transcriber({ provider: 'grammar', phrases: ['yes'] }).used).toBe('grammar');
  });

  it('refuse settings by the name of the field', () => {
    const { synthesizer, transcriber } = engines();
    expect(refusal(() => synthesizer('flite/alice'))).toMatch(
      /^INVALID_FIELD voice\.voice_id: must be a flite voice: slt,/,
    );
    expect(refusal(() => transcriber({ provider: 'grammar', phrases: ['a {day}'] }))).toMatch(
      /^INVALID_FIELD stt\.phrases\[0\]: there is no slot \{day\}/,
    );
    expect(refusal(() => transcriber({ provider: 'grammar', frases: [] }))).toMatch(/^INVALID_FIELD stt.*frases/);
  });

  it('run scripts only in a lab', () => {
    const setting = { provider: 'scripted', text: 'hello' };
    expect(engines().transcriber(setting).used).toBe('scripted');
    expect(refusal(() => engines({ lab: false }).transcriber(setting))).toMatch(/^INVALID_FIELD stt: .*ANTIPHON_LAB=1/);
  });
});

describe('cloud engines', () => {
  it('are replaced, and the agent is told why', () => {
    expect(engines().transcriber('deepgram/flux').substituted).toEqual({
      asked: 'deepgram/flux',
      used: 'grammar',
      reason: 'no key in DEEPGRAM_API_KEY',
    });
    expect(engines({ env: { ELEVENLABS_API_KEY: 'k' } }).synthesizer('elevenlabs/sarah').substituted).toEqual({
      asked: 'elevenlabs/sarah',
      used: 'flite/slt',
      reason: 'this version has no adapter for elevenlabs',
    });
  });

  it('are understood in every form that agents use', () => {
    const { transcriber, synthesizer, model } = engines();
    const asked = (chosen: { substituted?: { asked: string } } | undefined) => chosen?.substituted?.asked;
    expect(asked(transcriber('deepgram:nova-3:es'))).toBe('deepgram:nova-3:es');
    expect(asked(transcriber({ provider: 'deepgram', model: 'nova-3', language: 'es' }))).toBe('deepgram/nova-3');
    expect(asked(synthesizer('elevenlabs:EXAVITQu4vr4xnSDxMaL'))).toBe('elevenlabs:EXAVITQu4vr4xnSDxMaL');
    expect(asked(synthesizer({ provider: 'cartesia', voice_id: 'z' }))).toBe('cartesia/z');
    expect(asked(model('openai/gpt-4.1-mini'))).toBe('openai/gpt-4.1-mini');
    expect(asked(model('gpt-4.1-mini'))).toBe('openai/gpt-4.1-mini');
    expect(
      asked(model({ provider: 'gpt-4.1-mini', model: 'gpt-4.1-mini', enabled: true, prompt: 'You are Mara' })),
    ).toBe('openai/gpt-4.1-mini');
    expect(asked(model('openrouter/qwen/qwen3-8b'))).toBe('openrouter/qwen/qwen3-8b');
  });

  it('hand what is expected on to the recogniser that takes their place', () => {
    expect(engines().transcriber({ provider: 'deepgram', phrases: ['table for {number}'] }).settings).toEqual({
      provider: 'grammar',
      phrases: ['table for {number}'],
    });
  });

  it('are refused when substitutes are not wanted', () => {
    const strict = engines({ strict: true });
    expect(refusal(() => strict.transcriber('deepgram/flux'))).toMatch(
      /^PROVIDER_KEY_REQUIRED stt: .*Set DEEPGRAM_API_KEY/,
    );
    expect(refusal(() => strict.model('openai/gpt-4.1-mini'))).toMatch(/^PROVIDER_KEY_REQUIRED llm: /);
    expect(strict.synthesizer('flite/slt').used).toBe('flite/slt');
  });

  it('must be known', () => {
    expect(refusal(() => engines().transcriber('acme/ear'))).toMatch(
      /^INVALID_FIELD stt: unknown provider "acme"\. Known: grammar, scripted, deepgram,/,
    );
    expect(refusal(() => engines().synthesizer({ voice_id: 'x' }))).toMatch(/^INVALID_FIELD voice\.provider: /);
    expect(refusal(() => engines().model(7))).toMatch(/^INVALID_FIELD llm: must be a name/);
  });
});
