import { fromNative, requireOneOf, requireSamples, requireWhole } from './errors.ts';
import { type NativeEncoderOptions, native } from './native.ts';
import { OwnedHandle } from './owned-handle.ts';

/** Rates that Opus works at. */
export type OpusRateHz = 8000 | 12000 | 16000 | 24000 | 48000;

/** How to encode. */
export interface OpusEncoderOptions {
  sampleRateHz: OpusRateHz;
  /** Samples of two channels take turns. Default 1. */
  channels?: 1 | 2;
  /** `voice` is for speech, `audio` for music, `low-delay` has neither FEC nor the delay it needs. Default `voice`. */
  purpose?: 'voice' | 'audio' | 'low-delay';
  /** Bits a second, 500 to 512,000. Default: the codec's choice. */
  bitrate?: number;
  /** Effort, 0 to 10. Default: the codec's choice. */
  complexity?: number;
  /** Each packet also holds a coarse copy of the one before, as far as the expected loss makes it worth it. Default false. */
  fec?: boolean;
  /** 0 to 100. Default 0. */
  expectedLossPercent?: number;
  /** Silence gives packets of at most two bytes, which need not be sent. Default false. */
  dtx?: boolean;
}

const rates: readonly OpusRateHz[] = [8000, 12000, 16000, 24000, 48000];
const purposes = ['voice', 'audio', 'low-delay'] as const;

/** @throws INVALID_OPTION */
export function requireOpusRate(sampleRateHz: OpusRateHz): OpusRateHz {
  return requireOneOf('sampleRateHz', sampleRateHz, rates);
}

/** Checks options and fills in defaults. @throws INVALID_OPTION */
export function nativeEncoderOptions(options: OpusEncoderOptions): NativeEncoderOptions {
  const { bitrate, complexity } = options;
  return {
    sampleRateHz: requireOpusRate(options.sampleRateHz),
    channels: requireOneOf('channels', options.channels ?? 1, [1, 2]),
    purpose: purposes.indexOf(requireOneOf('purpose', options.purpose ?? 'voice', purposes)),
    bitrate: bitrate === undefined ? 0 : requireWhole('bitrate', bitrate, 500, 512_000),
    complexity: complexity === undefined ? -1 : requireWhole('complexity', complexity, 0, 10),
    fec: options.fec ?? false,
    expectedLossPercent: requireWhole('expectedLossPercent', options.expectedLossPercent ?? 0, 0, 100),
    dtx: options.dtx ?? false,
  };
}

/** Samples → Opus packets, one stream. */
export class OpusEncoder {
  /** By how many samples (of one channel) the sound comes out of a decoder later than it went in here. */
  readonly lookaheadSamples: number;
  readonly #handle: OwnedHandle;

  /** @throws INVALID_OPTION, TOO_MANY */
  constructor(options: OpusEncoderOptions) {
    const checked = nativeEncoderOptions(options);
    try {
      this.#handle = new OwnedHandle(this, 'encoder', native.openOpusEncoder(checked));
      this.lookaheadSamples = native.opusLookahead(this.#handle.open);
    } catch (cause) {
      throw fromNative(cause, 'INVALID_OPUS');
    }
  }

  /**
   * @param frame 2.5, 5, 10, 20, 40, 60, 80, 100 or 120 ms of samples.
   * @throws INVALID_OPTION for another length, CLOSED
   */
  encode(frame: Int16Array): Uint8Array {
    const handle = this.#handle.open;
    try {
      return native.opusEncode(handle, requireSamples('frame', frame));
    } catch (cause) {
      throw fromNative(cause, 'INVALID_OPUS');
    }
  }

  /** Frees the addon's memory; closing twice does nothing. */
  close(): void {
    this.#handle.close();
  }
}
