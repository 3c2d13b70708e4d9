import { crossing, requireSamples, requireWhole } from './errors.ts';
import { type NativeResampler, native } from './native.ts';

/**
 * Changes the rate of a mono stream, block by block. Output is aligned with input in time; the last 2 ms of input wait
 * for what follows them, or for `flush`.
 */
export class Resampler {
  readonly #resampler: NativeResampler;

  /**
   * @param fromHz whole samples per second, 4,000 to 192,000; so is `toHz`.
   * @throws INVALID_OPTION for other rates.
   */
  constructor(fromHz: number, toHz: number) {
    requireWhole('fromHz', fromHz, 4_000, 192_000);
    requireWhole('toHz', toHz, 4_000, 192_000);
    this.#resampler = crossing(() => new native.NativeResampler(fromHz, toHz));
  }

  /** The next block. After `n` samples of a stream, `ceil(n·toHz/fromHz)` are out once it is flushed. */
  process(samples: Int16Array): Int16Array {
    return crossing(() => this.#resampler.process(requireSamples('samples', samples)));
  }

  /** The end of the stream, as if silence followed; the next block begins a new one. */
  flush(): Int16Array {
    return crossing(() => this.#resampler.flush());
  }
}
