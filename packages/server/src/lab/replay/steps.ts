import { stepConversation } from '../../call/conversation.ts';
import { beginConversation, type Conversation } from '../../call/conversation-state.ts';
import type { Announcement, Effect, StampedInput } from '../../call/inputs.ts';
import type { ReadJournal } from './read-journal.ts';

/** One step of a call's machine. */
export interface Step {
  before: Conversation;
  input: StampedInput;
  after: Conversation;
  events: readonly Announcement[];
  effects: readonly Effect[];
  wakeAt: number;
}

/** Steps a call again from its journal, input by input. */
export function stepsOf({ head, inputs }: ReadJournal): Step[] {
  let before = beginConversation(head.facts, head.config, head.hasModel);
  return inputs.map((input) => {
    const { state, events, effects, wakeAt } = stepConversation(before, input);
    const step = { before, input, after: state, events, effects, wakeAt };
    before = state;
    return step;
  });
}
