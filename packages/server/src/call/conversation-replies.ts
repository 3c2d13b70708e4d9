import type { EventData } from '@antiphon/events';
import {
  addText,
  audioQueued,
  beginReply,
  cutShort,
  endForgotten,
  heardOf,
  isMute,
  openSentences,
  overdueSentences,
  pumpReplies,
  type Reply,
  sentenceQueued,
  wordsOf,
} from '../responder/reply.ts';
import { isPlain } from '../turn/barge-in.ts';
import { modelMessages, withBotText, withUserText } from './conversation-history.ts';
import { announce, type Conversation, type Draft, takeMessageId, wake } from './conversation-state.ts';
import type { CallCommand, Input } from './inputs.ts';
import { discardRound, forgetEphemeral, hasAsked, isRunningFor, knownTo, stagedRounds } from './tool-ledger.ts';

/** How long the far end may take to confirm that it has played a message, ms: a slow phone network's round trip. */
const CONFIRM_TIMEOUT_MS = 500;

/** How many ids of finished replies are remembered, so that late chunks for them are known to be late. */
const REMEMBERED_IDS = 64;

/** Sound that is cut off fades over this, ms: long enough not to click. */
const FADE_MS = 10;

/** Replies that may wait behind one another: an agent that says more than this is stuck in a loop. */
const MAX_REPLIES = 100;

/** Interrupted before this much was heard, the person was going on rather than taking a new turn, ms. Source: behaviour.md §9. */
export const CONTINUATION_MS = 2000;

/** Carries out what the agent asks of its bot. */
export function command(draft: Draft, { command }: Extract<Input, { type: 'command' }>): void {
  switch (command.event) {
    case 'bot.reply': {
      const kind = command.inReplyTo === '' ? 'say' : 'reply';
      if (admit(draft, command.messageId, kind, command.inReplyTo, command.interruptible))
        giveText(draft, command.messageId, command.text, true);
      return;
    }
    case 'bot.reply.stream':
      return stream(draft, command);
    case 'bot.cancel':
      return cancel(draft, command.messageId);
    case 'bot.clear': {
      for (const reply of draft.state.replies) drop(draft, reply, 'cancelled');
      return;
    }
    case 'call.hangup': // the conversation itself ends the call
    case 'llm.tool_result': // the tools are told of it
      return;
  }
}

function stream(draft: Draft, command: Extract<CallCommand, { event: 'bot.reply.stream' }>): void {
  const { messageId, action } = command;
  if (action === 'start') {
    admit(draft, messageId, 'stream', command.inReplyTo ?? '', command.interruptible);
    return;
  }
  giveText(draft, messageId, action === 'chunk' ? (command.token ?? '') : '', action === 'end');
}

function cancel(draft: Draft, messageId: string | undefined): void {
  const { replies } = draft.state;
  const reply = messageId === undefined ? replies[0] : replies.find((candidate) => candidate.messageId === messageId);
  if (reply !== undefined) drop(draft, reply, 'cancelled');
}

/** Takes a reply in, or says why not. A repeated id is the same reply, sent twice: it changes nothing. */
function admit(
  draft: Draft,
  messageId: string,
  kind: Reply['kind'],
  inReplyTo: string,
  isInterruptible = true,
): boolean {
  const { state } = draft;
  if (find(draft, messageId) !== undefined || state.overIds.includes(messageId)) return false;
  const isObsolete = inReplyTo !== '' && inReplyTo !== state.answerable;
  if (isObsolete || state.replies.length >= MAX_REPLIES) {
    const expectedReplyTo = state.answerable ?? state.turn.messageId;
    const reason = isObsolete ? 'message_obsolete' : 'queue_full';
    announce(draft, { name: 'reply.rejected', data: { messageId, inReplyTo, expectedReplyTo, reason } });
    remember(draft, messageId);
    return false;
  }
  const { turn, secondThought } = state;
  const isHeld = inReplyTo !== '' && (inReplyTo === turn.messageId || inReplyTo === secondThought?.over.messageId);
  const reply = beginReply(messageId, kind, inReplyTo, isHeld, draft.stamp.at);
  state.replies = [...state.replies, { ...reply, isInterruptible }];
  return true;
}

/** Says something of the server's own: the greeting, an apology. @returns its message id. */
export function sayOwn(draft: Draft, kind: 'greeting' | 'apology', text: string): string {
  const messageId = takeMessageId(draft);
  admit(draft, messageId, kind, '');
  giveText(draft, messageId, text, true);
  return messageId;
}

