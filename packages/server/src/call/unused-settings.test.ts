import { expect, it } from 'vitest';
import { unusedSettings } from './unused-settings.ts';

it('names the settings that change nothing, wherever they stand', () => {
  const config = {
    voice: 'flite/slt',
    memory: true,
    greetingInChat: true,
    interruption: { min_words: 2, min_volume: 0.4 },
    config: { turn_detection: { engine: 'guesswork', silence_ms: 400 }, vad: { threshold: 0.4 } },
  };
  expect(unusedSettings(config)).toEqual(['greeting_in_chat', 'memory', 'turn_detection.engine']);
});

it('finds nothing in what is acted on', () => {
  expect(unusedSettings({ interruption: false, config: { turn_detection: { engine: 'silence' } }, llm: null })).toEqual(
    [],
  );
  expect(unusedSettings({ turn_detection: 'silence', interruption: true })).toEqual([]);
  expect(unusedSettings({ turn_detection: 'smart_turn' })).toEqual([]);
  expect(unusedSettings({ config: { turn_detection: { engine: 'native' } } })).toEqual([]);
});
