import { fromNative, requireBytes, requireOneOf, requireWhole } from './errors.ts';
import { native } from './native.ts';
import { type OpusRateHz, requireOpusRate } from './opus-encoder.ts';
import { OwnedHandle } from './owned-handle.ts';

/** What is to come out; any stream comes out at any rate, with one channel or two. */
export interface OpusDecoderOptions {
  sampleRateHz: OpusRateHz;
  /** Samples of two channels take turns. Default 1. */
  channels?: 1 | 2;
}

/** The longest packet: 120 ms at 48 kHz. */
const LONGEST = 5_760;

/** Opus packets → samples, one stream; also for packets that never came. */
export class OpusDecoder {
  readonly #handle: OwnedHandle;

  /** @throws INVALID_OPTION, TOO_MANY */
  constructor(options: OpusDecoderOptions) {
    const rate = requireOpusRate(options.sampleRateHz);
    const channels = requireOneOf('channels', options.channels ?? 1, [1, 2]);
    try {
      this.#handle = new OwnedHandle(this, 'decoder', native.openOpusDecoder(rate, channels));
    } catch (cause) {
      throw fromNative(cause, 'INVALID_OPUS');
    }
  }

  /** The samples of a packet. @throws INVALID_OPUS when it is none (then nothing has changed), CLOSED */
  decode(packet: Uint8Array): Int16Array {
    return this.#run((handle) => native.opusDecode(handle, requireBytes('packet', packet)));
  }

  /**
   * A packet was lost: what it may have been.
   * @param samples of one channel, a whole number of 2.5 ms, up to 120 ms.
   * @throws INVALID_OPTION, CLOSED
   */
  conceal(samples: number): Int16Array {
    const count = requireWhole('samples', samples, 1, LONGEST);
    return this.#run((handle) => native.opusConceal(handle, count));
  }

  /**
   * The packet before `next` was lost: its copy, where the encoder put one into `next`, else what it may have been. Then
   * decode `next` itself.
   * @param samples as in `conceal`.
   * @throws INVALID_OPUS, INVALID_OPTION, CLOSED
   */
  recover(next: Uint8Array, samples: number): Int16Array {
    const count = requireWhole('samples', samples, 1, LONGEST);
    return this.#run((handle) => native.opusRecover(handle, requireBytes('next', next), count));
  }

  /** Frees the addon's memory; closing twice does nothing. */
  close(): void {
    this.#handle.close();
  }

  #run(act: (handle: number) => Int16Array): Int16Array {
    const handle = this.#handle.open;
    try {
      return act(handle);
    } catch (cause) {
      throw fromNative(cause, 'INVALID_OPUS');
    }
  }
}
