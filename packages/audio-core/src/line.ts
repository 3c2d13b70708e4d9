import { requireOneOf } from './errors.ts';

/** How samples are written on a line. */
export type LineCodec = 'mulaw' | 'alaw' | 'pcm16';
/** Samples per second of a line. */
export type LineRateHz = 8000 | 16000 | 24000 | 48000;

const codecs: readonly LineCodec[] = ['mulaw', 'alaw', 'pcm16'];
const rates: readonly LineRateHz[] = [8000, 16000, 24000, 48000];

/** The addon's number for a codec. */
export function codecNumber(codec: LineCodec): number {
  return codecs.indexOf(requireOneOf('codec', codec, codecs));
}

export function requireLineRate(sampleRateHz: LineRateHz): LineRateHz {
  return requireOneOf('sampleRateHz', sampleRateHz, rates);
}
