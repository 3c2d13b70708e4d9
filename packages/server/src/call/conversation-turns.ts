import { type BargeInOptions, isAcknowledgement, stepBargeIn, wordsStopBot } from '../turn/barge-in.ts';
import { silenceModel } from '../turn/end-of-turn-model.ts';
import {
  continueTurn,
  stepTurn,
  type TurnEvent,
  type TurnInput,
  type TurnOptions,
  type TurnSignal,
} from '../turn/turn-detector.ts';
import { askModel, audible, CONTINUATION_MS, discardFor, drop, releaseHeld } from './conversation-replies.ts';
import { announce, type Conversation, type Draft, type EndedTurn, userMessageId, wake } from './conversation-state.ts';
import type { Input } from './inputs.ts';

/** How long final text is waited for after speech ended, ms. Source: `max_silence_seconds`, behaviour.md §8. */
const FINAL_TIMEOUT_MS = 3000;

/** How long a turn that nobody has begun to answer counts as waiting for its answer, ms. Past it, speech is a new turn. */
const PENDING_MS = 2000;

/** Steps the turn machine and carries what it announces into the rest of the conversation. */
export function turn(draft: Draft, input: TurnInput, confidence = 1): void {
  const wasSpeaking = draft.state.turn.isSpeaking;
  const step = stepTurn(draft.state.turn, input, turnOptions(draft.state));
  draft.state.turn = step.state;
  for (const event of step.events) follow(draft, event, confidence);
  wake(draft, step.wakeAt);
  const { utteranceId } = draft.state.turn;
  if (input.type === 'speech-started') {
    draft.effects.push({ type: 'utterance-started', utteranceId, onsetAt: input.onsetAt });
  }
  if (input.type === 'speech-ended' && wasSpeaking) {
    draft.effects.push({ type: 'utterance-ended', utteranceId, lastVoiceAt: input.lastVoiceAt });
  }
}

/** What the transcriber heard: over the bot, words may stop it, or be a mere acknowledgement. */
export function heard(draft: Draft, input: Extract<Input, { type: 'heard-interim' | 'heard-final' }>): void {
  const { at } = draft.stamp;
  const isFinal = input.type === 'heard-final';
  const isExpected = isFinal
    ? draft.state.turn.awaited.includes(input.utteranceId)
    : draft.state.turn.isSpeaking && input.utteranceId === draft.state.turn.utteranceId;
  const isOverBot = isExpected && audible(draft) !== undefined && draft.state.config.interruption.enabled;
  const text = input.text.trim();

  if (isOverBot && isFinal && draft.state.config.interruption.backchannelFilter && isAcknowledgement(text)) {
    announce(draft, { name: 'user.backchannel', data: { text, turnId: draft.state.turn.turnId } });
    turn(draft, { ...input, type: 'final', at, text: '' });
    return;
  }
  // The words are announced first: they are why the bot stops.
  if (isOverBot && wordsStopBot(text, isFinal, draft.state.config.interruption)) interrupt(draft);
  turn(draft, { ...input, type: isFinal ? 'final' : 'interim', at, text } as TurnInput);
}

/** After every input: has the voice over the bot lasted long enough to stop it? */
export function advanceBargeIn(draft: Draft): void {
  const { state, stamp } = draft;
  const reply = audible(draft);
  const options: BargeInOptions = state.config.interruption;
  const { isSpeaking, onsetAt } = state.turn;
  const botAudibleSince = reply?.speakingAt ?? null;
  const input = { at: stamp.at, isSpeaking, isVoiced: stamp.isVoiced, onsetAt, botAudibleSince };
  const step = stepBargeIn(state.bargeIn, input, options);
  state.bargeIn = step.state;
  if (step.stop) interrupt(draft);
  wake(draft, step.wakeAt);
}

/** The person has taken the floor: the bot stops, and their turn goes on from the one it was answering. */
function interrupt(draft: Draft): void {
  const { state } = draft;
  const reply = audible(draft);
  if (reply === undefined) return;
  const pending = pendingTurn(draft);
  const answered = state.endedTurn?.messageId === reply.inReplyTo ? state.endedTurn : null;
  let heardMs = 0;
  for (const candidate of state.replies) {
    const playedMs = drop(draft, candidate, 'speech');
    if (candidate === reply) heardMs = playedMs ?? 0;
  }
  const from = answered ?? pending;
  announce(draft, { name: 'turn.continued', data: { turnId: from?.turnId ?? lastTurnId(state) } });
  if (from !== null) goOnFrom(draft, from, answered !== null && heardMs >= CONTINUATION_MS ? '' : from.text);
}

