import { AudioCoreError, crossing, requireSamples, requireWhole } from './errors.ts';
import { type LineRateHz, requireLineRate } from './line.ts';
import { type NativeLoopSource, native } from './native.ts';

const natives = new WeakMap<LoopSource, NativeLoopSource>();

/** The addon's part of a source. @throws INVALID_OPTION when it is none, or of another rate than the line. */
export function nativeLoop(source: LoopSource, lineRateHz: LineRateHz): NativeLoopSource {
  const loop = natives.get(source);
  if (loop && source.sampleRateHz === lineRateHz) return loop;
  const found = loop ? `is for lines of ${source.sampleRateHz} Hz` : 'is not a LoopSource';
  throw new AudioCoreError('INVALID_OPTION', `source ${found}. Give a LoopSource made for ${lineRateHz} Hz.`);
}

/** Audio that goes round, such as hold music. Made once, it may play in any number of calls of its rate. */
export class LoopSource {
  readonly sampleRateHz: LineRateHz;
  /** Samples of one round, at the line's rate. */
  readonly samples: number;

  /**
   * @param pcm 16-bit mono samples; the last is followed by the first.
   * @param pcmRateHz 4,000 to 192,000.
   * @param sampleRateHz rate of the lines it will play on.
   * @throws INVALID_OPTION
   */
  constructor(pcm: Int16Array, pcmRateHz: number, sampleRateHz: LineRateHz) {
    this.sampleRateHz = requireLineRate(sampleRateHz);
    requireWhole('pcmRateHz', pcmRateHz, 4_000, 192_000);
    const sound = requireSamples('pcm', pcm);
    const loop = crossing(() => new native.NativeLoopSource(sound, pcmRateHz, this.sampleRateHz));
    this.samples = loop.samples;
    natives.set(this, loop);
  }
}
