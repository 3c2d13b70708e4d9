import type { EndOfTurnModel } from './end-of-turn-model.ts';

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
}

export type TurnInput =
  | { type: 'speech-started'; at: number; onsetAt: number }
  | { type: 'speech-ended'; at: number; lastVoiceAt: number }
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
    }
  | { type: 'tick'; at: number };

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
  | { name: 'turn.continued'; data: { turnId: number } };

export interface TurnSignal {
  turnId: number;
  messageId: string;
  text: string;
  probability: number;
  latencyMs: number;
  continues?: number;
  understood?: boolean;
}

export interface TurnOptions {
  model: EndOfTurnModel;
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
export function stepTurn(before: TurnState, input: TurnInput, options: TurnOptions): TurnStep {
  switch (input.type) {
    case 'speech-started': {
      const events: TurnEvent[] = [{ name: 'speech.started', data: { turnId: before.turnId } }];
      if (before.isEager) events.push({ name: 'turn.continued', data: { turnId: before.turnId } });
      const state = {
        ...before,
        isSpeaking: true,
        isEager: false,
        utteranceId: before.utteranceId + 1,
        onsetAt: input.onsetAt,
        interim: '',
      };
      return settle(state, events, input.at, options);
    }
    case 'speech-ended': {
      if (!before.isSpeaking) return settle(before, [], input.at, options);
      const durationMs = Math.max(0, Math.round(input.lastVoiceAt - before.onsetAt));
      const state = {
        ...before,
        isSpeaking: false,
        lastVoiceAt: input.lastVoiceAt,
        voicedMs: before.voicedMs + durationMs,
        awaited: [...before.awaited, before.utteranceId],
        finalDeadline: input.at + options.finalTimeoutMs,
      };
      return settle(state, [{ name: 'speech.ended', data: { turnId: before.turnId, durationMs } }], input.at, options);
    }
    case 'interim': {
      const isCurrent = before.isSpeaking && input.utteranceId === before.utteranceId;
      if (!isCurrent || input.text === '' || input.text === before.interim)
        return settle(before, [], input.at, options);
      const { turnId, messageId, text } = before;
      const data = { text: joinText(text, input.text), turnId, messageId, confidence: input.confidence };
      const event: TurnEvent = {
        name: 'user.speaking',
        data: text === '' ? data : { ...data, confirmedText: text },
      };
      return settle({ ...before, interim: input.text }, [event], input.at, options);
    }
    case 'final':
      if (!before.awaited.includes(input.utteranceId)) return settle(before, [], input.at, options);
      return heard(before, input, options);
    case 'tick':
      if (before.awaited.length === 0 || input.at < before.finalDeadline) return settle(before, [], input.at, options);
      // The transcriber did not answer in time: what it last thought is the best we have.
      return heard(
        { ...before, awaited: before.awaited.slice(-1) },
        {
          type: 'final',
          at: input.at,
          utteranceId: before.awaited.at(-1) as number,
          text: before.isSpeaking ? '' : before.interim,
          confidence: 0,
          // Not to have heard anything of it is our fault, not the caller's silence.
          understood: before.isSpeaking || before.interim !== '',
        },
        options,
      );
  }
}

function heard(before: TurnState, input: Extract<TurnInput, { type: 'final' }>, options: TurnOptions): TurnStep {
  const awaited = before.awaited.filter((id) => id !== input.utteranceId);
  const state: TurnState = { ...before, awaited };
  if (awaited.length === 0) state.finalDeadline = Number.POSITIVE_INFINITY;
  if (!before.isSpeaking) state.interim = '';
  const isWords = input.understood && input.text !== '';
  const isRiddle = !input.understood && before.voicedMs >= options.minSpeechMs;
  // Carried words are announced under the new turn's id even when the sound that woke it held none.
  const isCarried = before.hasContent && before.carriedLength > 0 && before.text.length === before.carriedLength;
  if (!isWords && !isRiddle && !isCarried) return settle(state, [], input.at, options);

  state.text = isWords ? joinText(before.text, input.text) : before.text;
  state.hasContent = true;
  state.isUnderstood = isWords || !isRiddle;
  if (input.slots !== undefined) state.slots = { ...before.slots, ...input.slots };
  const data = {
    messageId: state.messageId,
    text: state.text,
    turnId: state.turnId,
    confidence: input.confidence,
    lagMs: Math.max(0, Math.round(input.at - before.lastVoiceAt)),
    ...(state.isUnderstood ? {} : { understood: false }),
    ...(input.language === undefined ? {} : { language: input.language }),
    ...(state.slots === null ? {} : { slots: state.slots }),
  };
  return settle(state, [{ name: 'user.message', data }], input.at, options);
}

/** After every input: announces what the silence has by now decided, and says when it decides next. */
function settle(state: TurnState, events: TurnEvent[], at: number, options: TurnOptions): TurnStep {
  if (state.awaited.length > 0) return { state, events, wakeAt: state.finalDeadline };
  if (state.isSpeaking) return { state, events, wakeAt: Number.POSITIVE_INFINITY };
  if (!state.hasContent) {
    // Only noise so far: the id stays free and the noise does not count towards later speech.
    return {
      state: state.voicedMs === 0 ? state : { ...state, voicedMs: 0 },
      events,
      wakeAt: Number.POSITIVE_INFINITY,
    };
  }
  const plan = options.model({ text: state.text });
  const endAt = state.lastVoiceAt + plan.end.afterMs;
  if (at >= endAt) {
    events.push({ name: 'turn.end', data: signal(state, plan.end.probability, at) });
    const next = beginTurn(state.turnId + 1, options, state.utteranceId);
    return { state: { ...next, lastVoiceAt: state.lastVoiceAt }, events, wakeAt: Number.POSITIVE_INFINITY };
  }
  const eagerAt = state.lastVoiceAt + plan.eager.afterMs;
  const mayBeEager = !state.isEager && state.text !== '' && state.isUnderstood && eagerAt < endAt;
  if (mayBeEager && at >= eagerAt) {
    events.push({ name: 'eager.turn', data: signal(state, plan.eager.probability, at) });
    return { state: { ...state, isEager: true }, events, wakeAt: endAt };
  }
  return { state, events, wakeAt: mayBeEager ? eagerAt : endAt };
}

function signal(state: TurnState, probability: number, at: number): TurnSignal {
  return {
    turnId: state.turnId,
    messageId: state.messageId,
    text: state.text,
    probability,
    latencyMs: Math.max(0, Math.round(at - state.lastVoiceAt)),
    ...(state.continues === null ? {} : { continues: state.continues }),
    ...(state.isUnderstood ? {} : { understood: false }),
  };
}

/** Joins two stretches of words with one space. */
export function joinText(first: string, second: string): string {
  if (first === '' || second === '') return first + second;
  return `${first} ${second}`;
}
