import { type EndOfTurnModel, silenceModel } from '../turn/end-of-turn-model.ts';
import { fusedModel } from '../turn/fused-end-of-turn.ts';
import { markedModel } from '../turn/marked-end-of-turn.ts';
import { stepTurn } from '../turn/turn-detector.ts';
import type { TurnEvent, TurnInput, TurnOptions, TurnSignal } from '../turn/turn-state.ts';
import { pendingTurn } from './conversation-continuation.ts';
import { withUserText } from './conversation-history.ts';
import { askModel, audible, discardFor, releaseHeld } from './conversation-replies.ts';
import { announce, type Conversation, type Draft, userMessageId, wake } from './conversation-state.ts';
import { speaksUp } from './conversation-thinking.ts';
import { commitTools } from './conversation-tools.ts';

/** How long final text is waited for after speech ended, ms. Source: `max_silence_seconds`, behaviour.md §8. */
const FINAL_TIMEOUT_MS = 3000;

/** Steps the turn machine and carries what it announces into the rest of the conversation. */
export function turn(draft: Draft, input: TurnInput, confidence = 1): void {
  const wasSpeaking = draft.state.turn.isSpeaking;
  const step = stepTurn(draft.state.turn, { ...input, volume: draft.stamp.volume }, turnOptions(draft.state));
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
    case 'turn.pause':
      return announce(draft, event);
    case 'turn.resumed':
      return announce(draft, { name: event.name, data: { ...event.data, timestamp } });
    case 'turn.continued':
      announce(draft, {
        name: event.name,
        data: { ...event.data, timestamp, ...discardFor(draft, state.turn.messageId) },
      });
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
  const wasBegun = state.replies.some((reply) => reply.inReplyTo === messageId);
  state.endedTurn = { turnId, messageId, text, endedAt: draft.stamp.at, wasBegun };
  state.history = withUserText(state.history, text, state.carriedText);
  state.carriedText = '';
  releaseHeld(draft, messageId);
  commitTools(draft, messageId);
}

function turnOptions(state: Conversation): TurnOptions {
  const { vad, turnDetection, interruption, language } = state.config;
  const isPlain = turnDetection.engine === 'silence';
  return {
    model: modelOf(state),
    settings: turnDetection,
    heedsMarks: heedsMarks(state),
    // Plain silence asks for nothing: any sound ends it.
    resumes: isPlain ? null : { minMs: vad.resumeMinMs, minVolume: interruption.minVolume },
    hangoverMs: vad.minSilenceMs + vad.speechEndDelayMs,
    question: isPlain ? undefined : state.history.findLast(({ role }) => role === 'assistant')?.content,
    language,
    minSpeechMs: vad.minSpeechMs,
    finalTimeoutMs: FINAL_TIMEOUT_MS,
    messageIdOf: userMessageId(state.facts),
  };
}

/** Whether the transcriber's marks decide. */
export const heedsMarks = ({ config, endsTurns }: Conversation): boolean =>
  endsTurns && config.turnDetection.engine !== 'silence';

function modelOf({ config, endsTurns }: Conversation): EndOfTurnModel {
  const { turnDetection } = config;
  if (turnDetection.engine === 'silence') return silenceModel(turnDetection);
  return endsTurns ? markedModel(turnDetection) : fusedModel(turnDetection);
}
