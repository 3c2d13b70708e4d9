import { stirEnded, stirHeard, stirStarted } from './stir.ts';
import { goesOn, messageOf, settle } from './turn-silence.ts';
import {
  joinText,
  type TurnEvent,
  type TurnInput,
  type TurnOptions,
  type TurnState,
  type TurnStep,
} from './turn-state.ts';

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
