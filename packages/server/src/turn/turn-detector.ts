import type { EndOfTurnModel, EndOfTurnPlan, EndOfTurnSettings, Moment, Vote } from './end-of-turn-model.ts';
import { noPauses, type OwnPauses, withEnd } from './own-pauses.ts';
import type { Prosody } from './prosody.ts';
import { confirmStir, isGoingOn, type Stir, stirEnded, stirHeard, stirLooksAt, stirStarted } from './stir.ts';
import type { TurnMark } from './turn-mark.ts';

/**
 * The person's turn: from their first sound to the decision that they have finished.
 * A turn id is used up by `turn.end` alone, so a cough leaves it to the next speech.
 */
export interface TurnState {
  turnId: number;
  /** Id of this turn's user message; one per turn, readers replace by it. */
  messageId: string;
  /** The turn that this one goes on from, when the person talked on after its end. */
  continues: number | null;
  /** Words of the turn so far, those carried over from the turn it continues included. */
  text: string;
  /** How many leading characters of `text` were carried over. */
  carriedLength: number;
  isSpeaking: boolean;
  /** The stretch of speech heard last; transcripts name it. */
  utteranceId: number;
  onsetAt: number;
  lastVoiceAt: number;
  /** Voice in this turn without the pauses, ms. */
  voicedMs: number;
  /** What the transcriber thinks the utterance in progress says. */
  interim: string;
  /** Utterances whose final text is still to come. */
  awaited: readonly number[];
  /** When the turn stops waiting for final text. */
  finalDeadline: number;
  /** Something was said that is to be answered. */
  hasContent: boolean;
  /** Named parts of what was said, as the transcriber found them. */
  slots: Record<string, string> | null;
  /** The last thing said fits nothing the recogniser was told to expect. */
  isUnderstood: boolean;
  /** `eager.turn` was announced and is not yet answered by `turn.end` or `turn.continued`. */
  isEager: boolean;
  /** `turn.pause` was announced and the person has not gone on since. */
  isPaused: boolean;
  /** A voice in the silence that may be a breath or a click: until it is more, the silence goes on. */
  stir: Stir | null;
  /** When the words that the silence is judged by became known, ms. */
  knownAt: number;
  /** How the voice ended last. */
  prosody: Prosody | null;
  /** What the transcriber says of the turn, and when it said so, ms. */
  mark: (TurnMark & { at: number }) | null;
  /** What the transcriber thinks the awaited utterance says, where it has marked the turn's end before its final text. */
  provisional: string;
  /** What was planned for this silence, and by which settings. */
  planned: { by: EndOfTurnSettings; plan: EndOfTurnPlan } | null;
  /** How this caller has paused in the call so far. */
  pauses: OwnPauses;
}

export type TurnInput = {
  /** How loud the line is at this moment, 0…1; absent: not known. */
  volume?: number;
} & (
  | { type: 'speech-started'; at: number; onsetAt: number }
  | { type: 'speech-ended'; at: number; lastVoiceAt: number; prosody?: Prosody }
  | { type: 'interim'; at: number; utteranceId: number; text: string; confidence: number }
  | {
      type: 'final';
      at: number;
      utteranceId: number;
      text: string;
      confidence: number;
      understood: boolean;
      language?: string | undefined;
      slots?: Record<string, string> | undefined;
      /** The transcriber says that the turn ends with it. */
      endsTurn?: { probability: number } | undefined;
    }
  /** The transcriber thinks that the turn is probably over. */
  | { type: 'eager-end'; at: number; utteranceId: number; text: string; confidence: number; probability: number }
  /** The transcriber takes back that it is. */
  | { type: 'resumed'; at: number; utteranceId: number }
  | { type: 'tick'; at: number }
);

export type TurnEvent =
  | { name: 'speech.started'; data: { turnId: number } }
  | { name: 'speech.ended'; data: { turnId: number; durationMs: number } }
  | {
      name: 'user.speaking';
      data: { text: string; turnId: number; messageId: string; confidence: number; confirmedText?: string };
    }
  | {
      name: 'user.message';
      data: {
        messageId: string;
        text: string;
        turnId: number;
        confidence: number;
        lagMs: number;
        understood?: boolean;
        language?: string;
        slots?: Record<string, string>;
      };
    }
  | { name: 'eager.turn' | 'turn.end'; data: TurnSignal }
  | { name: 'turn.pause'; data: { turnId: number; probability: number; latencyMs: number; decision?: Decision } }
  | { name: 'turn.continued' | 'turn.resumed'; data: { turnId: number } };

