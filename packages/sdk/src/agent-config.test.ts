import { expect, it } from 'vitest';
import { checkNumber, toWireConfig } from './agent-config.ts';

it('leaves the wire form’s blocks as the user typed them and puts the rest into it', () => {
  expect(
    toWireConfig({
      stt: { provider: 'grammar', phrases: ['a table for {number}'], slots: { number: ['two', 'four'] } },
      promptVars: { name: 'Ana' },
      greeting: { text: 'Hello', addToHistory: true },
      analysis: { send_audio_metrics: true },
      config: { vad: { min_silence_ms: 300 } },
      preparing: { timeoutMs: 2500 },
      sessionLimits: { idle_timeout_seconds: 30 },
      phoneNumber: '+14155550123',
    }),
  ).toEqual({
    stt: { provider: 'grammar', phrases: ['a table for {number}'], slots: { number: ['two', 'four'] } },
    vars: { name: 'Ana' },
    greeting: 'Hello',
    config: { vad: { min_silence_ms: 300 }, analysis: { send_audio_metrics: true } },
    preparing: { timeout_ms: 2500 },
    sessionLimits: { idle_timeout_seconds: 30 },
  });
});

it('keeps a greeting per language, and a greeting function to itself', () => {
  expect(toWireConfig({ greeting: { en: 'Hello', es: 'Hola' } })).toEqual({ greeting: { en: 'Hello', es: 'Hola' } });
  expect(toWireConfig({ greeting: () => 'Hello' })).toEqual({});
});

it('keeps false, zero and empty, which mean something', () => {
  expect(toWireConfig({ interruption: false, prompt: '', flash: false })).toEqual({
    interruption: false,
    prompt: '',
    flash: false,
  });
});

it('expands the older spelling of a recogniser', () => {
  expect(toWireConfig({ stt: 'deepgram:nova-3:es' })).toEqual({
    stt: { provider: 'deepgram', model: 'nova-3', language: 'es' },
  });
  expect(toWireConfig({ stt: 'deepgram/flux' })).toEqual({ stt: 'deepgram/flux' });
});

it.each(['+1 (318) 633-0963', '4155550123', 'sip:mara@example.com'])('%s is a number', (number) => {
  expect(checkNumber(number)).toBe(number);
});

it.each(['', '123456', '+1234567890123456', 'mara@example.com', 'sip:'])('"%s" is none', (number) => {
  expect(() => checkNumber(number)).toThrow(/is not a phone number/);
});
