import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CallConfig } from './call-config.ts';
import { stepConversation } from './conversation.ts';
import { beginConversation, type CallFacts } from './conversation-state.ts';
import type { Announcement, StampedInput } from './inputs.ts';

/** First line of a journal: what the call began with. */
export interface JournalHead {
  version: 1;
  facts: CallFacts;
  config: CallConfig;
  hasModel: boolean;
}

/** Keeps what enters one call's queue. */
export interface Journal {
  begin(head: JournalHead): void;
  record(input: StampedInput): void;
  close(): void;
}

/**
 * A file of JSON lines per call: enough to replay the call exactly, recording or not.
 *
 * @param failed told once when the disk fails; the call goes on without its journal.
 */
export function fileJournal(folder: string, callId: string, failed: (error: Error) => void): Journal {
  mkdirSync(folder, { recursive: true });
  // A carrier's id is outside data: it must not choose a path.
  const file = createWriteStream(join(folder, `${callId.replace(/[^\w-]/g, '_')}.jsonl`), { flags: 'a', mode: 0o600 });
  let isUsable = true;
  file.on('error', (error) => {
    if (isUsable) failed(error);
    isUsable = false;
  });
  const write = (line: unknown) => {
    if (isUsable) file.write(`${JSON.stringify(line)}\n`);
  };
  return { begin: write, record: write, close: () => file.end() };
}

/** Steps a call again from its journal. @returns every event it announces, with its time. */
export function replayJournal(lines: readonly string[]): { at: number; event: Announcement }[] {
  const [first, ...rest] = lines.filter((line) => line !== '');
  if (first === undefined) return [];
  const head = JSON.parse(first) as JournalHead;
  let state = beginConversation(head.facts, head.config, head.hasModel);
  const events: { at: number; event: Announcement }[] = [];
  for (const line of rest) {
    const input = JSON.parse(line) as StampedInput;
    const step = stepConversation(state, input);
    state = step.state;
    for (const event of step.events) events.push({ at: input.at, event });
  }
  return events;
}