/** Who voted what, and when, in ms since the call began. */
export interface Decision {
  by: NonNullable<Moment['by']>;
  votes: { voter: Vote['voter']; weight: number; at: number }[];
}

export interface TurnSignal {
  turnId: number;
  messageId: string;
  text: string;
  probability: number;
  latencyMs: number;
  continues?: number;
  understood?: boolean;
  decision?: Decision;
}

export interface TurnOptions {
  model: EndOfTurnModel;
  /** What `model` was made of. */
  settings: EndOfTurnSettings;
  /** Whether the transcriber follows turns, and its marks are heeded. */
  heedsMarks: boolean;
  /** Voice in a silence is the person going on from here on; null: whatever its length, and its loudness. */
  resumes: { minMs: number; minVolume: number } | null;
  /** From the last voiced sample to `speech-ended`, ms. */
  hangoverMs: number;
  /** What the agent said last. */
  question: string | undefined;
  language: string | undefined;
  /** Voice that makes a turn of speech without words, ms. Words always do. */
  minSpeechMs: number;
  /** How long final text is waited for after speech ended, ms. */
  finalTimeoutMs: number;
  /** Names the user message of a turn. */
  messageIdOf(turnId: number): string;
}

export interface TurnStep {
  state: TurnState;
  events: TurnEvent[];
  /** When to call again with `tick`, ms; Infinity when nothing is pending. */
  wakeAt: number;
}

export function beginTurn(turnId: number, options: Pick<TurnOptions, 'messageIdOf'>, utteranceId = 0): TurnState {
  return {
    turnId,
    messageId: options.messageIdOf(turnId),
    continues: null,
    text: '',
    carriedLength: 0,
    isSpeaking: false,
    utteranceId,
    onsetAt: 0,
    lastVoiceAt: 0,
    voicedMs: 0,
    interim: '',
    awaited: [],
    finalDeadline: Number.POSITIVE_INFINITY,
    hasContent: false,
    slots: null,
    isUnderstood: true,
    isEager: false,
    isPaused: false,
    stir: null,
    knownAt: 0,
    prosody: null,
    mark: null,
    provisional: '',
    planned: null,
    pauses: noPauses,
  };
}

/** The turn goes on from one that had ended: it names it and, when its text was not answered, carries it. */
export function continueTurn(state: TurnState, continues: number, carriedText: string): TurnState {
  const text = joinText(carriedText, state.text);
  return {
    ...state,
    continues,
    text,
    carriedLength: Math.min(text.length, carriedText.length),
    hasContent: state.hasContent || carriedText !== '',
  };
}

/**
 * Decides when a person's turn is over. Pure: no clock, no timers, no I/O.
 *
 * @param input happened at `input.at`, in ms since the call began; `at` never goes back.
 * @returns the next state, what to announce, and when to call again.
 */
