import type { EventData } from '@antiphon/events';
import { advanceFloor, fellSilent, heard } from './conversation-floor.ts';
import { recordOf, withUserText } from './conversation-history.ts';
import {
  advanceReplies,
  audible,
  command,
  confirmed,
  drop,
  endReached,
  find,
  giveText,
  queued,
  reached,
  sayOwn,
  sentenceDone,
  sentenceFailed,
  settleFinishing,
} from './conversation-replies.ts';
import { announce, type Conversation, type Draft, wake } from './conversation-state.ts';
import { settleSecondThought } from './conversation-thinking.ts';
import { advanceTools, MAX_ROUNDS, toolsAnswered, toolsAsked } from './conversation-tools.ts';
import { turn } from './conversation-turns.ts';
import { advanceWatchdogs, MODEL_APOLOGY, noteAnswer, noteCommand, notePromise } from './conversation-watch.ts';
import type { Announcement, Effect, Input, StampedInput } from './inputs.ts';
import { stepLimits } from './session-limits.ts';
import { closeLedger } from './tool-ledger.ts';

/** A carrier that has sent no audio for this long has lost the caller, ms. */
export const MEDIA_TIMEOUT_MS = 30_000;

/** How long an apology may take before the call ends without it, ms. */
const APOLOGY_TIMEOUT_MS = 10_000;

const LOST_APOLOGY = 'Sorry, we have a technical problem. Please call again later.';
const ENDLESS_TOOLS = {
  code: 'TOO_MANY_TOOLS',
  message: `The model asked for tools more than ${MAX_ROUNDS} times without an answer. They are not run.`,
};

export interface ConversationStep {
  state: Conversation;
  events: Announcement[];
  effects: Effect[];
  /** When to call again with `tick`, ms since the call began; Infinity once the call has ended. */
  wakeAt: number;
}

/**
 * Decides everything that a call does. Pure: no clock, no chance, no I/O; the same inputs give the same events, byte for byte.
 *
 * @param input what happened, with the stamp of the moment; `at` never goes back.
 */
export function stepConversation(before: Conversation, input: StampedInput): ConversationStep {
  if (before.isEnded) return { state: before, events: [], effects: [], wakeAt: Number.POSITIVE_INFINITY };
  const draft: Draft = {
    state: { ...before },
    stamp: input,
    events: [],
    effects: [],
    wakeAt: Number.POSITIVE_INFINITY,
  };
  happen(draft, input);
  // Deadlines are told anew below: one that was told on the way may have come by now, and is no longer one.
  draft.wakeAt = Number.POSITIVE_INFINITY;
  if (!draft.state.isEnded) advance(draft);
  const wakeAt = draft.state.isEnded ? Number.POSITIVE_INFINITY : draft.wakeAt;
  return { state: draft.state, events: draft.events, effects: draft.effects, wakeAt };
}

function happen(draft: Draft, input: Input): void {
  const { at } = draft.stamp;
  switch (input.type) {
    case 'began':
      draft.state.endsTurns = input.endsTurns ?? false;
      begin(draft);
      if (input.greeting !== undefined) sayOwn(draft, 'greeting', input.greeting);
      return;
    case 'speech-started':
      settleFinishing(draft);
      return turn(draft, { type: 'speech-started', at, onsetAt: input.onsetAt }, input.confidence);
    case 'speech-ended':
      return fellSilent(draft, input);
    case 'heard-eager-end':
      // Over the bot nothing is begun early: whether it is to be answered at all is not known yet.
      return audible(draft) === undefined ? turn(draft, { ...input, type: 'eager-end', at }) : undefined;
    case 'heard-resumed':
      return turn(draft, { ...input, type: 'resumed', at });
    case 'heard-interim':
    case 'heard-final':
      noteAnswer(draft, input);
      return heard(draft, input);
    case 'hearing-failed':
      noteAnswer(draft, input);
      return hearingFailed(draft, input);
    case 'hearing-promised':
      return notePromise(draft, input.interimWithinMs);
    case 'command':
      if (input.command.event === 'call.hangup') return end(draft, 'hangup');
      if (input.command.event === 'llm.tool_result') return toolsAnswered(draft, input.command);
      noteCommand(draft, input);
      return command(draft, input);
    case 'configured':
      draft.state.config = input.config;
      draft.state.hasModel = input.hasModel;
      draft.state.endsTurns = input.endsTurns ?? false;
      return announce(draft, { name: 'session.configured', data: { sessionId: draft.state.facts.callId } });
    case 'substituted':
      return announce(draft, { name: 'engine.substituted', data: input.data });
    case 'audio-queued':
      return queued(draft, input);
    case 'sentence-queued':
      return sentenceDone(draft, input.sentenceId);
    case 'sentence-failed':
      return sentenceFailed(draft, input);
    case 'sentence-reached':
      return reached(draft, input);
    case 'end-reached':
      return endReached(draft, input.messageId);
    case 'playout-confirmed':
      return confirmed(draft, input.messageId);
    case 'model-token':
      return giveText(draft, input.messageId, input.text, false);
    case 'model-tools':
      return toolsAsked(draft, input) ? undefined : modelFailed(draft, { ...input, ...ENDLESS_TOOLS });
    case 'model-done':
      return giveText(draft, input.messageId, '', true);
    case 'model-failed':
      return modelFailed(draft, input);
    case 'agent-lost':
      draft.state.isAgentAway = true;
      // A model on the server answers without its agent.
      draft.state.agentDeadline = draft.state.hasModel ? null : at + input.graceMs;
      return announce(draft, { name: 'agent.lost', data: { graceMs: input.graceMs } });
    case 'agent-returned':
      if (!draft.state.isAgentAway) return; // it registered again, and was never away
      if (draft.state.apologyId !== null) return; // too late: the caller is being told goodbye
      draft.state.isAgentAway = false;
      draft.state.agentDeadline = null;
      return announce(draft, { name: 'agent.returned', data: {} });
    case 'line-closed':
      return end(draft, 'hangup');
    case 'dtmf': {
      const digits = draft.state.digits + input.digit;
      draft.state.digits = digits;
      return announce(draft, { name: 'call.dtmf_received', data: { digit: input.digit, digits } });
    }
    case 'end':
      return end(draft, input.reason);
    case 'tick':
      return;
  }
}