/** Has the server's model answer the turn, unless it is already at it. */
export function askModel(draft: Draft, userMessageId: string, text: string): void {
  const { state } = draft;
  if (!state.hasModel || text === '') return;
  if (state.replies.some((reply) => reply.kind === 'model' && reply.inReplyTo === userMessageId)) return;
  const isRemembered = state.endedTurn?.messageId === userMessageId;
  ask(draft, userMessageId, isRemembered ? state.history : withUserText(state.history, text, state.carriedText));
}

/** Has the server's model go on by itself, with all that is known by now. @param inReplyTo empty when nobody waits for an answer */
export function askOn(draft: Draft, inReplyTo: string): void {
  ask(draft, inReplyTo, draft.state.history);
}

function ask(draft: Draft, inReplyTo: string, history: Conversation['history']): void {
  const { state } = draft;
  const messageId = takeMessageId(draft);
  if (!admit(draft, messageId, 'model', inReplyTo)) return;
  state.tools = knownTo(state.tools, messageId);
  const system = state.config.prompt === undefined ? [] : [{ role: 'system' as const, content: state.config.prompt }];
  draft.effects.push({ type: 'ask-model', messageId, messages: [...system, ...modelMessages(history, state.tools)] });
}

/** Adds text to a reply that is still open; text for one that is over is late, and ignored. */
export function giveText(draft: Draft, messageId: string, text: string, isComplete: boolean): void {
  const reply = find(draft, messageId);
  if (reply === undefined || reply.isComplete) return;
  const added = addText(reply, text, isComplete, draft.state.nextSentence, draft.stamp.at);
  draft.state.nextSentence += added.sentences.length - reply.sentences.length;
  replace(draft, added);
}

/** The end of the turn commits what was begun on it: it may be heard, after what may be heard already. */
export function releaseHeld(draft: Draft, userMessageId: string): void {
  const { replies } = draft.state;
  const isReleased = (reply: Reply) => reply.isHeld && reply.inReplyTo === userMessageId;
  const released = replies.filter(isReleased).map((reply) => ({ ...reply, isHeld: false }));
  draft.state.replies = [...replies.filter((reply) => !isReleased(reply)), ...released];
}

/**
 * Throws away what was begun for a message whose person kept talking. Nothing of it was heard and no tool was told of it, so
 * nothing is announced but its price.
 */
export function discardFor(
  draft: Draft,
  userMessageId: string,
): { discarded?: EventData<'turn.continued'>['discarded'] } {
  const { state } = draft;
  const discarded = { replies: 0, characters: 0, tools: 0 };
  for (const reply of state.replies) {
    if (reply.inReplyTo !== userMessageId || reply.phase !== 'waiting') continue;
    discard(draft, reply);
    discarded.replies += 1;
    discarded.characters += reply.text.length;
  }
  for (const round of stagedRounds(state.tools, userMessageId)) {
    state.tools = discardRound(state.tools, round);
    discarded.tools += round.calls.length;
  }
  return discarded.replies + discarded.tools === 0 ? {} : { discarded };
}

/** Takes out a reply of which nothing was heard, without a word. */
export function discard(draft: Draft, reply: Reply): void {
  remove(draft, reply);
  if (reply.range !== null) draft.effects.push({ type: 'clear-playout', fadeMs: 0 });
}

export function queued(draft: Draft, input: Extract<Input, { type: 'audio-queued' }>): void {
  const reply = ofSentence(draft, input.sentenceId);
  if (reply !== undefined) replace(draft, audioQueued(reply, input));
}

export function sentenceDone(draft: Draft, sentenceId: number): void {
  const reply = ofSentence(draft, sentenceId);
  if (reply !== undefined) replace(draft, sentenceQueued(reply, sentenceId));
}

/** The sentence is left out; the rest of the reply is still said. */
export function sentenceFailed(
  draft: Draft,
  failure: { sentenceId: number; engine: string; code: string; message: string },
): void {
  const reply = ofSentence(draft, failure.sentenceId);
  if (reply === undefined) return;
  const { engine, code, message } = failure;
  announce(draft, { name: 'engine.failed', data: { port: 'synthesizer', engine, reason: code, message } });
  replace(draft, sentenceQueued(reply, failure.sentenceId));
}

