import { fromNative, requireOneOf, requireSamples, requireWhole } from './errors.ts';
import { native } from './native.ts';
import { OwnedHandle } from './owned-handle.ts';
import { type WavEncoding, wavEncodings } from './wav-reader.ts';

/** What to write. */
export interface WavWriterOptions {
  sampleRateHz: number;
  /** 1 to 64; samples take turns. Default 1. */
  channels?: number;
  /** Default `pcm16`. */
  encoding?: WavEncoding;
}

/**
 * Writes a WAV file as its sound comes. Append what `push` and `finish` give; write `header()` over the beginning now and
 * then, and at the end. A file whose writer died before that still plays: its header then says «until the end».
 */
export class WavWriter {
  readonly #handle: OwnedHandle;

  /** @throws INVALID_OPTION, TOO_MANY */
  constructor(options: WavWriterOptions) {
    const format = nativeFormat(options);
    this.#handle = new OwnedHandle(
      this,
      'writer',
      write(() => native.openWavWriter(...format)),
    );
  }

  /** Takes samples, any number of whole turns. @returns bytes to append; the first ones hold the header. @throws CLOSED */
  push(samples: Int16Array): Uint8Array {
    return write(() => native.wavWrite(this.#handle.open, requireSamples('samples', samples)));
  }

  /** The header for the sound so far, always of the same length. @throws CLOSED */
  header(): Uint8Array {
    return write(() => native.wavHeader(this.#handle.open));
  }

  /** @returns the last byte, where one is needed to make the length even. `header` is to follow. @throws CLOSED */
  finish(): Uint8Array {
    return write(() => native.wavWriteEnd(this.#handle.open));
  }

  /** Frees the addon's memory; closing twice does nothing. */
  close(): void {
    this.#handle.close();
  }
}

/** Writes 16-bit samples as a whole WAV file; those of several channels take turns. @throws INVALID_OPTION */
export function writeWav(samples: Int16Array, sampleRateHz: number, channels = 1): Uint8Array {
  const format = nativeFormat({ sampleRateHz, channels });
  return write(() => native.wavWhole(...format, requireSamples('samples', samples)));
}

function nativeFormat(options: WavWriterOptions): [encoding: number, sampleRateHz: number, channels: number] {
  const encoding = requireOneOf('encoding', options.encoding ?? 'pcm16', wavEncodings);
  const rate = requireWhole('sampleRateHz', options.sampleRateHz, 1, 1_000_000);
  return [wavEncodings.indexOf(encoding), rate, requireWhole('channels', options.channels ?? 1, 1, 64)];
}

function write<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw fromNative(cause, 'INVALID_OPTION');
  }
}
