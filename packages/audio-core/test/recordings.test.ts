import { describe, expect, it } from 'vitest';
import { CallAudio, encodeG711, type LineCodec, type LineRateHz } from '../dist/index.js';
import { hasRecordings, utterances } from './recordings.ts';

const MIN_SILENCE_MS = 200;
/** Seeded placements of each utterance on a silent line. */
const PLACEMENTS = 20;

interface Heard {
  name: string;
  /** Decision that speech began, after its true beginning. */
  startMs: number;
  /** Decision that speech ended, after its true end. */
  endMs: number;
  /** Beginning and end that the verdicts name, less the true ones. */
  onsetErrorMs: number;
  lastVoiceErrorMs: number;
}

/** A caller who is silent, says one utterance and is silent again. */
function hear(codec: LineCodec, sampleRateHz: LineRateHz, seed: number): Heard[] {
  return utterances(sampleRateHz).map(({ name, durationMs, samples }) => {
    const frame = sampleRateHz / 50;
    // Every placement meets the detector's windows and the line's frames elsewhere.
    const before = sampleRateHz + ((seed * 7919) % sampleRateHz);
    const line = new Int16Array(Math.ceil((before + samples.length + sampleRateHz) / frame) * frame);
    line.set(samples, before);
    const audio = new CallAudio({ codec, sampleRateHz, detector: { minSilenceMs: MIN_SILENCE_MS } });
    const ms = (position: number) => ((position - before) * 1000) / sampleRateHz;
    const starts: [number, number][] = [];
    const ends: [number, number][] = [];
    for (let at = 0, sequence = 1; at < line.length; at += frame, sequence++) {
      audio.push(sequence, at, encode(codec, line.subarray(at, at + frame)), (at * 1000) / sampleRateHz);
      for (let index = 0; index < audio.verdictCount; index++) {
        const verdict = audio.verdict(index);
        (verdict.kind === 'start' ? starts : ends).push([ms(audio.inSample), ms(verdict.speechSample)]);
      }
    }
    audio.close();
    const [first, last] = [starts[0], ends.at(-1)];
    if (!first || !last) throw new Error(`${name}: ${starts.length} starts and ${ends.length} ends`);
    return {
      name,
      startMs: first[0],
      onsetErrorMs: first[1],
      endMs: last[0] - durationMs,
      lastVoiceErrorMs: last[1] - durationMs,
    };
  });
}

function encode(codec: LineCodec, samples: Int16Array): Uint8Array {
  if (codec !== 'pcm16') return encodeG711(codec, samples);
  return new Uint8Array(samples.slice().buffer);
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

describe.skipIf(!hasRecordings).each([
  ['mulaw', 8000],
  ['pcm16', 16000],
  ['pcm16', 24000],
] as const)('people on a clean %s line of %i Hz', (codec, sampleRateHz) => {
  const heard = hasRecordings
    ? Array.from({ length: sampleRateHz === 24000 ? 3 : PLACEMENTS }, (_, seed) =>
        hear(codec, sampleRateHz, seed),
      ).flat()
    : [];

  it('are heard within 250 ms of their first sound, every one of them', () => {
    expect(heard.filter(({ startMs }) => !(startMs > 0 && startMs <= 250))).toEqual([]);
  });
  it('are mostly heard sooner: half within 60 ms, nineteen in twenty within 200', () => {
    const starts = heard.map(({ startMs }) => startMs);
    expect(quantile(starts, 0.5)).toBeLessThanOrEqual(60);
    expect(quantile(starts, 0.95)).toBeLessThanOrEqual(200);
  });
  it('have ended within the silence asked for and 300 ms, every one of them', () => {
    expect(heard.filter(({ endMs }) => !(endMs > 0 && endMs <= MIN_SILENCE_MS + 300))).toEqual([]);
  });
  it('begin and end where they do, nine times in ten to 80 ms', () => {
    for (const errors of [heard.map((one) => one.onsetErrorMs), heard.map((one) => one.lastVoiceErrorMs)]) {
      expect(quantile(errors.map(Math.abs), 0.9)).toBeLessThanOrEqual(80);
    }
  });
});