function goOnFrom(draft: Draft, from: EndedTurn, carriedText: string): void {
  const { state } = draft;
  state.turn = continueTurn(state.turn, from.turnId, carriedText);
  state.carriedText = carriedText;
  state.closed = from.messageId;
  if (state.answerable === from.messageId) state.answerable = null;
  state.endedTurn = null;
}

/** The ended turn whose answer is still under way; null when it was answered, or nobody began to in time. */
function pendingTurn(draft: Draft): EndedTurn | null {
  const { endedTurn, replies } = draft.state;
  if (endedTurn === null) return null;
  const isBegun = replies.some((reply) => reply.inReplyTo === endedTurn.messageId);
  return isBegun || draft.stamp.at - endedTurn.endedAt <= PENDING_MS ? endedTurn : null;
}

function lastTurnId(state: Conversation): number {
  return Math.max(1, state.turn.turnId - 1);
}

function follow(draft: Draft, event: TurnEvent, confidence: number): void {
  const { state } = draft;
  const timestamp = (state.facts.startedAt + draft.stamp.at) / 1000;
  switch (event.name) {
    case 'speech.started': {
      announce(draft, { name: event.name, data: { ...event.data, confidence, timestamp } });
      const pending = audible(draft) === undefined ? pendingTurn(draft) : null;
      if (pending === null) return;
      discardFor(draft, pending.messageId);
      announce(draft, { name: 'turn.continued', data: { turnId: pending.turnId, timestamp } });
      goOnFrom(draft, pending, pending.text);
      return;
    }
    case 'speech.ended':
      return announce(draft, { name: event.name, data: { ...event.data, timestamp } });
    case 'user.speaking':
      return announce(draft, event);
    case 'user.message':
      announce(draft, event);
      if (event.data.messageId !== state.closed) state.answerable = event.data.messageId;
      return;
    case 'turn.continued':
      announce(draft, { name: event.name, data: { ...event.data, timestamp } });
      discardFor(draft, state.turn.messageId);
      state.answerable = null;
      state.closed = state.turn.messageId;
      return;
    case 'eager.turn':
      announce(draft, { name: event.name, data: event.data });
      return open(draft, event.data);
    case 'turn.end':
      announce(draft, { name: event.name, data: event.data });
      remember(draft, event.data);
      return open(draft, event.data);
  }
}

/** The turn may now be answered; the server's model begins at once, the agent's own code when it likes. */
function open(draft: Draft, signal: TurnSignal): void {
  draft.state.answerable = signal.messageId;
  draft.state.closed = null;
  askModel(draft, signal.messageId, signal.text);
}

/** What the person said becomes history, and what was made ready for it may be heard. */
function remember(draft: Draft, { turnId, messageId, text }: TurnSignal): void {
  const { state } = draft;
  state.endedTurn = { turnId, messageId, text, endedAt: draft.stamp.at };
  state.history = withUserText(state.history, text, state.carriedText);
  state.carriedText = '';
  releaseHeld(draft, messageId);
}

/**
 * Adds a turn's text to the history. Carried words replace their own entry; where the bot was heard in between, only the new
 * words are added, so that the history tells what happened in its order.
 *
 * @param carried the leading part of `text` that an earlier turn said
 */
export function withUserText(history: Conversation['history'], text: string, carried: string): Conversation['history'] {
  if (text === '') return history;
  const last = history.at(-1);
  if (carried !== '' && last?.role === 'user' && last.content === carried) {
    return [...history.slice(0, -1), { role: 'user', content: text }];
  }
  const content = text.slice(carried.length).trim();
  return content === '' ? history : [...history, { role: 'user', content }];
}

function turnOptions(state: Conversation): TurnOptions {
  return {
    model: silenceModel(state.config.turnDetection),
    minSpeechMs: state.config.vad.minSpeechMs,
    finalTimeoutMs: FINAL_TIMEOUT_MS,
    messageIdOf: userMessageId(state.facts),
  };
}