/** Playout reached the first sample of a sentence or of one of its words. */
export function reached(draft: Draft, { sentenceId, word }: Extract<Input, { type: 'sentence-reached' }>): void {
  const found = ofSentence(draft, sentenceId);
  if (found === undefined) return;
  let reply = found;
  const { messageId } = reply;
  if (reply.phase === 'waiting') {
    // Its sound follows that of the one before, which is therefore played, whether or not the far end has said so yet.
    settleFinishing(draft);
    reply = { ...reply, phase: 'speaking', speakingAt: draft.stamp.at };
    replace(draft, reply);
    const isWhole = reply.kind !== 'stream' && reply.kind !== 'model';
    announce(draft, {
      name: 'bot.speaking',
      data: {
        messageId,
        text: isWhole ? reply.text : (reply.sentences[0]?.text ?? ''),
        ...(reply.inReplyTo === '' ? {} : { inReplyTo: reply.inReplyTo }),
      },
    });
  }
  const sentence = reply.sentences.find((candidate) => candidate.sentenceId === sentenceId);
  if (word === null || sentence === undefined) return;
  // A sentence that failed left no words behind: the index counts those that have sound.
  const wordIndex = reply.words.findIndex((candidate) => candidate.sentenceId === sentenceId) + word;
  const queuedWord = reply.words[wordIndex];
  const text = wordsOf(sentence.text)[word];
  if (queuedWord?.sentenceId !== sentenceId || text === undefined || reply.range === null) return;
  const seconds = (position: number) => (position - (reply.range?.start ?? 0)) / draft.state.facts.sampleRateHz;
  announce(draft, {
    name: 'bot.word',
    data: {
      messageId,
      word: text,
      wordIndex,
      startTime: seconds(queuedWord.start),
      endTime: seconds(queuedWord.end),
      ...(queuedWord.isEstimated && { estimated: true }),
    },
  });
}

/** Its last sample was played, as far as we can count. The far end has the last word where it can say so. */
export function endReached(draft: Draft, messageId: string): void {
  const reply = find(draft, messageId);
  if (reply === undefined) return;
  if (!draft.state.facts.confirmsPlayout) return finish(draft, reply);
  draft.effects.push({ type: 'confirm-playout', messageId });
  replace(draft, { ...reply, phase: 'finishing', confirmBy: draft.stamp.at + CONFIRM_TIMEOUT_MS });
}

export function confirmed(draft: Draft, messageId: string): void {
  const reply = find(draft, messageId);
  if (reply?.phase === 'finishing') finish(draft, reply);
}

function finish(draft: Draft, reply: Reply): void {
  const { messageId } = reply;
  const { playedMs } = heardOf(reply, Number.POSITIVE_INFINITY, draft.state.facts.sampleRateHz);
  const isWhole = reply.words.length === wordsOf(reply.text).length;
  const text = isWhole ? reply.text.trim() : reply.words.map((word) => word.word).join(' ');
  announce(draft, { name: 'message.confirmed', data: { messageId, text } });
  announce(draft, { name: 'bot.finished', data: { messageId, durationMs: playedMs } });
  remove(draft, reply);
  addHistory(draft, messageId, text);
  const { endedTurn, tools } = draft.state;
  if (endedTurn === null || reply.inReplyTo !== endedTurn.messageId) return;
  // What is said before or while tools run is not the answer.
  const isAnswer = !hasAsked(tools, messageId) && !isRunningFor(tools, endedTurn.messageId);
  if (isAnswer) draft.state.endedTurn = null;
}

/**
 * Takes a reply out before its end. What was heard of it is remembered; what was not, never.
 *
 * @returns how much of it was heard, ms; null when it had not begun.
 */
export function drop(draft: Draft, reply: Reply, why: 'cancelled' | 'speech'): number | null {
  const { messageId } = reply;
  if (reply.phase === 'finishing') {
    finish(draft, reply);
    return null;
  }
  if (reply.phase === 'waiting') {
    remove(draft, reply);
    // A later message's sound only enters the queue after this one's end, so clearing loses nothing else.
    if (reply.range !== null) draft.effects.push({ type: 'clear-playout', fadeMs: 0 });
    announce(draft, { name: 'message.aborted', data: { messageId, reason: why === 'speech' ? 'interrupted' : why } });
    return null;
  }
  const { words, playedMs } = heardOf(reply, draft.stamp.played, draft.state.facts.sampleRateHz);
  const lastWord = words.at(-1);
  const spoke = playedMs < CONTINUATION_MS ? 'continuation' : 'user_spoke';
  // At the end of its word it falls silent by itself; whoever calls it off before does not wait for that.
  const isSilent = reply.isEnding && why === 'speech';
  if (!isSilent)
    draft.effects.push({ type: 'clear-playout', fadeMs: isPlain(draft.state.config.interruption) ? 0 : FADE_MS });
  remove(draft, reply);
  announce(draft, {
    name: 'bot.interrupted',
    data: {
      messageId,
      playedMs,
      wordsSpoken: words.length,
      ...(lastWord === undefined ? {} : { lastWord }),
      reason: why === 'speech' ? spoke : why,
    },
  });
  if (words.length === 0) {
    announce(draft, { name: 'message.aborted', data: { messageId, reason: 'interrupted' } });
  } else {
    const text = words.join(' ');
    announce(draft, { name: 'message.confirmed', data: { messageId, text } });
    addHistory(draft, messageId, text);
  }
  return playedMs;
}

