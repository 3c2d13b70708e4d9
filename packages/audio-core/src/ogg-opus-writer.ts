import { fromNative, requireSamples, requireWhole } from './errors.ts';
import { native } from './native.ts';
import { nativeEncoderOptions, type OpusEncoderOptions } from './opus-encoder.ts';
import { OwnedHandle } from './owned-handle.ts';

/** What to write. */
export interface OggOpusWriterOptions extends OpusEncoderOptions {
  /** Number of the stream, up to 2³² − 1; files that are to be chained need different ones. Default 1. */
  serial?: number;
  /** `NAME=value`, each. Default none. */
  comments?: readonly string[];
}

/** Writes an Ogg/Opus file as its sound comes; what was written so far always plays. */
export class OggOpusWriter {
  readonly #handle: OwnedHandle;

  /** @throws INVALID_OPTION, TOO_MANY */
  constructor(options: OggOpusWriterOptions) {
    const encoder = nativeEncoderOptions(options);
    const serial = requireWhole('serial', options.serial ?? 1, 0, 0xffff_ffff);
    try {
      const handle = native.openNoteWriter(encoder, serial, 'antiphon', [...(options.comments ?? [])]);
      this.#handle = new OwnedHandle(this, 'writer', handle);
    } catch (cause) {
      throw fromNative(cause, 'INVALID_OPTION');
    }
  }

  /** Takes samples, any number. @returns bytes to append to the file; often none. @throws CLOSED */
  push(samples: Int16Array): Uint8Array {
    return write(() => native.noteWrite(this.#handle.open, requireSamples('samples', samples)));
  }

  /** Ends the file with exactly the samples that were given, and closes. @returns its last bytes. @throws CLOSED */
  finish(): Uint8Array {
    const last = write(() => native.noteWriteEnd(this.#handle.open));
    this.#handle.close();
    return last;
  }

  /** Leaves the file as it is, up to a second short; closing twice does nothing. */
  close(): void {
    this.#handle.close();
  }
}

function write<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw fromNative(cause, 'INVALID_OPTION');
  }
}
