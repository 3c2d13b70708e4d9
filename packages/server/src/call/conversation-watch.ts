import { advanceReplies, askModel, discardFor, sayOwn } from './conversation-replies.ts';
import { announce, type Conversation, type Draft, wake } from './conversation-state.ts';
import type { Input } from './inputs.ts';
import { nextDue } from './tool-ledger.ts';
import { answerHeard, stepHearing, stepStall } from './watchdog.ts';

/** What a caller is told whom the server's model has no answer for. */
export const MODEL_APOLOGY = 'Sorry, I could not answer that.';

/**
 * Whether something is under way that ends in an answer to the last turn, or in a new one. What else an answer may wait for
 * belongs here, and nowhere else.
 */
export function isAnswerPending({ turn, replies, tools, agentDeadline, apologyId }: Conversation): boolean {
  const isTalking = turn.isSpeaking || turn.awaited.length > 0 || turn.hasContent;
  const isLeaving = agentDeadline !== null || apologyId !== null;
  const isToolRunning = Number.isFinite(nextDue(tools));
  return isTalking || isLeaving || isToolRunning || replies.some((reply) => !isSilentModel(reply));
}

/** A model that has been asked and has not said a word: it may be at work, and it may hang. */
function isSilentModel({ kind, text, isComplete }: Conversation['replies'][number]): boolean {
  return kind === 'model' && text === '' && !isComplete;
}

/** After every input: is anybody waiting for what will not come? */
export function advanceWatchdogs(draft: Draft): void {
  advanceHearing(draft);
  advanceStall(draft);
}

/** The transcriber has said something of an utterance, or that it cannot. */
export function noteAnswer(draft: Draft, { utteranceId }: { utteranceId?: number }): void {
  draft.state.hearing = answerHeard(draft.state.hearing, utteranceId);
}

/** Another transcriber listens from now on: what it promises is its own. */
export function notePromise(draft: Draft, interimWithinMs: number | null): void {
  draft.state.hearing = { ...draft.state.hearing, interimWithinMs };
}

/** An agent that calls off the answer has decided that there will be none. */
export function noteCommand(draft: Draft, { command }: Extract<Input, { type: 'command' }>): void {
  const { stall, endedTurn, replies } = draft.state;
  const isCallOff = command.event === 'bot.cancel' || command.event === 'bot.clear';
  const isOfTurn = endedTurn !== null && replies.some((reply) => reply.inReplyTo === endedTurn.messageId);
  if (isCallOff && isOfTurn) draft.state.stall = { ...stall, isSettled: true };
}

function advanceHearing(draft: Draft): void {
  const { turn, hearing } = draft.state;
  const isAwaited = !turn.isSpeaking && turn.awaited.includes(turn.utteranceId);
  const step = stepHearing(hearing, {
    at: draft.stamp.at,
    utteranceId: turn.utteranceId,
    speakingSince: turn.isSpeaking ? turn.onsetAt : null,
    awaitedUntil: isAwaited ? turn.finalDeadline : null,
  });
  draft.state.hearing = step.state;
  wake(draft, step.wakeAt);
  if (step.isDeaf) draft.effects.push({ type: 'reopen-transcriber' });
}

function advanceStall(draft: Draft): void {
  const { state, stamp } = draft;
  const { endedTurn, replies, config, hasModel } = state;
  const ofTurn = replies.filter((reply) => reply.inReplyTo !== '' && reply.inReplyTo === endedTurn?.messageId);
  const phrase = config.stalledTurn.say ?? (hasModel ? MODEL_APOLOGY : undefined);
  const step = stepStall(
    state.stall,
    {
      at: stamp.at,
      turnId: endedTurn?.turnId ?? null,
      isAnswered: replies.some(
        ({ phase, speakingAt }) =>
          phase !== 'waiting' && speakingAt >= (endedTurn?.endedAt ?? Number.POSITIVE_INFINITY),
      ),
      isPending: isAnswerPending(state),
      isBegun: ofTurn.length > 0 || (endedTurn?.wasBegun ?? false),
      isModelSilent: ofTurn.some(isSilentModel),
      canAskModel: hasModel && endedTurn !== null && endedTurn.text !== '' && state.answerable === endedTurn.messageId,
      canSay: phrase !== undefined,
    },
    config.stalledTurn,
  );
  state.stall = step.state;
  wake(draft, step.wakeAt);
  if (step.stalled === null || endedTurn === null) return;
  const { turnId, messageId, text, endedAt } = endedTurn;
  announce(draft, {
    name: 'turn.stalled',
    data: { turnId, messageId, text, waitedMs: stamp.at - endedAt, ...step.stalled },
  });
  // What a hanging model says after this comes too late: the caller hears one answer.
  discardFor(draft, messageId);
  if (step.stalled.recovery === 'model_asked') askModel(draft, messageId, text);
  if (step.stalled.recovery === 'said' && phrase !== undefined) sayOwn(draft, 'apology', phrase);
  advanceReplies(draft);
}
