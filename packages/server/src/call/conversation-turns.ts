import { silenceModel } from '../turn/end-of-turn-model.ts';
import { stepTurn, type TurnEvent, type TurnInput, type TurnOptions, type TurnSignal } from '../turn/turn-detector.ts';
import { pendingTurn } from './conversation-continuation.ts';
import { askModel, audible, discardFor, releaseHeld } from './conversation-replies.ts';
import { announce, type Conversation, type Draft, userMessageId, wake } from './conversation-state.ts';
import { speaksUp } from './conversation-thinking.ts';

/** How long final text is waited for after speech ended, ms. Source: `max_silence_seconds`, behaviour.md §8. */
const FINAL_TIMEOUT_MS = 3000;

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

function follow(draft: Draft, event: TurnEvent, confidence: number): void {
  const { state } = draft;
  const timestamp = (state.facts.startedAt + draft.stamp.at) / 1000;
  switch (event.name) {
    case 'speech.started': {
      announce(draft, { name: event.name, data: { ...event.data, confidence, timestamp } });
      const pending = audible(draft) === undefined ? pendingTurn(draft) : null;
      if (pending !== null) speaksUp(draft, pending);
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
