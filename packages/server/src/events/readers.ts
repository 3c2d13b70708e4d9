import { formatSse, type LoggedEvent } from '@antiphon/events';
import type { EventFilter } from '../store/statements.ts';
import type { PositionedEvent, Store } from '../store/store.ts';

/** The far end of a reader, as the readers see it. */
export interface ReaderPipe {
  write(text: string): void;
  /** Bytes written that the far end has not taken yet. */
  readonly pendingBytes: number;
  /** Resolves when the far end has taken enough to go on, or is gone. */
  drained(): Promise<void>;
  /** Cuts the connection. The reader comes back with its last position. */
  drop(reason: 'slow' | 'failed' | 'shutdown'): void;
}

export interface ReaderOptions {
  orgId: string;
  filter: EventFilter;
  /** Resume after this commit position; absent: from now on. */
  after?: number;
}

/** Everyone who reads many calls at once. */
export interface EventReaders {
  /** @returns a function that ends it */
  open(options: ReaderOptions, pipe: ReaderPipe): () => void;
  readonly count: number;
  /** Ends all of them. */
  close(): void;
}

export interface ReaderLimits {
  /** Bytes that may wait for one reader; past them it is dropped. */
  pendingBytes: number;
  /** Live events that wait while a reader catches up; past them they are read from the database instead. */
  heldEvents: number;
  /** Events per read while catching up. */
  page: number;
}

export const defaultReaderLimits: ReaderLimits = { pendingBytes: 1024 * 1024, heldEvents: 1000, page: 500 };

/** An event on its way to readers: formatted once for all of them. */
interface Passing {
  event: LoggedEvent;
  position: number | undefined;
  /** The commit position of the last kept event before it. */
  behind: number;
  text(): string;
}

interface Reader {
  options: ReaderOptions;
  pipe: ReaderPipe;
  /** The last commit position this reader has had, or has chosen not to have. */
  cursor: number;
  /** Live events that came while it catches up; undefined once it is live. */
  held: Passing[] | undefined;
  hasOverflowed: boolean;
}

/**
 * Joins a cursor into the log to its live tail: subscribe first, hold what comes, read the database until it has no more, then let go
 * of what was held. A kept event is passed on when its position is beyond the cursor, a live-only one when the kept event before it is
 * not behind the cursor: so nothing comes twice, late or out of order.
 */
export function createReaders(
  store: Pick<Store, 'tail' | 'events' | 'position'>,
  limits: ReaderLimits = defaultReaderLimits,
): EventReaders {
  const readers = new Set<Reader>();
  let last = store.position;

  const stop = store.tail((event, position) => {
    let text: string | undefined;
    const passing: Passing = {
      event,
      position,
      behind: last,
      text: () => (text ??= formatSse(event, position === undefined ? undefined : String(position))),
    };
    if (position !== undefined) last = position;
    for (const reader of readers) if (isMeant(reader.options, event)) pass(reader, passing);
  });

  function pass(reader: Reader, passing: Passing): void {
    if (!reader.held) return send(reader, passing);
    if (reader.held.length < limits.heldEvents) reader.held.push(passing);
    else reader.hasOverflowed = true;
  }

  function send(reader: Reader, { position, behind, text }: Passing): void {
    if (position === undefined ? behind < reader.cursor : position <= reader.cursor) return;
    if (position !== undefined) reader.cursor = position;
    reader.pipe.write(text());
    if (reader.pipe.pendingBytes > limits.pendingBytes) drop(reader, 'slow');
  }

  function drop(reader: Reader, reason: 'slow' | 'failed' | 'shutdown'): void {
    if (readers.delete(reader)) reader.pipe.drop(reason);
  }

  async function catchUp(reader: Reader): Promise<void> {
    const { orgId, filter } = reader.options;
    // The tail may be behind what a reader has had from the database. A cursor beyond that too is of another log: all of this one is new.
    if (reader.cursor > last && reader.cursor > (await store.events.last())) reader.cursor = 0;
    while (readers.has(reader)) {
      const page: PositionedEvent[] = await store.events.afterPosition(orgId, reader.cursor, filter, limits.page);
      if (!readers.has(reader)) return;
      for (const { event, position } of page) {
        reader.cursor = position;
        reader.pipe.write(formatSse(event, String(position)));
      }
      if (page.length === limits.page) await reader.pipe.drained();
      else if (reader.hasOverflowed) {
        // What was held has a hole at its end; the database has all that was kept.
        reader.held = [];
        reader.hasOverflowed = false;
      } else break;
    }
    const held = reader.held ?? [];
    reader.held = undefined;
    for (const passing of held) if (readers.has(reader)) send(reader, passing);
  }

  return {
    open(options, pipe) {
      const reader: Reader = {
        options,
        pipe,
        cursor: options.after ?? last,
        held: options.after === undefined ? undefined : [],
        hasOverflowed: false,
      };
      readers.add(reader);
      if (reader.held) catchUp(reader).catch(() => drop(reader, 'failed'));
      return () => readers.delete(reader);
    },
    get count() {
      return readers.size;
    },
    close() {
      stop();
      for (const reader of readers) drop(reader, 'shutdown');
    },
  };
}

function isMeant({ orgId, filter }: ReaderOptions, event: LoggedEvent): boolean {
  if (event.orgId !== orgId) return false;
  if (filter.agents && !filter.agents.includes(event.agentId)) return false;
  return !filter.calls || (event.callId !== null && filter.calls.includes(event.callId));
}
