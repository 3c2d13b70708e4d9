import { type BargeInOptions, type BargeInState, stepBargeIn } from '../turn/barge-in.ts';
import { withPause } from '../turn/own-pauses.ts';
import { goOnFrom } from './conversation-continuation.ts';
import { audible, discardFor, releaseHeld } from './conversation-replies.ts';
import { announce, type Draft, type EndedTurn, wake } from './conversation-state.ts';
import { startStaged } from './conversation-tools.ts';

/** How the caller's voice is taken while the bot thinks; what is not said here is as for while it speaks. */
export type ThinkingOptions = Pick<BargeInOptions, 'minDurationMs' | 'backchannelFilter'>;

/**
 * The caller makes a sound while an answer to them is on its way and nothing is heard of it. Until it is known whether they
 * talk on, the answer is made ready and kept back: a cough or an "mm-hmm" does not throw it away.
 */
export interface SecondThought {
  over: EndedTurn;
  /** How long the caller had been silent, ms. */
  pauseMs: number;
  voice: BargeInState;
}

export function thinkingOptions({ state }: Draft): BargeInOptions {
  return { ...state.config.interruption, enabled: true, ...state.config.thinking };
}

/** Speech began over an answer that is on its way. */
export function speaksUp(draft: Draft, over: EndedTurn): void {
  const { state } = draft;
  const pauseMs = Math.round(state.turn.onsetAt - state.turn.lastVoiceAt);
  const thought = state.secondThought ?? { over, pauseMs, voice: { phase: 'undisturbed' } };
  if (state.config.thinking.minDurationMs === 0) return talksOn(draft, thought);
  state.secondThought = thought;
  state.replies = state.replies.map((reply) =>
    reply.inReplyTo === over.messageId && reply.phase === 'waiting' && reply.range === null
      ? { ...reply, isHeld: true }
      : reply,
  );
}

/** After every input: does the person talk on? @param words what was heard so far */
export function weighSecondThought(draft: Draft, words: string, isCalledOff: boolean): void {
  const { state, stamp } = draft;
  const thought = state.secondThought;
  if (thought === null) return;
  const { isSpeaking, onsetAt, awaited } = state.turn;
  const { over } = thought;
  // Once the bot is heard, or the answer is no longer waited for, this is an interruption or a new turn.
  const isMoot = audible(draft) !== undefined || state.endedTurn?.messageId !== over.messageId;
  if (isMoot || (!isSpeaking && awaited.length === 0 && !isCalledOff)) return letBe(draft, over);
  const step = stepBargeIn(
    thought.voice,
    {
      at: stamp.at,
      isSpeaking,
      onsetAt,
      botAudibleSince: over.endedAt,
      isGreeting: false,
      voice: stamp.voice,
      volume: stamp.volume,
      words,
      language: state.config.language,
      isCalledOff,
      wordEndsInMs: 0,
    },
    thinkingOptions(draft),
  );
  state.secondThought = { ...thought, voice: step.state };
  wake(draft, step.wakeAt);
  if (step.act === 'stop') talksOn(draft, thought);
}

/** Before a turn stops waiting for the words of an utterance: what is left of it belongs to the turn that goes on. */
export function settleSecondThought(draft: Draft): void {
  const { turn, config, secondThought } = draft.state;
  if (secondThought === null || turn.awaited.length === 0 || draft.stamp.at < turn.finalDeadline) return;
  if (turn.interim !== '' || turn.voicedMs >= config.vad.minSpeechMs) talksOn(draft, secondThought);
}

function talksOn(draft: Draft, { over, pauseMs }: SecondThought): void {
  const { state, stamp } = draft;
  state.secondThought = null;
  const discarded = discardFor(draft, over.messageId);
  const timestamp = (state.facts.startedAt + stamp.at) / 1000;
  announce(draft, { name: 'turn.continued', data: { turnId: over.turnId, timestamp, ...discarded } });
  goOnFrom(draft, over, over.text);
  // The turn ended in what turns out to have been a pause.
  state.turn.pauses = withPause(state.turn.pauses, pauseMs);
}

function letBe(draft: Draft, over: EndedTurn): void {
  draft.state.secondThought = null;
  releaseHeld(draft, over.messageId);
  startStaged(draft, over.messageId);
}
