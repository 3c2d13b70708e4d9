import { AudioCoreError, fromNative, requireBytes } from './errors.ts';
import { native } from './native.ts';
import { OwnedHandle } from './owned-handle.ts';

/** How a file writes its samples: whole numbers of 8 to 32 bits, 32-bit floats, G.711. */
export type WavEncoding = 'pcm8' | 'pcm16' | 'pcm24' | 'pcm32' | 'float32' | 'mulaw' | 'alaw';

/** The addon's numbers for them. */
export const wavEncodings: readonly WavEncoding[] = ['pcm8', 'pcm16', 'pcm24', 'pcm32', 'float32', 'mulaw', 'alaw'];

/** The sound of a WAV file. Samples of several channels take turns. */
export interface Wav {
  sampleRateHz: number;
  channels: number;
  samples: Int16Array;
}

/**
 * Reads a WAV file as it comes, whatever its length: RIFF or RF64, any `WavEncoding`; samples come out as 16 bits, rounded
 * and clipped. Chunks we do not know are passed over, and data whose end was never written goes on to the end.
 */
export class WavReader {
  readonly #handle: OwnedHandle;

  /** @throws TOO_MANY */
  constructor() {
    try {
      this.#handle = new OwnedHandle(this, 'reader', native.openWavReader());
    } catch (cause) {
      throw fromNative(cause, 'INVALID_WAV');
    }
  }

  /** The samples in the next bytes, any number of them; channels take turns. @throws INVALID_WAV, CLOSED */
  push(bytes: Uint8Array): Int16Array {
    return read(() => native.wavRead(this.#handle.open, requireBytes('bytes', bytes)));
  }

  /** How the file is written; undefined before enough of it came. @throws CLOSED */
  get format(): { encoding: WavEncoding; sampleRateHz: number; channels: number } | undefined {
    const [number = -1, sampleRateHz = 0, channels = 0] = read(() => native.wavFormat(this.#handle.open));
    const encoding = wavEncodings[number];
    return encoding && { encoding, sampleRateHz, channels };
  }

  /** The file has ended. @throws INVALID_WAV when it ended before its data, CLOSED */
  finish(): void {
    read(() => native.wavReadEnd(this.#handle.open));
  }

  /** Frees the addon's memory; closing twice does nothing. */
  close(): void {
    this.#handle.close();
  }
}

/** Reads a whole WAV file; one that was cut short gives what there is. @throws INVALID_WAV */
export function readWav(bytes: Uint8Array): Wav {
  const reader = new WavReader();
  try {
    const samples = reader.push(bytes);
    reader.finish();
    const { sampleRateHz = 0, channels = 0 } = reader.format ?? {};
    return { sampleRateHz, channels, samples };
  } finally {
    reader.close();
  }
}

function read<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const error = fromNative(cause, 'INVALID_WAV');
    if (error === cause || error.code !== 'INVALID_WAV') throw error;
    throw new AudioCoreError(
      'INVALID_WAV',
      `These bytes are not a WAV file we can read: ${error.message}. Give PCM of 8 to 32 bits, 32-bit floats or G.711.`,
      { cause },
    );
  }
}
