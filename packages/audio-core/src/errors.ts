/** What went wrong, for programs. */
export type AudioCoreErrorCode =
  /** No binary for this platform is installed. */
  | 'ADDON_MISSING'
  /** An option or argument is out of its range. */
  | 'INVALID_OPTION'
  /** The bytes are not a WAV file we can read. */
  | 'INVALID_WAV'
  /** The bytes are not an Opus packet. */
  | 'INVALID_OPUS'
  /** The bytes are not an Ogg/Opus file we can read, or it lasts too long. */
  | 'INVALID_OGG'
  /** Too many calls or codecs are open at once. */
  | 'TOO_MANY'
  /** The object was closed. */
  | 'CLOSED'
  /** A fault of this package. Whatever it happened in is closed; the rest goes on. Please report it. */
  | 'INTERNAL';

/** Every error this package throws. The message says what happened, to which thing, and what to do. */
export class AudioCoreError extends Error {
  readonly code: AudioCoreErrorCode;

  constructor(code: AudioCoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AudioCoreError';
    this.code = code;
  }
}

/** @throws INVALID_OPTION unless `value` is a number from `least` to `most`. */
export function requireRange(name: string, value: number, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new AudioCoreError('INVALID_OPTION', `${name} is ${String(value)}. Give a number from ${least} to ${most}.`);
}

/** @throws INVALID_OPTION unless `value` is one of `allowed`. */
export function requireOneOf<T extends string | number>(name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw new AudioCoreError('INVALID_OPTION', `${name} is ${String(value)}. Give one of ${allowed.join(', ')}.`);
}

/** @throws INVALID_OPTION unless `value` is an Int16Array whose memory is there. */
export function requireSamples(name: string, value: Int16Array): Int16Array {
  if (value instanceof Int16Array && isThere(value)) return value;
  throw new AudioCoreError(
    'INVALID_OPTION',
    `${name} is not an Int16Array, or its memory was transferred. Give 16-bit mono samples.`,
  );
}

/**
 * What the addon threw, as an error of ours; one of ours stays as it is.
 * @param unreadable the code for bytes that cannot be read; where nothing is read, our own fault.
 */
export function fromNative(cause: unknown, unreadable: AudioCoreErrorCode = 'INTERNAL'): AudioCoreError {
  if (cause instanceof AudioCoreError) return cause;
  const { code, message } = cause as { code?: string; message?: string };
  const known = { Closing: 'CLOSED', QueueFull: 'TOO_MANY', GenericFailure: unreadable, Unknown: 'INTERNAL' } as const;
  return new AudioCoreError(known[code as keyof typeof known] ?? 'INVALID_OPTION', message ?? String(cause), { cause });
}

/**
 * Crosses into the addon where nothing needs to be fast.
 * @throws AudioCoreError, whatever the addon throws.
 */
export function crossing<R>(act: () => R, unreadable?: AudioCoreErrorCode): R {
  try {
    return act();
  } catch (cause) {
    throw fromNative(cause, unreadable);
  }
}

/** An empty view may be what is left of one whose memory was transferred or shrank. */
function isThere(view: Int16Array | Uint8Array): boolean {
  if (view.length > 0) return true;
  try {
    return Boolean(view.keys());
  } catch {
    return false;
  }
}

/** @throws INVALID_OPTION unless `value` is a Uint8Array whose memory is there. */
export function requireBytes(name: string, value: Uint8Array): Uint8Array {
  if (value instanceof Uint8Array && isThere(value)) return value;
  throw new AudioCoreError('INVALID_OPTION', `${name} is not a Uint8Array, or its memory was transferred. Give bytes.`);
}

/** @throws INVALID_OPTION unless `value` is a whole number from `least` to `most`. */
export function requireWhole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(requireRange(name, value, least, most))) return value;
  throw new AudioCoreError('INVALID_OPTION', `${name} is ${value}. Give a whole number from ${least} to ${most}.`);
}
