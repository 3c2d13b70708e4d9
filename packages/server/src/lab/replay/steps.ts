import { defaultCallConfig } from '../../call/call-config.ts';
import { stepConversation } from '../../call/conversation.ts';
import { beginConversation, type Conversation } from '../../call/conversation-state.ts';
import type { Announcement, Effect, StampedInput } from '../../call/inputs.ts';
import type { JournalHead } from '../../call/journal.ts';

/** One step of a call's machine. */
export interface Step {
  before: Conversation;
  input: StampedInput;
  after: Conversation;
  events: readonly Announcement[];
  effects: readonly Effect[];
  wakeAt: number;
}

/** What a journal holds: what the call began with, and what entered its queue. @throws Error when it is none */
export function readJournal(lines: readonly string[]): { head: JournalHead; inputs: StampedInput[] } {
  const [first, ...rest] = lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
  if (first?.version !== 1 || first.facts === undefined) {
    throw new Error(
      'This is no journal of a call that this version can read: its first line says nothing of version 1.',
    );
  }
  // Settings that the version which wrote it did not have.
  return { head: { ...first, config: { ...defaultCallConfig, ...first.config } }, inputs: rest };
}

/** Steps a call again from its journal, input by input. */
export function stepsOf({ head, inputs }: { head: JournalHead; inputs: readonly StampedInput[] }): Step[] {
  let before = beginConversation(head.facts, head.config, head.hasModel);
  return inputs.map((input) => {
    const { state, events, effects, wakeAt } = stepConversation(before, input);
    const step = { before, input, after: state, events, effects, wakeAt };
    before = state;
    return step;
  });
}
