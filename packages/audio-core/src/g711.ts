import { crossing, requireBytes, requireOneOf, requireSamples } from './errors.ts';
import { codecNumber } from './line.ts';
import { native } from './native.ts';

/** The two laws of G.711. */
export type G711 = 'mulaw' | 'alaw';
const laws: readonly G711[] = ['mulaw', 'alaw'];

/** 16-bit samples → one byte each. */
export function encodeG711(codec: G711, samples: Int16Array): Uint8Array {
  const law = codecNumber(requireOneOf('codec', codec, laws));
  return crossing(() => native.encode(law, requireSamples('samples', samples)));
}

/** One byte each → 16-bit samples. */
export function decodeG711(codec: G711, bytes: Uint8Array): Int16Array {
  const law = codecNumber(requireOneOf('codec', codec, laws));
  return crossing(() => native.decode(law, requireBytes('bytes', bytes)));
}
