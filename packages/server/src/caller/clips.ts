import { readFile } from 'node:fs/promises';
import { encodeG711, Resampler, readWav, type Wav } from '@antiphon/audio-core';
import { FRAME_BYTES, SILENCE } from './handset.ts';

/** Something to say. */
export interface Clip {
  /** For the log: the file's name, or the words. */
  name: string;
  /** Mono, 8000 samples a second. */
  samples: Int16Array;
}

/** Reads a recording of any rate and number of channels. @throws Error that names the file and what is wrong with it */
export async function loadClip(path: string): Promise<Clip> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new Error(isMissing ? `There is no file ${path}.` : `${path} cannot be read: ${messageOf(cause)}.`, {
      cause,
    });
  }
  try {
    return { name: path, samples: toLineRate(readWav(bytes)) };
  } catch (cause) {
    throw new Error(`${path} is not a WAV file that can be played: ${messageOf(cause)}. It must be 16-bit PCM.`, {
      cause,
    });
  }
}

/** One channel at 8000 Hz: the channels' mean, resampled. */
export function toLineRate({ samples, channels, sampleRateHz }: Wav): Int16Array {
  const mono = channels === 1 ? samples : new Int16Array(Math.floor(samples.length / channels));
  if (channels > 1) {
    for (let at = 0; at < mono.length; at++) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += samples[at * channels + channel] as number;
      mono[at] = Math.round(sum / channels);
    }
  }
  if (sampleRateHz === 8_000) return mono;
  const resampler = new Resampler(sampleRateHz, 8_000);
  const [head, tail] = [resampler.process(mono).slice(), resampler.flush()];
  const all = new Int16Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

/** A clip as the line carries it: µ-law, filled up with silence to whole frames. */
export function encodeClip(samples: Int16Array): Uint8Array {
  const encoded = new Uint8Array(Math.ceil(samples.length / FRAME_BYTES) * FRAME_BYTES).fill(SILENCE);
  encoded.set(encodeG711('mulaw', samples));
  return encoded;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
