import { decodeG711, encodeG711, Resampler } from '@antiphon/audio-core';

const RATE_HZ = 16_000;
const SAMPLES_PER_MS = RATE_HZ / 1000;
/** Quiet before and after a sentence, ms. */
const BEFORE_MS = 500;
const AFTER_MS = 240;
/** As the speech detector marks it: the onset this late, the end after this much silence, ms. */
const ONSET_LATE_MS = 100;
export const SILENCE_MS = 200;
const FRAME_SAMPLES = 20 * SAMPLES_PER_MS;

export const lines = {
  clean: (pcm) => pcm,
  telephone: (pcm) => resample(decodeG711('mulaw', encodeG711('mulaw', resample(pcm, RATE_HZ, 8000))), 8000, RATE_HZ),
};

/** A sentence as it comes down a line. @returns 16 kHz, with the first and last voice in ms from its start */
export async function speak(engines, voice, sentence, line) {
  const { engine, settings } = engines.synthesizer(voice);
  const speaker = engine.open(settings, {});
  const parts = [];
  let spokenMs = 0;
  await new Promise((resolve, reject) => {
    speaker.speak(sentence, {
      chunk(pcm, words) {
        parts.push(...pcm);
        spokenMs = words.at(-1)?.endMs ?? spokenMs;
      },
      done: resolve,
      failed: ({ message }) => reject(new Error(message)),
    });
  });
  const voiced = resample(Int16Array.from(parts), speaker.sampleRateHz, RATE_HZ).subarray(0, spokenMs * SAMPLES_PER_MS);
  speaker.close();
  const whole = new Int16Array(voiced.length + (BEFORE_MS + AFTER_MS) * SAMPLES_PER_MS);
  whole.set(voiced, BEFORE_MS * SAMPLES_PER_MS);
  return { pcm: line(whole), fromMs: BEFORE_MS + 20, toMs: BEFORE_MS + spokenMs };
}

/**
 * Has a sentence recognised.
 *
 * @param pace awaited before each frame of 20 ms: at once for accuracy, in real time for latency
 * @returns the final result, and the ms it came after the detector had told the end of speech
 */
export async function hear(engines, stt, { pcm, fromMs, toMs }, pace) {
  const { engine, settings } = engines.transcriber(stt);
  let told;
  const final = new Promise((resolve, reject) => {
    told = (result) => {
      if (result.type === 'final') resolve(result);
      else if (result.type === 'failed') reject(new Error(result.message));
    };
  });
  const ear = engine.open(settings, { onResult: told });
  const startFrame = Math.round((fromMs + ONSET_LATE_MS) / 20);
  const endFrame = Math.round((toMs + SILENCE_MS) / 20);
  for (let frame = 0; frame < endFrame; frame += 1) {
    await pace(frame);
    ear.push(pcm.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES));
    if (frame === startFrame) ear.speechStarted(1, ONSET_LATE_MS);
  }
  const endedAt = performance.now();
  ear.speechEnded(1, SILENCE_MS);
  const result = await final;
  const latencyMs = performance.now() - endedAt;
  ear.close();
  return { result, latencyMs };
}

function resample(pcm, fromHz, toHz) {
  if (fromHz === toHz) return pcm;
  const resampler = new Resampler(fromHz, toHz);
  return Int16Array.from([...resampler.process(pcm), ...resampler.flush()]);
}
