import { heardUntil, type QueuedWord } from '../playout/word-clock.ts';
import { takeSentences } from './sentences.ts';

/** Something the bot says: from the first words given to the last sample heard. */
export interface Reply {
  messageId: string;
  kind: 'say' | 'reply' | 'stream' | 'model' | 'greeting' | 'apology';
  /** The user message it answers; empty for what is said unasked. */
  inReplyTo: string;
  /** Begun on a turn that has not ended: it may be made ready, but nothing of it is audible. */
  isHeld: boolean;
  /** The caller may stop it by talking over it. */
  isInterruptible: boolean;
  /** Everything given so far. */
  text: string;
  /** The end of `text` that is not yet a whole sentence. */
  rest: string;
  /** No more text will come. */
  isComplete: boolean;
  sentences: readonly Sentence[];
  words: readonly QueuedWord[];
  /** Queue positions of its sound so far; null before the first sample was queued. */
  range: { start: number; end: number } | null;
  /** `waiting` until its first sample leaves, `finishing` from its last sample until the far end confirms. */
  phase: 'waiting' | 'speaking' | 'finishing';
  /** When its first sample left, ms. */
  speakingAt: number;
  /** Its sound has been told to end with the word being said. */
  isEnding: boolean;
  /** The end of its sound is marked in the outbound queue. */
  isEndMarked: boolean;
  /** When `finishing` is taken as confirmed, ms. */
  confirmBy: number;
  /** When text last came, ms: a stream that its author forgot is taken as complete. */
  givenAt: number;
}

export interface Sentence {
  sentenceId: number;
  text: string;
  /** `new` → asked of the synthesizer → its sound may be queued → all its sound is queued. */
  phase: 'new' | 'asked' | 'released' | 'queued';
  /** When its synthesis is given up, ms. */
  dueBy: number;
}

/** What is to be done for the replies. */
export type ReplyEffect =
  | { type: 'synthesize'; sentenceId: number; text: string }
  | { type: 'release'; sentenceId: number }
  | { type: 'cancel-sentence'; sentenceId: number }
  | { type: 'mark-end'; messageId: string };

/** How many sentences are synthesized before they are wanted: enough that a slow one is not heard, few enough to throw away. */
const AHEAD = 2;

/** A sentence whose sound has not come after this is skipped, ms. */
const SYNTHESIS_TIMEOUT_MS = 10_000;

/** A stream without new text for this long is taken as complete, ms. */
const STREAM_TIMEOUT_MS = 30_000;

export function beginReply(
  messageId: string,
  kind: Reply['kind'],
  inReplyTo: string,
  isHeld: boolean,
  at: number,
): Reply {
  return {
    messageId,
    kind,
    inReplyTo,
    isHeld,
    isInterruptible: true,
    text: '',
    rest: '',
    isComplete: false,
    sentences: [],
    words: [],
    range: null,
    phase: 'waiting',
    speakingAt: 0,
    isEnding: false,
    isEndMarked: false,
    confirmBy: Number.POSITIVE_INFINITY,
    givenAt: at,
  };
}

/** Adds text to a reply. @param nextSentenceId the id of the next new sentence of this call. */
export function addText(reply: Reply, text: string, isComplete: boolean, nextSentenceId: number, at: number): Reply {
  const taken = takeSentences(reply.rest + text, isComplete);
  const sentences = taken.sentences.map(
    (sentence, index): Sentence => ({
      sentenceId: nextSentenceId + index,
      text: sentence,
      phase: 'new',
      dueBy: Number.POSITIVE_INFINITY,
    }),
  );
  return {
    ...reply,
    text: reply.text + text,
    rest: taken.rest,
    isComplete: reply.isComplete || isComplete,
    givenAt: at,
    sentences: [...reply.sentences, ...sentences],
  };
}

/** The words of a text as they are announced: its whitespace-separated tokens. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/**
 * Moves the replies on: asks for the next sentences, lets the front one's sound into the queue, marks ends.
 * Only replies that are not held are heard, one after the other: the next begins when the last sample of the one before was played.
 *
 * @returns `wakeAt`: when something that was asked for is overdue, ms.
 */
