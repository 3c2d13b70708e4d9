import type { SpokenWord, SynthesizerEngine } from '../synthesizer/synthesizer.ts';

/** What the bot sounds like: a sentence → 8 kHz mono. */
export type BotSound = (sentence: string) => Int16Array;

const SAMPLES_PER_MS = 8;

/** A voice that is given its sound, at once; a sentence's words are spread evenly over it. */
export function voiceOf(sound: BotSound): SynthesizerEngine {
  return {
    provider: 'lab',
    check() {},
    open: () => ({
      sampleRateHz: 8_000,
      speak(sentence, sink) {
        const pcm = sound(sentence);
        if (pcm.length > 0) sink.chunk(pcm, evenly(sentence, pcm.length / SAMPLES_PER_MS));
        sink.done();
        return () => {};
      },
      close() {},
    }),
    close: async () => {},
  };
}

function evenly(sentence: string, ms: number): SpokenWord[] {
  const words = sentence.split(/\s+/).filter((word) => word !== '');
  const share = ms / words.length;
  return words.map((word, index) => ({ word, startMs: index * share, endMs: (index + 1) * share }));
}