export function stepTurn(given: TurnState, input: TurnInput, options: TurnOptions): TurnStep {
  const { at, volume = 0 } = input;
  const before = given.stir === null ? given : { ...given, stir: stirHeard(given.stir, volume) };
  switch (input.type) {
    case 'speech-started': {
      const events: TurnEvent[] = [{ name: 'speech.started', data: { turnId: before.turnId } }];
      if (before.isEager) events.push({ name: 'turn.continued', data: { turnId: before.turnId } });
      const isWithin = before.hasContent || before.awaited.length > 0;
      const state: TurnState = {
        ...before,
        isSpeaking: true,
        isEager: false,
        utteranceId: before.utteranceId + 1,
        onsetAt: input.onsetAt,
        interim: '',
        stir: options.resumes !== null && isWithin ? stirStarted(before, input) : null,
        mark: null,
        provisional: '',
      };
      return settle(state, events, input, options);
    }
    case 'speech-ended': {
      if (!before.isSpeaking) return settle(before, [], input, options);
      const durationMs = Math.max(0, Math.round(input.lastVoiceAt - before.onsetAt));
      const ended: TurnState = {
        ...before,
        ...(before.stir === null
          ? { lastVoiceAt: input.lastVoiceAt, voicedMs: before.voicedMs + durationMs, planned: null, knownAt: at }
          : { stir: stirEnded(before.stir, input, durationMs) }),
        isSpeaking: false,
        awaited: [...before.awaited, before.utteranceId],
        finalDeadline: at + options.finalTimeoutMs,
      };
      const { state, events } = goesOn(ended, input, options);
      if (state.stir === null) state.prosody = input.prosody ?? null;
      events.push({ name: 'speech.ended', data: { turnId: before.turnId, durationMs } });
      return settle(state, events, input, options);
    }
    case 'interim': {
      const isCurrent = before.isSpeaking && input.utteranceId === before.utteranceId;
      if (!isCurrent || input.text === '' || input.text === before.interim) return settle(before, [], input, options);
      const { state, events } = goesOn(before, input, options);
      const { turnId, messageId, text } = state;
      const data = { text: joinText(text, input.text), turnId, messageId, confidence: input.confidence };
      events.push({ name: 'user.speaking', data: text === '' ? data : { ...data, confirmedText: text } });
      return settle({ ...state, interim: input.text }, events, input, options);
    }
    case 'final':
      if (!before.awaited.includes(input.utteranceId)) return settle(before, [], input, options);
      return heard(before, input, options);
    case 'eager-end': {
      if (!options.heedsMarks || !isOf(before, input.utteranceId)) return settle(before, [], input, options);
      const isAwaited = before.isSpeaking || before.awaited.length > 0;
      const state: TurnState = {
        ...before,
        mark: { kind: 'eager', probability: input.probability, at },
        provisional: isAwaited ? input.text : '',
        planned: null,
      };
      return settle(state, [], input, options);
    }
    case 'resumed': {
      if (!options.heedsMarks || !isOf(before, input.utteranceId)) return settle(before, [], input, options);
      const { turnId, isEager } = before;
      const state = { ...before, mark: null, provisional: '', isEager: false, planned: null };
      return settle(state, isEager ? [{ name: 'turn.continued', data: { turnId } }] : [], input, options);
    }
    case 'tick':
      if (before.awaited.length === 0 || at < before.finalDeadline) return settle(before, [], input, options);
      // The transcriber did not answer in time: what it last thought is the best we have.
      return heard(
        { ...before, awaited: before.awaited.slice(-1) },
        {
          type: 'final',
          at,
          utteranceId: before.awaited.at(-1) as number,
          text: before.isSpeaking ? '' : before.provisional || before.interim,
          confidence: 0,
          // Not to have heard anything of it is our fault, not the caller's silence.
          understood: before.isSpeaking || before.provisional !== '' || before.interim !== '',
        },
        options,
      );
  }
}

/** Whether an utterance is the newest of a turn that is open: the last one keeps its id after its turn has ended. */
function isOf(state: TurnState, utteranceId: number): boolean {
  return utteranceId === state.utteranceId && (state.isSpeaking || state.awaited.length > 0 || state.hasContent);
}

/** A voice in the silence that has turned out to be the person going on ends the silence, and the pause. */
function goesOn(before: TurnState, input: TurnInput, options: TurnOptions): { state: TurnState; events: TurnEvent[] } {
  if (before.stir === null || !isGoingOn(before, input, options)) return { state: before, events: [] };
  const state: TurnState = { ...confirmStir(before), isPaused: false, planned: null };
  if (!state.isSpeaking) state.knownAt = input.at;
  const { turnId, isPaused } = before;
  return { state, events: isPaused ? [{ name: 'turn.resumed', data: { turnId } }] : [] };
}

