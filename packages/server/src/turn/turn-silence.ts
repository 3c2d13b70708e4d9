import type { Moment } from './end-of-turn-model.ts';
import { withEnd } from './own-pauses.ts';
import { confirmStir, isGoingOn, stirLooksAt } from './stir.ts';
import {
  beginTurn,
  type Decision,
  joinText,
  type TurnEvent,
  type TurnInput,
  type TurnOptions,
  type TurnSignal,
  type TurnState,
  type TurnStep,
} from './turn-state.ts';

/** After every input: announces what the silence has by now decided, and says when it decides next. */
export function settle(given: TurnState, events: TurnEvent[], input: TurnInput, options: TurnOptions): TurnStep {
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

/** A voice in the silence that has turned out to be the person going on ends the silence, and the pause. */
export function goesOn(
  before: TurnState,
  input: TurnInput,
  options: TurnOptions,
): { state: TurnState; events: TurnEvent[] } {
  if (before.stir === null || !isGoingOn(before, input, options)) return { state: before, events: [] };
  const state: TurnState = { ...confirmStir(before), isPaused: false, planned: null };
  if (!state.isSpeaking) state.knownAt = input.at;
  const { turnId, isPaused } = before;
  return { state, events: isPaused ? [{ name: 'turn.resumed', data: { turnId } }] : [] };
}

type Message = Extract<TurnEvent, { name: 'user.message' }>['data'];

export function messageOf(
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
