import { requireRange, requireSamples } from './errors.ts';
import { type LineRateHz, requireLineRate } from './line.ts';
import { type NativeLoopSource, native } from './native.ts';

/** Audio that goes round, such as hold music. Made once, it may play in any number of calls of its rate. */
export class LoopSource {
  readonly sampleRateHz: LineRateHz;
  /** The addon's part of it. */
  readonly native: NativeLoopSource;

  /**
   * @param pcm 16-bit mono samples; the last is followed by the first.
   * @param pcmRateHz 4,000 to 192,000.
   * @param sampleRateHz rate of the lines it will play on.
   * @throws INVALID_OPTION
   */
  constructor(pcm: Int16Array, pcmRateHz: number, sampleRateHz: LineRateHz) {
    this.sampleRateHz = requireLineRate(sampleRateHz);
    requireRange('pcmRateHz', pcmRateHz, 4_000, 192_000);
    this.native = new native.NativeLoopSource(requireSamples('pcm', pcm), pcmRateHz, this.sampleRateHz);
  }

  /** Samples of one round, at the line's rate. */
  get samples(): number {
    return this.native.samples;
  }
}