function heard(given: TurnState, input: Extract<TurnInput, { type: 'final' }>, options: TurnOptions): TurnStep {
  const isWords = input.understood && input.text !== '';
  const { state: before, events } = goesOn(given, input, options);
  const awaited = before.awaited.filter((id) => id !== input.utteranceId);
  const state: TurnState = { ...before, awaited };
  if (awaited.length === 0) state.finalDeadline = Number.POSITIVE_INFINITY;
  if (!before.isSpeaking) Object.assign(state, { interim: '', provisional: '' });
  // What was too short or too quiet to be speech, and held no words, was none.
  const isNoise = state.stir !== null && input.utteranceId === state.utteranceId;
  if (isNoise && !before.isSpeaking) state.stir = null;
  if (!isNoise) state.planned = null;
  const isRiddle = !input.understood && !isNoise && before.voicedMs >= options.minSpeechMs;
  // Carried words are announced under the new turn's id even when the sound that woke it held none.
  const isCarried = before.hasContent && before.carriedLength > 0 && before.text.length === before.carriedLength;
  if (options.heedsMarks && (isWords || input.endsTurn !== undefined)) {
    state.mark = input.endsTurn === undefined ? null : { kind: 'end', ...input.endsTurn, at: input.at };
    state.planned = null;
    // Work that began on other words is void.
    if (before.isEager && before.provisional !== input.text) {
      state.isEager = false;
      events.push({ name: 'turn.continued', data: { turnId: state.turnId } });
    }
  }
  if (!isWords && !isRiddle && !isCarried) return settle(state, events, input, options);

  state.text = isWords ? joinText(before.text, input.text) : before.text;
  state.hasContent = true;
  state.isUnderstood = isWords || !isRiddle;
  state.planned = null;
  state.knownAt = input.at;
  if (input.slots !== undefined) state.slots = { ...before.slots, ...input.slots };
  events.push({ name: 'user.message', data: messageOf(state, input) });
  return settle(state, events, input, options);
}

type Message = Extract<TurnEvent, { name: 'user.message' }>['data'];

function messageOf(
  { messageId, text, turnId, lastVoiceAt, isUnderstood, slots }: TurnState,
  { at, confidence, language }: { at: number; confidence: number; language?: string | undefined },
): Message {
  return {
    messageId,
    text,
    turnId,
    confidence,
    lagMs: Math.max(0, Math.round(at - lastVoiceAt)),
    ...(isUnderstood ? {} : { understood: false }),
    ...(language === undefined ? {} : { language }),
    ...(slots === null ? {} : { slots }),
  };
}

/** After every input: announces what the silence has by now decided, and says when it decides next. */
function settle(given: TurnState, events: TurnEvent[], input: TurnInput, options: TurnOptions): TurnStep {
  const { at } = input;
  const { state, events: resumed } = goesOn(given, input, options);
  events.push(...resumed);
  const looksAt = state.stir !== null && state.isSpeaking ? stirLooksAt(state, at, options) : Number.POSITIVE_INFINITY;
  if (state.awaited.length > 0) return awaiting(state, events, input, looksAt, options);
  if (state.isSpeaking) return { state, events, wakeAt: looksAt };
  if (!state.hasContent) {
    // Only noise so far: the id stays free and the noise does not count towards later speech.
    return {
      state: state.voicedMs === 0 ? state : { ...state, voicedMs: 0 },
      events,
      wakeAt: Number.POSITIVE_INFINITY,
    };
  }
  return silent(planned(state, state.isUnderstood ? state.text : '', options), events, at, options);
}

/** Final text is still to come: nothing ends the turn before it. */
function awaiting(
  given: TurnState,
  events: TurnEvent[],
  { at }: TurnInput,
  looksAt: number,
  options: TurnOptions,
): TurnStep {
  let state = given;
  let wakeAt = Math.min(looksAt, state.finalDeadline);
  const isNewest = state.awaited.length === 1 && state.awaited[0] === state.utteranceId;
  if (state.isSpeaking || !isNewest || state.stir !== null) return { state, events, wakeAt };
  const { mark, provisional, isEager } = state;
  if (mark?.kind === 'eager' && provisional !== '' && !isEager) {
    const said = { ...state, text: joinText(state.text, provisional), isUnderstood: true };
    events.push({ name: 'user.message', data: messageOf(said, { at, confidence: mark.probability }) });
    const { plan } = planned(said, said.text, options).planned;
    events.push({ name: 'eager.turn', data: signal(said, plan.eager, at) });
    return { state: { ...state, isEager: true }, events, wakeAt };
  }
  if (options.settings.engine === 'silence' || state.isPaused || state.interim === '') return { state, events, wakeAt };
  const judged = planned(state, joinText(state.text, state.interim), options);
  const { pause } = judged.planned.plan;
  state = judged;
  if (pause !== undefined && at >= state.lastVoiceAt + pause.afterMs) state = paused(state, pause, events, at);
  else if (pause !== undefined) wakeAt = Math.min(wakeAt, state.lastVoiceAt + pause.afterMs);
  return { state, events, wakeAt };
}

