import { closeSync, fchmodSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { VoiceError } from '../errors.ts';

export interface ApiKey {
  key: string;
  /** Where it came from: the settings, an earlier start, or this one. */
  origin: 'given' | 'kept' | 'made';
}

/**
 * The server's own key: the given one, else the one kept in the file, else a new one, which only the owner of the file may read.
 * @param makeKey draws a new key
 * @throws VoiceError DATA_FOLDER_UNUSABLE when the file cannot be read or written
 */
export function loadApiKey(file: string, given: string | undefined, makeKey: () => string): ApiKey {
  if (given !== undefined) return { key: given, origin: 'given' };
  try {
    const kept = readKept(file);
    if (kept) return { key: kept, origin: 'kept' };
    const key = makeKey();
    // `wx` fails on a file or link that appeared since; an empty file of an interrupted start is taken over.
    const handle = openSync(file, kept === undefined ? 'wx' : 'w', 0o600);
    try {
      // An old file keeps its own mode when it is opened.
      fchmodSync(handle, 0o600);
      writeSync(handle, `${key}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    return { key, origin: 'made' };
  } catch (cause) {
    throw new VoiceError(
      'DATA_FOLDER_UNUSABLE',
      `The API key cannot be kept in ${file}: ${(cause as Error).message}. Make the file readable and writable, or give a key with --api-key.`,
      { cause },
    );
  }
}

function readKept(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
