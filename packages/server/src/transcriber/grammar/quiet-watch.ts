/** A frame this far under the loudest of the utterance is quiet, as a power ratio: 25 dB. */
const UNDER_THE_VOICE = 10 ** -2.5;
/** On a noisy line nothing is that soft: a frame this near the quietest one is quiet too, as a power ratio: 6 dB. */
const ABOVE_THE_LINE = 10 ** 0.6;
/** Frames in which audio from before the utterance is looked at, samples at 16 kHz. */
const FRAME_SAMPLES = 320;

/**
 * Notices by loudness alone, long before a detector would say so, that a speaker has paused or ended. It may be wrong: what
 * follows from it must do no harm.
 */
export class QuietWatch {
  #loudest = 0;
  #softest = Number.POSITIVE_INFINITY;
  #quietSamples = 0;

  /** How long it has been quiet, in samples. */
  get quietSamples(): number {
    return this.#quietSamples;
  }

  /** @param runUp what was heard of the line and the utterance so far: it is spoken over, so not quiet */
  begin(runUp: Int16Array): void {
    this.#loudest = 0;
    this.#softest = Number.POSITIVE_INFINITY;
    for (let at = 0; at + FRAME_SAMPLES <= runUp.length; at += FRAME_SAMPLES) {
      this.hear(runUp.subarray(at, at + FRAME_SAMPLES));
    }
    this.#quietSamples = 0;
  }

  /** @param pcm a frame or so: its loudness is taken as one */
  hear(pcm: Int16Array): void {
    if (pcm.length === 0) return;
    let power = 0;
    for (const sample of pcm) power += sample * sample;
    power /= pcm.length;
    this.#loudest = Math.max(this.#loudest, power);
    this.#softest = Math.min(this.#softest, power);
    const isQuiet = power <= this.#loudest * UNDER_THE_VOICE || power <= this.#softest * ABOVE_THE_LINE;
    this.#quietSamples = isQuiet ? this.#quietSamples + pcm.length : 0;
  }
}
