import { crossing, requireSamples } from './errors.ts';
import { native } from './native.ts';

/** How loud a stretch of sound is. */
export interface Level {
  /** Root mean square, 0…1 of full scale. */
  rms: number;
  /** Largest magnitude, 0…1 of full scale. */
  peak: number;
  /** `20·log10(rms)`, −60…0 dB of full scale. */
  energyDb: number;
}

/** Measures 16-bit mono samples of any length; none at all are silence. */
export function measureLevel(samples: Int16Array): Level {
  const sound = requireSamples('samples', samples);
  const [rms = 0, peak = 0, energyDb = -60] = crossing(() => native.measureLevel(sound));
  return { rms, peak, energyDb };
}