export function pumpReplies(
  before: readonly Reply[],
  at: number,
): { replies: Reply[]; effects: ReplyEffect[]; wakeAt: number } {
  const effects: ReplyEffect[] = [];
  let wakeAt = Number.POSITIVE_INFINITY;
  let isFront = true;
  const replies = before.map((reply) => {
    if (reply.isEnding) {
      isFront = false;
      return reply;
    }
    let pumped = askAhead(endForgotten(reply, at), isFront, at, effects);
    if (!pumped.isHeld && isFront) {
      pumped = markEnd(releaseNext(pumped, effects), effects);
      isFront = pumped.phase === 'finishing';
    }
    wakeAt = Math.min(wakeAt, pumped.confirmBy, ...pumped.sentences.map(overdueAt));
    if (!pumped.isComplete) wakeAt = Math.min(wakeAt, pumped.givenAt + STREAM_TIMEOUT_MS);
    return pumped;
  });
  return { replies, effects, wakeAt };
}

/** A reply that will never sound: nothing more comes and no sample of it was made. */
export function isMute(reply: Reply): boolean {
  return reply.isComplete && reply.range === null && reply.sentences.every((sentence) => sentence.phase === 'queued');
}

/** Sentences whose sound has not come in time. */
export function overdueSentences(reply: Reply, at: number): number[] {
  return reply.sentences.filter((sentence) => at >= overdueAt(sentence)).map((sentence) => sentence.sentenceId);
}

function overdueAt(sentence: Sentence): number {
  return sentence.phase === 'asked' || sentence.phase === 'released' ? sentence.dueBy : Number.POSITIVE_INFINITY;
}

/** A stream that its author forgot is taken as complete. */
export function endForgotten(reply: Reply, at: number): Reply {
  return reply.isComplete || at < reply.givenAt + STREAM_TIMEOUT_MS ? reply : { ...reply, isComplete: true };
}

function askAhead(reply: Reply, isFront: boolean, at: number, effects: ReplyEffect[]): Reply {
  let open = openSentences(reply).length;
  const limit = reply.isHeld || !isFront ? 1 : AHEAD;
  return mapSentences(reply, (sentence) => {
    if (sentence.phase !== 'new' || open >= limit) return sentence;
    open += 1;
    effects.push({ type: 'synthesize', sentenceId: sentence.sentenceId, text: sentence.text });
    return { ...sentence, phase: 'asked', dueBy: at + SYNTHESIS_TIMEOUT_MS };
  });
}

function releaseNext(reply: Reply, effects: ReplyEffect[]): Reply {
  const next = reply.sentences.find((sentence) => sentence.phase !== 'queued');
  if (next?.phase !== 'asked') return reply;
  effects.push({ type: 'release', sentenceId: next.sentenceId });
  return mapSentences(reply, (sentence) => (sentence === next ? { ...sentence, phase: 'released' } : sentence));
}

function markEnd(reply: Reply, effects: ReplyEffect[]): Reply {
  const isAllQueued = reply.isComplete && reply.sentences.every((sentence) => sentence.phase === 'queued');
  if (!isAllQueued || reply.isEndMarked || reply.range === null) return reply;
  effects.push({ type: 'mark-end', messageId: reply.messageId });
  return { ...reply, isEndMarked: true };
}

/** A sentence is done with: all its sound is queued, or there will be none. */
export function sentenceQueued(reply: Reply, sentenceId: number): Reply {
  return mapSentences(reply, (sentence) =>
    sentence.sentenceId === sentenceId ? { ...sentence, phase: 'queued' } : sentence,
  );
}

/** Sound of a sentence has entered the outbound queue. */
export function audioQueued(reply: Reply, queued: { start: number; end: number; words: readonly QueuedWord[] }): Reply {
  return {
    ...reply,
    words: [...reply.words, ...queued.words],
    range: { start: reply.range?.start ?? queued.start, end: queued.end },
  };
}

/** Nothing follows the word that it is saying: what is still being made is not waited for, and no text of it is said any more. */
export function cutShort(reply: Reply): Reply {
  const cut = mapSentences(reply, (sentence) => ({ ...sentence, phase: 'queued' }));
  return { ...cut, isEnding: true, isComplete: true };
}

/** Sentences whose synthesis is under way, to be called off when the reply is dropped. */
export function openSentences(reply: Reply): number[] {
  return reply.sentences
    .filter((sentence) => sentence.phase === 'asked' || sentence.phase === 'released')
    .map((sentence) => sentence.sentenceId);
}

/** What of a reply was heard when playout stood at `played`. */
export function heardOf(reply: Reply, played: number, sampleRateHz: number): { words: string[]; playedMs: number } {
  if (reply.range === null) return { words: [], playedMs: 0 };
  return heardUntil(reply.words, reply.range.start, reply.range.end, played, sampleRateHz);
}

function mapSentences(reply: Reply, change: (sentence: Sentence) => Sentence): Reply {
  return { ...reply, sentences: reply.sentences.map(change) };
}
