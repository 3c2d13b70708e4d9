import { crossing, requireSamples, requireWhole } from './errors.ts';
import { type NativeStereoRecorder, native } from './native.ts';

/**
 * Pairs two sides of a call, sample against sample, without a call around it; with one, use `CallAudio.recording`.
 * A side that is behind is waited for, up to `patienceSamples`; then it is recorded as silent, and as much of it is left
 * out when it comes after all. So the two sides never move against each other.
 */
export class StereoRecorder {
  readonly #recorder: NativeStereoRecorder;

  /** @throws INVALID_OPTION */
  constructor(options: { patienceSamples: number }) {
    const patience = requireWhole('patienceSamples', options.patienceSamples, 0, 480_000);
    this.#recorder = crossing(() => new native.NativeStereoRecorder(patience));
  }

  /**
   * Takes what each side heard since the last tick, any lengths, none included.
   * @returns pairs of samples, the caller's and the bot's: what both sides have by now.
   */
  tick(caller: Int16Array, bot: Int16Array): Int16Array {
    return crossing(() => this.#recorder.tick(requireSamples('caller', caller), requireSamples('bot', bot)));
  }

  /** @returns what is left at the end, the shorter side filled up with silence. */
  finish(): Int16Array {
    return crossing(() => this.#recorder.finish());
  }
}
