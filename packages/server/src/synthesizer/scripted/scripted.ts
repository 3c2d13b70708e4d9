import { z } from 'zod';
import { parseSettings } from '../../engines/settings.ts';
import type { SpokenWord, Synthesizer, SynthesizerEngine } from '../synthesizer.ts';

const SAMPLE_RATE_HZ = 8000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

const Settings = z.strictObject({
  provider: z.literal('scripted'),
  /** Whole ms, so that every word edge falls on a sample. */
  ms_per_word: z.int().min(10).max(10_000).default(300),
  language: z.string().optional(),
});

/** A voice that hums one tone per word, at once and with exact word times. For labs and tests. */
export const scriptedSynthesizer: SynthesizerEngine = {
  provider: 'scripted',
  check: (settings) => void parseSettings(Settings, settings, 'voice'),
  open: (settings) => openVoice(parseSettings(Settings, settings, 'voice').ms_per_word),
  close: async () => {},
};

function openVoice(msPerWord: number): Synthesizer {
  return {
    sampleRateHz: SAMPLE_RATE_HZ,
    speak(sentence, sink) {
      const tokens = sentence.split(/\s+/).filter((token) => token !== '');
      if (tokens.length > 0) sink.chunk(hum(tokens.length, msPerWord), wordTimes(tokens, msPerWord));
      sink.done();
      return () => {};
    },
    close() {},
  };
}

const wordTimes = (tokens: readonly string[], msPerWord: number): SpokenWord[] =>
  tokens.map((word, index) => ({ word, startMs: index * msPerWord, endMs: (index + 1) * msPerWord }));

const LOUDEST = 3000;
const TONES_HZ = [300, 350, 400, 450, 500, 550, 600, 650];
/** Each word fades in and out, so that its edges can be found in a recording. */
const FADE_SAMPLES = 3 * SAMPLES_PER_MS;

/** One tone per word, neighbours never the same. */
function hum(words: number, msPerWord: number): Int16Array {
  const samplesPerWord = msPerWord * SAMPLES_PER_MS;
  const pcm = new Int16Array(words * samplesPerWord);
  for (let word = 0; word < words; word++) {
    pcm.set(tone(TONES_HZ[word % TONES_HZ.length] ?? 300, samplesPerWord), word * samplesPerWord);
  }
  return pcm;
}

const tones = new Map<string, Int16Array>();

function tone(frequencyHz: number, samples: number): Int16Array {
  const key = `${frequencyHz}/${samples}`;
  const known = tones.get(key);
  if (known) return known;
  const pcm = new Int16Array(samples);
  const radiansPerSample = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
  for (let at = 0; at < samples; at++) {
    const fade = Math.min(1, at / FADE_SAMPLES, (samples - 1 - at) / FADE_SAMPLES);
    pcm[at] = Math.round(LOUDEST * fade * Math.sin(radiansPerSample * at));
  }
  if (tones.size < 64) tones.set(key, pcm);
  return pcm;
}
