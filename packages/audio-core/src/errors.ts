/** What went wrong, for programs. */
export type AudioCoreErrorCode =
  /** No binary for this platform is installed. */
  | 'ADDON_MISSING'
  /** An option or argument is out of its range. */
  | 'INVALID_OPTION'
  /** The bytes are not a WAV file we can read. */
  | 'INVALID_WAV'
  /** The object was closed. */
  | 'CLOSED';

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

/** @throws INVALID_OPTION unless `value` is an Int16Array. */
export function requireSamples(name: string, value: Int16Array): Int16Array {
  if (value instanceof Int16Array) return value;
  throw new AudioCoreError('INVALID_OPTION', `${name} is not an Int16Array. Give 16-bit mono samples.`);
}
