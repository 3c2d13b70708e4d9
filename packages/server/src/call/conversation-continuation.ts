import { continueTurn } from '../turn/turn-state.ts';
import type { Draft, EndedTurn } from './conversation-state.ts';
import { isRunningFor } from './tool-ledger.ts';

/** How long a turn that nobody has begun to answer counts as waiting for its answer, ms. Past it, speech is a new turn. */
const PENDING_MS = 2000;

/** The ended turn whose answer is still under way; null when it was answered, or nobody began to in time. */
export function pendingTurn(draft: Draft): EndedTurn | null {
  const { endedTurn, replies, tools } = draft.state;
  if (endedTurn === null) return null;
  const { messageId } = endedTurn;
  const isBegun = replies.some((reply) => reply.inReplyTo === messageId) || isRunningFor(tools, messageId);
  return isBegun || draft.stamp.at - endedTurn.endedAt <= PENDING_MS ? endedTurn : null;
}

/** The person talks on after a turn that had ended: the present one names it, and carries its words where they were not answered. */
export function goOnFrom(draft: Draft, from: EndedTurn, carriedText: string): void {
  const { state } = draft;
  state.turn = continueTurn(state.turn, from.turnId, carriedText);
  state.carriedText = carriedText;
  state.closed = from.messageId;
  if (state.answerable === from.messageId) state.answerable = null;
  state.endedTurn = null;
}