/** Lets a reply be heard up to a position, and nothing of it after. */
export function endAt(draft: Draft, reply: Reply, position: number): void {
  draft.effects.push({ type: 'end-playout', position, fadeMs: FADE_MS });
  callOff(draft, reply);
  replace(draft, cutShort(reply));
}

/** Takes what was played to its end as heard, without waiting for the far end to say so: the person is already answering it. */
export function settleFinishing(draft: Draft): void {
  for (const reply of draft.state.replies) if (reply.phase === 'finishing') finish(draft, reply);
}

/** After every input: gives up what is overdue, drops what will never sound, and moves the rest on. */
export function advanceReplies(draft: Draft): void {
  const { at } = draft.stamp;
  for (const reply of draft.state.replies) {
    for (const sentenceId of overdueSentences(reply, at)) {
      const message = `No sound for a sentence came within its time. It is left out.`;
      draft.effects.push({ type: 'cancel-sentence', sentenceId });
      sentenceFailed(draft, { sentenceId, engine: 'synthesizer', code: 'TIMEOUT', message });
    }
    if (reply.phase === 'finishing' && at >= reply.confirmBy) finish(draft, reply);
  }
  // Before the mute are dropped: one that is given up without a word would else wait for the next thing to happen.
  draft.state.replies = draft.state.replies.map((reply) => endForgotten(reply, at));
  for (const reply of draft.state.replies) {
    if (!isMute(reply) || reply.isHeld) continue;
    remove(draft, reply);
    // It had nothing to say, and something to ask.
    if (hasAsked(draft.state.tools, reply.messageId) && reply.text.trim() === '') continue;
    const reason = reply.text.trim() === '' ? 'empty' : 'synthesis_failed';
    announce(draft, { name: 'message.aborted', data: { messageId: reply.messageId, reason } });
  }
  const pumped = pumpReplies(draft.state.replies, at);
  draft.state.replies = pumped.replies;
  draft.effects.push(...pumped.effects);
  wake(draft, pumped.wakeAt);
}

export function find(draft: Draft, messageId: string): Reply | undefined {
  return draft.state.replies.find((reply) => reply.messageId === messageId);
}

/** The reply that is audible now. */
export function audible(draft: Draft): Reply | undefined {
  return draft.state.replies.find((reply) => reply.phase === 'speaking');
}

function ofSentence(draft: Draft, sentenceId: number): Reply | undefined {
  return draft.state.replies.find((reply) => reply.sentences.some((sentence) => sentence.sentenceId === sentenceId));
}

function replace(draft: Draft, changed: Reply): void {
  draft.state.replies = draft.state.replies.map((reply) => (reply.messageId === changed.messageId ? changed : reply));
}

function remove(draft: Draft, reply: Reply): void {
  draft.state.replies = draft.state.replies.filter((candidate) => candidate.messageId !== reply.messageId);
  remember(draft, reply.messageId);
  callOff(draft, reply);
}

/** Ends the work that is under way for a reply. */
function callOff({ effects }: Draft, reply: Reply): void {
  for (const sentenceId of openSentences(reply)) effects.push({ type: 'cancel-sentence', sentenceId });
  if (reply.kind === 'model' && !reply.isComplete) effects.push({ type: 'cancel-model', messageId: reply.messageId });
}

function remember(draft: Draft, messageId: string): void {
  draft.state.overIds = [...draft.state.overIds, messageId].slice(-REMEMBERED_IDS);
}

function addHistory({ state }: Draft, messageId: string, content: string): void {
  state.history = withBotText(state.history, state.tools, messageId, content);
  state.tools = forgetEphemeral(state.tools, messageId);
}
