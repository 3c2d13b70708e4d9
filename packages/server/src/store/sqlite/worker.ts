import { closeSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';
import type { Outcome, Row, SqlValue } from '../database.ts';
import { migrations, schemaVersion } from './schema.ts';

/** What the main thread asks. Statements name their SQL by its place in `sqls`, so that a batch carries each text once. */
export type Request =
  | {
      id: number;
      type: 'write';
      sqls: readonly string[];
      items: readonly (readonly [sql: number, parameters: readonly SqlValue[]])[];
    }
  | { id: number; type: 'read'; sql: string; parameters: readonly SqlValue[] }
  | { id: number; type: 'close' };

export type Answer =
  | { id: number; outcomes: Outcome[] }
  | { id: number; rows: Row[] }
  | { id: number; closed: true }
  | { id: number; failed: Failure };

/** The first message of the worker: it is ready, or why it never will be. */
export type Hello = { ready: true } | { failed: Failure } | { tooNew: { found: number; known: number } };

export interface Failure {
  code: string;
  message: string;
}

export interface SqliteWorkerData {
  file: string;
}

/** Long enough for another process that reads with the sqlite3 shell to finish; the writer retries past it. */
const busyTimeoutMs = 1000;

const port = parentPort;
if (port) serve(port, (workerData as SqliteWorkerData).file);

function serve(main: NonNullable<typeof parentPort>, file: string): void {
  let db: Database.Database;
  try {
    // SQLite gives its other files the mode of this one: what was said on the phone is for the owner only.
    closeSync(openSync(file, 'a', 0o600));
    db = new Database(file);
    db.pragma(`busy_timeout = ${busyTimeoutMs}`);
    db.pragma('journal_mode = WAL');
    // Each commit reaches the disk before it is acknowledged. Source: sqlite.org/pragma.html#pragma_synchronous
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    const found = migrate(db);
    main.postMessage(
      (found > schemaVersion ? { tooNew: { found, known: schemaVersion } } : { ready: true }) satisfies Hello,
    );
    if (found > schemaVersion) return void db.close();
  } catch (error) {
    return main.postMessage({ failed: failureOf(error) } satisfies Hello);
  }

  const prepared = new Map<string, ReturnType<typeof db.prepare>>();
  const prepare = (sql: string) => {
    let statement = prepared.get(sql);
    if (!statement) {
      statement = db.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };

  const write = (request: Extract<Request, { type: 'write' }>): Outcome[] => {
    db.exec('begin immediate');
    try {
      const outcomes = request.items.map(([sql, parameters]): Outcome => {
        try {
          return { rows: prepare(request.sqls[sql] ?? '').all([...parameters]) as Row[] };
        } catch (error) {
          // Only a statement's own fault leaves the transaction whole. Source: sqlite.org/lang_conflict.html, ABORT
          if (!isStatementFault(error) || !db.inTransaction) throw error;
          const { code, message } = failureOf(error);
          return { refused: `${code}: ${message}` };
        }
      });
      db.exec('commit');
      return outcomes;
    } catch (error) {
      if (db.inTransaction) db.exec('rollback');
      throw error;
    }
  };

  main.on('message', (request: Request) => {
    const { id } = request;
    try {
      switch (request.type) {
        case 'write':
          return main.postMessage({ id, outcomes: write(request) } satisfies Answer);
        case 'read':
          return main.postMessage({
            id,
            rows: db.prepare(request.sql).all([...request.parameters]) as Row[],
          } satisfies Answer);
        case 'close':
          db.close();
          main.postMessage({ id, closed: true } satisfies Answer);
          return main.close();
      }
    } catch (error) {
      main.postMessage({ id, failed: failureOf(error) } satisfies Answer);
    }
  });
}

/** SQLITE_ERROR, TOOBIG, CONSTRAINT, MISMATCH and RANGE: they blame the statement and not the disk. Source: sqlite.org/rescode.html */
const statementFaults: readonly number[] = [1, 18, 19, 20, 25];

function isStatementFault(error: unknown): boolean {
  const { rawCode } = error as { rawCode?: number };
  // The low byte of an extended code is its primary one.
  return rawCode !== undefined && statementFaults.includes(rawCode & 0xff);
}

/** Brings the file to this version's schema. @returns the version found, which may be newer than this one knows */
function migrate(db: Database.Database): number {
  db.exec('begin immediate');
  try {
    db.exec('create table if not exists schema_version (version integer not null) strict');
    const rows = db.prepare('select max(version) as version from schema_version').all() as { version: number | null }[];
    const found = rows[0]?.version ?? 0;
    for (const { version, statements } of migrations) {
      if (version <= found) continue;
      for (const statement of statements) db.exec(statement);
      db.prepare('insert into schema_version (version) values (?)').run([version]);
    }
    db.exec('commit');
    return found;
  } catch (error) {
    if (db.inTransaction) db.exec('rollback');
    throw error;
  }
}

function failureOf(error: unknown): Failure {
  const { code, message } = error as { code?: string; message?: string };
  return { code: code || 'SQLITE_CANTOPEN', message: message ?? String(error) };
}