type Planned = TurnState & { planned: NonNullable<TurnState['planned']> };

/** Asks the model, once for all that is known of a silence. */
function planned(state: TurnState, text: string, options: TurnOptions): Planned {
  if (state.planned?.by === options.settings) return state as Planned;
  const after = (at: number) => Math.max(0, Math.round(at - state.lastVoiceAt));
  const plan = options.model({
    text,
    isInterim: state.awaited.length > 0,
    knownAfterMs: after(state.knownAt),
    question: options.question,
    language: options.language,
    prosody: state.prosody,
    pauses: state.pauses,
    mark: state.mark && { ...state.mark, afterMs: after(state.mark.at) },
  });
  return { ...state, planned: { by: options.settings, plan } };
}

function silent(state: Planned, events: TurnEvent[], at: number, options: TurnOptions): TurnStep {
  const { plan } = state.planned;
  const endAt = state.lastVoiceAt + plan.end.afterMs;
  if (at >= endAt) {
    events.push({ name: 'turn.end', data: signal(state, plan.end, at) });
    const next = beginTurn(state.turnId + 1, options, state.utteranceId);
    const { lastVoiceAt, pauses } = state;
    return { state: { ...next, lastVoiceAt, pauses: withEnd(pauses) }, events, wakeAt: Number.POSITIVE_INFINITY };
  }
  let after: TurnState = state;
  const pauseAt = state.lastVoiceAt + (plan.pause?.afterMs ?? Number.POSITIVE_INFINITY);
  if (plan.pause !== undefined && !state.isPaused && at >= pauseAt) after = paused(state, plan.pause, events, at);
  const eagerAt = state.lastVoiceAt + plan.eager.afterMs;
  const mayBeEager = !state.isEager && state.text !== '' && state.isUnderstood && eagerAt < endAt;
  if (mayBeEager && at >= eagerAt) {
    events.push({ name: 'eager.turn', data: signal(state, plan.eager, at) });
    return { state: { ...after, isEager: true }, events, wakeAt: endAt };
  }
  const wakeAt = after.isPaused || at >= pauseAt ? endAt : Math.min(pauseAt, endAt);
  return { state: after, events, wakeAt: mayBeEager ? Math.min(eagerAt, wakeAt) : wakeAt };
}

function paused(state: TurnState, moment: Moment, events: TurnEvent[], at: number): TurnState {
  const { turnId, lastVoiceAt } = state;
  const latencyMs = Math.max(0, Math.round(at - lastVoiceAt));
  const { probability } = moment;
  events.push({ name: 'turn.pause', data: { turnId, probability, latencyMs, ...decisionOf(moment, lastVoiceAt) } });
  return { ...state, isPaused: true };
}

function signal(state: TurnState, moment: Moment, at: number): TurnSignal {
  return {
    turnId: state.turnId,
    messageId: state.messageId,
    text: state.text,
    probability: moment.probability,
    latencyMs: Math.max(0, Math.round(at - state.lastVoiceAt)),
    ...(state.continues === null ? {} : { continues: state.continues }),
    ...(state.isUnderstood ? {} : { understood: false }),
    ...decisionOf(moment, state.lastVoiceAt),
  };
}

function decisionOf({ by, votes }: Moment, lastVoiceAt: number): { decision?: Decision } {
  if (by === undefined || votes === undefined) return {};
  const told = votes.map(({ voter, weight, afterMs }) => ({ voter, weight, at: Math.round(lastVoiceAt + afterMs) }));
  return { decision: { by, votes: told } };
}

/** Joins two stretches of words with one space. */
export function joinText(first: string, second: string): string {
  if (first === '' || second === '') return first + second;
  return `${first} ${second}`;
}
