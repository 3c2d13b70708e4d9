import { AudioCoreError, requireRange } from './errors.ts';

/** The sound of a WAV file. Samples of several channels take turns. */
export interface Wav {
  sampleRateHz: number;
  channels: number;
  samples: Int16Array;
}

const HEADER_BYTES = 44;
const PCM = 1;
const EXTENSIBLE = 0xfffe;

/**
 * Reads a 16-bit PCM WAV file. Chunks we do not know are skipped, and a data chunk that claims more than there is
 * (a recording cut short) gives what there is.
 * @throws INVALID_WAV
 */
export function readWav(bytes: Uint8Array): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') throw invalid('it does not begin as one');
  let format: { sampleRateHz: number; channels: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = tag(view, at);
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (name === 'fmt ' && size >= 16 && body + 16 <= bytes.length) format = readFormat(view, body);
    if (name === 'data') {
      if (!format) throw invalid('its data comes before its format');
      const frameBytes = 2 * format.channels;
      const available = Math.min(size, bytes.length - body);
      const samples = new Int16Array((Math.floor(available / frameBytes) * frameBytes) / 2);
      for (let index = 0; index < samples.length; index++) samples[index] = view.getInt16(body + 2 * index, true);
      return { ...format, samples };
    }
    at = body + size + (size % 2);
  }
  throw invalid('it has no data');
}

function readFormat(view: DataView, at: number): { sampleRateHz: number; channels: number } {
  const encoding = view.getUint16(at, true);
  const channels = view.getUint16(at + 2, true);
  const bits = view.getUint16(at + 14, true);
  if ((encoding !== PCM && encoding !== EXTENSIBLE) || bits !== 16) {
    throw invalid(`its format is ${encoding} with ${bits} bits, not 16-bit PCM`);
  }
  if (channels < 1) throw invalid('it has no channels');
  return { sampleRateHz: view.getUint32(at + 4, true), channels };
}

/** Writes 16-bit samples as a WAV file; those of several channels take turns. @throws INVALID_OPTION */
export function writeWav(samples: Int16Array, sampleRateHz: number, channels = 1): Uint8Array {
  requireRange('sampleRateHz', sampleRateHz, 1, 1_000_000);
  requireRange('channels', channels, 1, 64);
  const bytes = new Uint8Array(HEADER_BYTES + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  writeTag(view, 0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  writeTag(view, 8, 'WAVE');
  writeTag(view, 12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  writeTag(view, 36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, index) => {
    view.setInt16(HEADER_BYTES + 2 * index, sample, true);
  });
  return bytes;
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function writeTag(view: DataView, at: number, name: string): void {
  for (let index = 0; index < 4; index++) view.setUint8(at + index, name.charCodeAt(index));
}

function invalid(reason: string): AudioCoreError {
  return new AudioCoreError('INVALID_WAV', `These bytes are not a WAV file we can read: ${reason}. Give 16-bit PCM WAV.`);
}
