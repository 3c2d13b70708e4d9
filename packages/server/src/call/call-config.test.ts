import { expect, it } from 'vitest';
import { applyConfig, defaultCallConfig } from './call-config.ts';

it('absent keys stay as they are', () => {
  expect(applyConfig(defaultCallConfig, {})).toEqual(defaultCallConfig);
});

it('a key means the same at top level and under `config`, and `config` wins', () => {
  const patch = {
    analysis: { send_audio_metrics: false },
    config: { analysis: { send_audio_metrics: true }, vad: { min_silence_ms: 400 } },
  };
  expect(applyConfig(defaultCallConfig, patch)).toMatchObject({
    metrics: { enabled: true },
    vad: { minSilenceMs: 400 },
  });
});

it('eager is half the silence, unless it is said', () => {
  const turn = (turn_detection: object) => applyConfig(defaultCallConfig, { config: { turn_detection } }).turnDetection;
  expect(turn({ engine: 'silence', silence_ms: 800 })).toMatchObject({ silenceMs: 800, eagerMs: 400 });
  expect(turn({ engine: 'silence', silence_ms: 800, eager_ms: 100 })).toMatchObject({ silenceMs: 800, eagerMs: 100 });
});

it('interruption is switched off by false, and by enabled: false', () => {
  expect(applyConfig(defaultCallConfig, { interruption: false }).interruption.enabled).toBe(false);
  expect(applyConfig(defaultCallConfig, { interruption: { enabled: false } }).interruption.enabled).toBe(false);
  const off = applyConfig(defaultCallConfig, { interruption: false });
  expect(applyConfig(off, { interruption: { min_words: 3 } }).interruption).toMatchObject({
    enabled: true,
    minWords: 3,
  });
});

it('a greeting by language is chosen by the language of the call', () => {
  const greeting = { en: 'Hello', es: 'Hola' };
  expect(applyConfig(defaultCallConfig, { greeting, language: 'es' }).greeting).toBe('Hola');
  expect(applyConfig(defaultCallConfig, { greeting }).greeting).toBe('Hello');
});

it('a partial stt changes settings, one with a provider replaces them', () => {
  const before = applyConfig(defaultCallConfig, { stt: { provider: 'grammar', phrases: ['yes'] } });
  expect(applyConfig(before, { stt: { language: 'es' } }).stt).toEqual({
    provider: 'grammar',
    phrases: ['yes'],
    language: 'es',
  });
  expect(applyConfig(before, { stt: { provider: 'grammar', digits: true } }).stt).toEqual({
    provider: 'grammar',
    digits: true,
  });
});

it('numbers out of range are brought into it, and what is no number is left out', () => {
  const { vad } = applyConfig(defaultCallConfig, { config: { vad: { threshold: 7, min_silence_ms: 'soon' } } });
  expect(vad).toMatchObject({ threshold: 0.95, minSilenceMs: 200 });
});

it('the caller’s voice while the bot thinks has settings of its own, inside the block of interruptions', () => {
  const thinking = (patch: object) => applyConfig(defaultCallConfig, { interruption: { thinking: patch } }).thinking;
  expect(thinking({})).toEqual({ minDurationMs: 300, backchannelFilter: true });
  expect(thinking({ min_duration_ms: 0 })).toEqual({ minDurationMs: 0, backchannelFilter: true });
  expect(thinking({ backchannel_filter: false })).toEqual({ minDurationMs: 300, backchannelFilter: false });
  expect(applyConfig(defaultCallConfig, { interruption: { min_duration_ms: 700 } }).thinking.minDurationMs).toBe(300);
});
