import { Worker } from 'node:worker_threads';
import { VoiceError } from '../../errors.ts';
import { workerFile } from '../../worker-file.ts';
import type { Database, Outcome, Row, Statement } from '../database.ts';
import { StorageError } from '../database.ts';
import type { Answer, Failure, Hello, Request, SqliteWorkerData } from './worker.ts';

/** Leaves out the `id` of each request; the proxy gives it. */
type Question = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: StorageError): void;
}

/**
 * SQLite in its own thread: WAL, each commit flushed. A thread that dies is started again by the next request.
 * @throws VoiceError DATA_FOLDER_UNUSABLE when the file cannot be opened, is no database, or has a newer schema
 */
export async function openSqlite(file: string): Promise<Database> {
  let thread: Worker | undefined;
  let lastId = 0;
  let isClosed = false;
  const waiting = new Map<number, Waiting>();

  async function start(): Promise<Worker> {
    const worker = new Worker(workerFile(import.meta.url, 'worker'), {
      workerData: { file } satisfies SqliteWorkerData,
    });
    const gone = (why: string) => {
      if (thread === worker) thread = undefined;
      for (const { reject } of waiting.values()) reject(new StorageError('THREAD_LOST', why));
      waiting.clear();
    };
    const hello = await new Promise<Hello>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error) => reject(new StorageError('THREAD_LOST', error.message)));
      worker.once('exit', () => reject(new StorageError('THREAD_LOST', 'The database thread has ended.')));
    });
    worker.on('error', (error) => gone(error.message));
    worker.on('exit', () => gone('The database thread has ended.'));
    if ('tooNew' in hello) throw tooNew(file, hello.tooNew);
    if ('failed' in hello) throw storageError(hello.failed);
    worker.on('message', (answer: Answer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('failed' in answer) asked?.reject(storageError(answer.failed));
      else asked?.resolve(answer);
    });
    return worker;
  }

  let starting: Promise<Worker> | undefined;
  async function ask(question: Question): Promise<Answer> {
    if (isClosed) throw new StorageError('CLOSED', 'The database is closed.');
    if (!thread) {
      starting ??= start().finally(() => (starting = undefined));
      thread = await starting;
    }
    const worker = thread;
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...question, id });
    });
  }

  try {
    thread = await start();
  } catch (error) {
    if (VoiceError.is(error)) throw error;
    throw new VoiceError(
      'DATA_FOLDER_UNUSABLE',
      `The database ${file} cannot be opened: ${(error as Error).message}. Check that it is an Antiphon database and may be written, or give another --data folder.`,
      { cause: error },
    );
  }

  return {
    async write(batch: readonly Statement[]): Promise<Outcome[]> {
      const sqls: string[] = [];
      const places = new Map<string, number>();
      const items = batch.map(({ sql, parameters }) => {
        let place = places.get(sql);
        if (place === undefined) {
          place = sqls.push(sql) - 1;
          places.set(sql, place);
        }
        return [place, parameters] as const;
      });
      const answer = await ask({ type: 'write', sqls, items });
      return 'outcomes' in answer ? answer.outcomes : [];
    },
    async read({ sql, parameters }: Statement): Promise<Row[]> {
      const answer = await ask({ type: 'read', sql, parameters });
      return 'rows' in answer ? answer.rows : [];
    },
    async close(): Promise<void> {
      if (thread && !isClosed) await ask({ type: 'close' }).catch(() => {});
      isClosed = true;
    },
  };
}

function storageError({ code, message }: Failure): StorageError {
  return new StorageError(code, message);
}

function tooNew(file: string, { found, known }: { found: number; known: number }): VoiceError {
  return new VoiceError(
    'DATA_FOLDER_UNUSABLE',
    `The database ${file} was written by a newer Antiphon (schema ${found}; this one knows up to ${known}). Upgrade Antiphon, or give another --data folder.`,
  );
}
