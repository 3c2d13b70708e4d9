/** One statement as text and the values of its placeholders, in order. */
export interface Statement {
  sql: string;
  parameters: readonly SqlValue[];
}

export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;

/** What became of one statement of a batch: the rows it returned, or why the engine would not take it. */
export type Outcome = { rows: readonly Row[] } | { refused: string };

/**
 * The port of a database engine. The query layer above compiles SQL; an engine runs it, off the main thread.
 * The first engine is SQLite; one that speaks to a server fits behind the same three verbs.
 */
export interface Database {
  /**
   * Runs a batch in one transaction. A statement that is itself at fault is refused alone; the others stand.
   * @returns one outcome per statement, once all of them are durable
   * @throws StorageError when nothing was written and the same batch may succeed later
   */
  write(batch: readonly Statement[]): Promise<Outcome[]>;
  /** @throws StorageError */
  read(statement: Statement): Promise<Row[]>;
  close(): Promise<void>;
}

/** The engine could not do its work: a full disk, a lock, a lost connection. Nothing of the batch was kept. */
export class StorageError extends Error {
  /** The engine's word for it, such as SQLITE_FULL. */
  readonly engineCode: string;

  constructor(engineCode: string, message: string) {
    super(message);
    this.name = 'StorageError';
    this.engineCode = engineCode;
  }
}
