import { AudioCoreError, fromNative, requireBytes, requireOneOf, requireRange } from './errors.ts';
import { native } from './native.ts';
import { type OpusRateHz, requireOpusRate } from './opus-encoder.ts';
import { OwnedHandle } from './owned-handle.ts';

/** What is to come out of a file. */
export interface OggOpusReaderOptions {
  sampleRateHz: OpusRateHz;
  /** Samples of two channels take turns. Default 1. */
  channels?: 1 | 2;
  /** A file that lasts longer is refused: a few bytes can claim to be hours. Default 3,600,000 (an hour). */
  maxDurationMs?: number;
}

/** What became of a file so far. */
export interface OggOpusStats {
  /** Samples of one channel that were given out. */
  samples: number;
  /** Packets that did not decode; what they may have been was given out. */
  damagedPackets: number;
  /** Samples at 48 kHz that are missing in the file; as above. */
  missingSamples: number;
  /** Streams, one after another. */
  streams: number;
}

/** Reads voice notes and other Ogg/Opus files as they come. Holds little of a file, and bounds what it claims. */
export class OggOpusReader {
  readonly #handle: OwnedHandle;

  /** @throws INVALID_OPTION, TOO_MANY */
  constructor(options: OggOpusReaderOptions) {
    const rate = requireOpusRate(options.sampleRateHz);
    const channels = requireOneOf('channels', options.channels ?? 1, [1, 2]);
    const limit = requireRange('maxDurationMs', options.maxDurationMs ?? 3_600_000, 1, Number.MAX_SAFE_INTEGER);
    try {
      this.#handle = new OwnedHandle(this, 'reader', native.openNoteReader(rate, channels, limit));
    } catch (cause) {
      throw fromNative(cause, 'INVALID_OGG');
    }
  }

  /** The samples in the next bytes, any number of them. @throws INVALID_OGG, CLOSED */
  push(bytes: Uint8Array): Int16Array {
    return read(() => native.noteRead(this.#handle.open, requireBytes('bytes', bytes)));
  }

  /** The file has ended. @throws INVALID_OGG when there was no Opus stream in it, CLOSED */
  finish(): void {
    read(() => native.noteReadEnd(this.#handle.open));
  }

  /** A fresh object with the counts so far. @throws CLOSED */
  get stats(): OggOpusStats {
    const counts = read(() => native.noteStats(this.#handle.open));
    const [samples = 0, damagedPackets = 0, missingSamples = 0, streams = 0] = counts;
    return { samples, damagedPackets, missingSamples, streams };
  }

  /** Frees the addon's memory; closing twice does nothing. */
  close(): void {
    this.#handle.close();
  }
}

function read<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const error = fromNative(cause, 'INVALID_OGG');
    if (error === cause || error.code !== 'INVALID_OGG') throw error;
    throw new AudioCoreError(
      'INVALID_OGG',
      `These bytes are not an Ogg/Opus file we can read: ${error.message}. Give a voice note with one channel or two.`,
      { cause },
    );
  }
}
