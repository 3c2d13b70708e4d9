import { defaultCallConfig } from '../../call/call-config.ts';
import type { StampedInput } from '../../call/inputs.ts';
import type { JournalHead } from '../../call/journal.ts';

/** The journals that this version writes and reads. */
const VERSION: JournalHead['version'] = 1;

/** What a journal holds: what the call began with, and what entered its queue. */
export interface ReadJournal {
  head: JournalHead;
  inputs: StampedInput[];
  /** Its last line was cut off: the server died as it wrote. */
  isCutOff: boolean;
}

/**
 * Reads a journal. A last line that was cut off is left out, and told.
 *
 * @throws Error when it is none, was written by another version, or a line of it is damaged
 */
export function readJournal(text: string): ReadJournal {
  const lines = text.split('\n');
  const head = readHead(lines[0] ?? '');
  const inputs: StampedInput[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const input = parsed(line);
    if (isInput(input)) inputs.push(input);
    else if (input === undefined && index === lines.length - 1) return { head, inputs, isCutOff: true };
    else
      throw new Error(
        `Line ${index + 1} of the journal is damaged. What came before it can be replayed from a copy that ends there.`,
      );
  }
  return { head, inputs, isCutOff: false };
}

/** @param line the first of a journal @throws Error when none begins with it, or one of another version */
export function readHead(line: string): JournalHead {
  const head = parsed(line) as Partial<Record<keyof JournalHead, unknown>> | undefined;
  const version = head?.version;
  if (typeof version === 'number' && version > VERSION) {
    throw new Error(
      `The journal is of version ${version}, and this Antiphon reads version ${VERSION}. Replay it with the Antiphon that recorded it, or a newer one.`,
    );
  }
  if (version !== VERSION || typeof head?.facts !== 'object' || typeof head.config !== 'object')
    throw new Error('This is no journal of a call: its first line does not say what the call began with.');
  // Settings that the version which wrote it did not have.
  return { ...head, config: { ...defaultCallConfig, ...head.config } } as JournalHead;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
}

function isInput(value: unknown): value is StampedInput {
  const { type, at, inSample, outSample } = Object(value) as Record<string, unknown>;
  return typeof type === 'string' && [at, inSample, outSample].every((stamp) => typeof stamp === 'number');
}
