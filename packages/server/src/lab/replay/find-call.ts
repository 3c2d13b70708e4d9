import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LoggedEvent } from '@antiphon/events';
import Database from 'libsql';
import type { Row } from '../../store/database.ts';
import { eventOf } from '../../store/rows.ts';
import { readHead } from './read-journal.ts';

/** A call as a server's data folder has it. */
export interface FoundCall {
  /** The text of its input journal. */
  journal: string;
  /** Its kept events, in order; undefined where there is no database to read them from. */
  log: LoggedEvent[] | undefined;
}

/**
 * Finds a call in a data folder, whether or not a server has it open. Nothing is written.
 *
 * @param call its id, or the path of a journal
 * @throws Error that says where was looked, or that what is there is no journal
 */
export function findCall(call: string, dataFolder: string): FoundCall {
  const path = call.endsWith('.jsonl') ? call : join(dataFolder, 'journals', `${call.replace(/[^\w-]/g, '_')}.jsonl`);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(
      `There is no journal ${path}. Check the call's id, or say with --data where the server keeps its calls.`,
    );
  }
  const journal = readFileSync(path, 'utf8');
  const { callId } = readHead(journal.slice(0, journal.search(/\n|$/))).facts;
  return { journal, log: readLog(callId, join(dataFolder, 'antiphon.db')) };
}

function readLog(callId: string, file: string): LoggedEvent[] | undefined {
  if (!existsSync(file)) return undefined;
  const db = new Database(file);
  try {
    db.pragma('query_only = ON');
    const rows = db.prepare('select * from events where call_id = ? and seq is not null order by seq').all(callId);
    return rows.length === 0 ? undefined : rows.map((row) => eventOf(row as Row));
  } finally {
    db.close();
  }
}