/** What time alone brings, after every input. Every state that is not idle leaves a deadline behind. */
function advance(draft: Draft): void {
  const { stamp } = draft;
  settleSecondThought(draft);
  turn(draft, { type: 'tick', at: stamp.at });
  advanceFloor(draft);
  advanceReplies(draft);
  if (advanceTools(draft)) advanceReplies(draft);
  advanceWatchdogs(draft);
  advanceAgent(draft);
  if (draft.state.isEnded) return;
  const silentSince = stamp.lastPacketAt + MEDIA_TIMEOUT_MS;
  if (stamp.at >= silentSince) return end(draft, 'timeout');
  wake(draft, silentSince);
  advanceLimits(draft);
}

function advanceLimits(draft: Draft): void {
  const { state, stamp } = draft;
  const isBotSpeaking = state.replies.some((reply) => reply.phase !== 'waiting');
  const step = stepLimits(
    state.limits,
    { at: stamp.at, isUserSpeaking: state.turn.isSpeaking, isBotSpeaking },
    state.config.limits,
  );
  state.limits = step.state;
  wake(draft, step.wakeAt);
  for (const event of step.events) {
    announce(draft, event);
    if (event.name === 'session.timeout') return end(draft, event.data.reason);
  }
}

/** An agent that stays away leaves its caller with an apology, not with silence. */
function advanceAgent(draft: Draft): void {
  const { state, stamp } = draft;
  if (state.apologyId !== null) {
    if (find(draft, state.apologyId) === undefined || stamp.at >= state.apologyDeadline) return end(draft, 'failed');
    return wake(draft, state.apologyDeadline);
  }
  if (state.agentDeadline === null) return;
  if (stamp.at < state.agentDeadline) return wake(draft, state.agentDeadline);
  for (const reply of state.replies) if (reply !== audible(draft)) drop(draft, reply, 'cancelled');
  state.apologyId = sayOwn(draft, 'apology', LOST_APOLOGY);
  state.apologyDeadline = stamp.at + APOLOGY_TIMEOUT_MS;
  advanceReplies(draft);
  wake(draft, state.apologyDeadline);
}

function begin(draft: Draft): void {
  const { callId, from, to, direction, transport, metadata } = draft.state.facts;
  const { language } = draft.state.config;
  announce(draft, {
    name: 'call.started',
    data: {
      sessionId: callId,
      from,
      to,
      direction,
      transport,
      metadata,
      ...(language === undefined ? {} : { language }),
    },
  });
}

/** The transcriber is at fault, not the caller: the agent is told, and the utterance counts as not understood. */
function hearingFailed(
  draft: Draft,
  { utteranceId, engine, code, message }: Extract<Input, { type: 'hearing-failed' }>,
): void {
  announce(draft, { name: 'engine.failed', data: { port: 'transcriber', engine, reason: code, message } });
  if (utteranceId === undefined) return;
  heard(draft, { type: 'heard-final', utteranceId, text: '', confidence: 0, understood: false });
}

function modelFailed(
  draft: Draft,
  { messageId, engine, code, message }: Omit<Extract<Input, { type: 'model-failed' }>, 'type'>,
): void {
  announce(draft, { name: 'engine.failed', data: { port: 'model', engine, reason: code, message } });
  const isEmpty = find(draft, messageId)?.text.trim() === '';
  giveText(draft, messageId, isEmpty ? MODEL_APOLOGY : '', true);
}

/** Ends the call, whatever is under way: what was heard is remembered, everything else is called off. Nothing follows. */
function end(draft: Draft, reason: string): void {
  const { state, stamp } = draft;
  for (const reply of state.replies) drop(draft, reply, 'cancelled');
  state.history = withUserText(state.history, state.turn.text, state.carriedText);
  state.tools = closeLedger(state.tools);
  state.isEnded = true;
  announce(draft, { name: 'call.ended', data: endOfCall(state, reason, stamp.at) });
  draft.effects.push({ type: 'hang-up' });
}

/** What `call.ended` tells of a whole call. @param at ms since the call began */
export function endOfCall(state: Conversation, reason: string, at: number): EventData<'call.ended'> {
  const { facts } = state;
  return {
    sessionId: facts.callId,
    reason,
    durationSeconds: Math.round(at / 1000),
    startedAt: facts.startedAt / 1000,
    endedAt: (facts.startedAt + at) / 1000,
    messages: recordOf(state).map((message) => ({ ...message })),
    direction: facts.direction,
    from: facts.from,
    to: facts.to,
    metadata: facts.metadata,
  };
}
