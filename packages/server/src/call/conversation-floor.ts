import { endOfWord } from '../playout/word-clock.ts';
import { isAcknowledgement } from '../turn/acknowledgements.ts';
import { isDucked, stepBargeIn, wordsStopBot } from '../turn/barge-in.ts';
import { joinText, type TurnInput } from '../turn/turn-state.ts';
import { goOnFrom, pendingTurn } from './conversation-continuation.ts';
import { audible, CONTINUATION_MS, drop, endAt } from './conversation-replies.ts';
import { announce, type Conversation, type Draft, wake } from './conversation-state.ts';
import { thinkingOptions, weighSecondThought } from './conversation-thinking.ts';
import { heedsMarks, turn } from './conversation-turns.ts';
import type { Input } from './inputs.ts';

/** The caller has fallen silent, by the detector: what the transcriber was done with before is taken now. */
export function fellSilent(draft: Draft, input: Extract<Input, { type: 'speech-ended' }>): void {
  const { at } = draft.stamp;
  // Over the bot nothing is begun early: whether it is to be answered at all is not known yet.
  if (audible(draft) !== undefined) draft.state.turn = { ...draft.state.turn, mark: null, provisional: '' };
  turn(draft, { ...input, at });
  const early = draft.state.earlyFinal;
  draft.state.earlyFinal = null;
  if (early !== null && draft.state.turn.awaited.includes(early.utteranceId)) heard(draft, early);
}

/** What the transcriber heard: over the bot, words may stop it, or be a mere acknowledgement. */
export function heard(draft: Draft, input: Extract<Input, { type: 'heard-interim' | 'heard-final' }>): void {
  const { at } = draft.stamp;
  const { interruption } = draft.state.config;
  const isFinal = input.type === 'heard-final';
  const { isSpeaking, utteranceId } = draft.state.turn;
  if (isFinal && input.endsTurn && isSpeaking && input.utteranceId === utteranceId && heedsMarks(draft.state)) {
    const before = draft.state.earlyFinal?.utteranceId === utteranceId ? draft.state.earlyFinal.text : '';
    draft.state.earlyFinal = { ...input, text: joinText(before, input.text) };
    return;
  }
  const isExpected = isFinal
    ? draft.state.turn.awaited.includes(input.utteranceId)
    : draft.state.turn.isSpeaking && input.utteranceId === draft.state.turn.utteranceId;
  const isOverThought = isExpected && draft.state.secondThought !== null;
  const options = isOverThought ? thinkingOptions(draft) : interruption;
  const isOverBot = isOverThought || (isExpected && audible(draft) !== undefined && interruption.enabled);
  const text = input.text.trim();
  const language = (isFinal ? input.language : undefined) ?? draft.state.config.language;

  if (isOverBot && isFinal && options.backchannelFilter && isAcknowledgement(text, language)) {
    announce(draft, { name: 'user.backchannel', data: { text, turnId: draft.state.turn.turnId } });
    turn(draft, { ...input, type: 'final', at, text: '' });
    return;
  }
  const { voicedMs } = draft.state.turn;
  const isRiddle = isFinal && !input.understood && voicedMs >= draft.state.config.vad.minSpeechMs;
  const mayStop = isOverThought || (isOverBot && audible(draft)?.isInterruptible === true);
  const isCalledOff = mayStop && (wordsStopBot(text, isFinal, options, language) || (isOverThought && isRiddle));
  // Final words belong to the turn that the interruption goes on from, so it comes first; interim words are why it comes.
  if (isCalledOff && isFinal) contend(draft, text, true);
  turn(draft, { ...input, type: isFinal ? 'final' : 'interim', at, text } as TurnInput);
  if (isCalledOff && !isFinal) contend(draft, text, true);
}

/** After every input: who has the floor, where both want it? */
export function advanceFloor(draft: Draft): void {
  contend(draft, draft.state.turn.interim, false);
}

/** @param words what was heard so far of those who talk over the bot */
function contend(draft: Draft, words: string, isCalledOff: boolean): void {
  weighSecondThought(draft, words, isCalledOff);
  const { state, stamp } = draft;
  const reply = audible(draft);
  const { isSpeaking, onsetAt } = state.turn;
  const { at, voice, volume } = stamp;
  const word = reply === undefined ? null : endOfWord(reply.words, stamp.played, state.facts.sampleRateHz);
  const step = stepBargeIn(
    state.bargeIn,
    {
      at,
      isSpeaking,
      onsetAt,
      // What may not be interrupted is neither stopped nor made quieter: for the floor it is not there.
      botAudibleSince: reply?.isInterruptible ? reply.speakingAt : null,
      isGreeting: reply?.kind === 'greeting',
      voice,
      volume,
      words,
      language: state.config.language,
      isCalledOff,
      wordEndsInMs: word?.inMs ?? 0,
    },
    state.config.interruption,
  );
  // However it ends, an interruption included, the duck ends with it: the next reply is as loud as ever.
  const wasDucked = isDucked(state.bargeIn);
  state.bargeIn = step.state;
  if (isDucked(step.state) !== wasDucked) {
    draft.effects.push({ type: wasDucked ? 'unduck-playout' : 'duck-playout' });
  }
  wake(draft, step.wakeAt);
  switch (step.act) {
    case 'duck':
      if (reply !== undefined) announce(draft, { name: 'bot.ducked', data: { messageId: reply.messageId } });
      return;
    case 'resume':
      if (reply?.isInterruptible) announce(draft, { name: 'bot.resumed', data: { messageId: reply.messageId } });
      return;
    case 'yield':
      if (reply !== undefined && word !== null) endAt(draft, reply, word.position);
      return;
    case 'stop':
      return interrupt(draft);
    case null:
      return;
  }
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
    if (!candidate.isInterruptible && candidate.inReplyTo === '') continue; // it will be said all the same
    const playedMs = drop(draft, candidate, 'speech');
    if (candidate === reply) heardMs = playedMs ?? 0;
  }
  const from = answered ?? pending;
  announce(draft, { name: 'turn.continued', data: { turnId: from?.turnId ?? lastTurnId(state) } });
  if (from !== null) goOnFrom(draft, from, answered !== null && heardMs >= CONTINUATION_MS ? '' : from.text);
}

function lastTurnId(state: Conversation): number {
  return Math.max(1, state.turn.turnId - 1);
}
