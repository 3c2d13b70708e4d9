import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'libsql';
import { VoiceError } from '../errors.ts';

/** A folder that this server, and no other, writes. */
export interface DataFolder {
  path: string;
  /** The path of a file or folder in it. */
  file(name: string): string;
  release(): void;
}

/**
 * Makes the folder when absent and takes it for this process. The hold is a lock of the operating system on `lock.db`: it goes
 * when the process does, however that ends, and leaves nothing to clean up. The database beside it stays open to readers.
 * @throws VoiceError DATA_FOLDER_UNUSABLE, DATA_FOLDER_IN_USE
 */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  const file = (name: string) => join(path, name);
  let lock: Database.Database;
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    lock = new Database(file('lock.db'));
  } catch (error) {
    throw unusable(path, error);
  }
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
      throw new VoiceError(
        'DATA_FOLDER_IN_USE',
        `Another Antiphon server is using the data folder ${path}. Stop it, or give this one its own with --data.`,
      );
    }
    throw unusable(path, error);
  }
  return { path, file, release: () => lock.close() };
}

/** With its parents. Node's own `recursive` never returns where a file system refuses with ENOENT, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function unusable(path: string, cause: unknown): VoiceError {
  const why = (cause as Error).message;
  return new VoiceError(
    'DATA_FOLDER_UNUSABLE',
    `The data folder ${path} cannot be written: ${why}. Change its permissions, or give another with --data.`,
    { cause },
  );
}
