import type { LoggedEvent } from '@antiphon/events';
import type { Speech } from './speech.ts';
import type { CallerMove } from './steps.ts';

/** A move with its speech made ready. */
export type ReadyMove = Exclude<CallerMove, { do: 'speak' }> | { do: 'speak'; speech: Speech };

/** Where a caller stands in its script. Replaced, never changed. */
export interface CallerState {
  /** The move under way, as an index of the script. */
  index: number;
  /** When it began, ms of the call; null before it has. */
  since: number | null;
  /** What came since the last move that took time began: the next `await` looks there first. */
  events: readonly LoggedEvent[];
  /** The last word heard of the message that the bot is saying, from 1; 0 between messages. */
  botWord: number;
  isBotSpeaking: boolean;
  /** When anything was last said or decided, ms of the call. */
  saidAt: number;
  /** Moves that the caller gave up on. */
  problems: readonly string[];
  hasLeft: boolean;
}

export type CallerAct =
  | { type: 'speak'; speech: Speech }
  | { type: 'press'; digit: string }
  | { type: 'leave'; how: 'hang-up' | 'vanish' };

export type CallerInput = { at: number } & ({ type: 'tick' } | { type: 'event'; event: LoggedEvent });

export interface CallerStepping {
  state: CallerState;
  acts: CallerAct[];
  /** When to tick again, ms of the call. */
  wakeAt: number;
}

export const beginCaller: CallerState = {
  index: 0,
  since: null,
  events: [],
  botWord: 0,
  isBotSpeaking: false,
  saidAt: 0,
  problems: [],
  hasLeft: false,
};

/** After its last move a caller stays until nothing has been said for this long, ms. */
const LINGER_MS = 3_000;

const LEAVE: ReadyMove = { do: 'leave', how: 'hang-up' };
type Move = ReadyMove | { do: 'linger' };
const FAREWELL: readonly Move[] = [{ do: 'linger' }, LEAVE];

/** Plays a caller's part. Pure: no clock, no sound. @param moves the same at every step */
export function stepCaller(before: CallerState, input: CallerInput, moves: readonly ReadyMove[]): CallerStepping {
  const acts: CallerAct[] = [];
  let state = input.type === 'event' ? noted(before, input.event) : before;
  for (;;) {
    if (state.hasLeft) return { state, acts, wakeAt: Number.POSITIVE_INFINITY };
    const move = moves[state.index] ?? FAREWELL[state.index - moves.length] ?? LEAVE;
    const isNew = state.since === null;
    const since = state.since ?? input.at;
    if (isNew) state = entered({ ...state, since }, move);
    if (isNew && move.do === 'speak') acts.push({ type: 'speak', speech: move.speech });
    const left = remaining(state, move, since, input.at);
    if (left.ms > 0) return { state, acts, wakeAt: input.at + left.ms };
    if (move.do === 'press') acts.push({ type: 'press', digit: move.digit });
    if (move.do === 'leave' || left.problem !== undefined) {
      const how = move.do === 'leave' ? move.how : 'hang-up';
      const problems = left.problem === undefined ? state.problems : [...state.problems, left.problem];
      acts.push({ type: 'leave', how });
      state = { ...state, problems, hasLeft: true };
    } else {
      state = { ...state, events: left.events ?? state.events, index: state.index + 1, since: null };
    }
  }
}

function noted(state: CallerState, event: LoggedEvent): CallerState {
  const heard = { ...state, saidAt: event.at, events: [...state.events, event] };
  switch (event.name) {
    case 'bot.speaking':
      return { ...heard, botWord: 0, isBotSpeaking: true };
    case 'bot.word':
      return { ...heard, botWord: event.data.wordIndex + 1 };
    case 'bot.finished':
    case 'bot.interrupted':
      return { ...heard, botWord: 0, isBotSpeaking: false };
    default:
      return heard;
  }
}

/** What came before a move that takes time is past once that begins. */
function entered(state: CallerState, move: Move): CallerState {
  return move.do === 'wait' || move.do === 'wait-till' || move.do === 'speak' ? { ...state, events: [] } : state;
}

interface Left {
  /** 0: the move is over. */
  ms: number;
  /** What came after the event that was waited for. */
  events?: readonly LoggedEvent[];
  /** It was waited for in vain. */
  problem?: string;
}

function remaining(state: CallerState, move: Move, since: number, at: number): Left {
  switch (move.do) {
    case 'wait':
      return { ms: since + move.ms - at };
    case 'wait-till':
      return { ms: move.at - at };
    case 'speak':
      return { ms: since + move.speech.ms - at };
    case 'await': {
      const found = state.events.findIndex((event) => isMeant(event, move));
      if (found >= 0) return { ms: 0, events: state.events.slice(found + 1) };
      return patience(move.withinMs, since, at, `${move.event}${told(move.where)}`);
    }
    case 'await-word':
      if (state.botWord >= move.word) return { ms: 0 };
      return patience(move.withinMs, since, at, `word ${move.word} of the bot`);
    case 'linger':
      if (state.isBotSpeaking) return { ms: Number.POSITIVE_INFINITY };
      return { ms: Math.max(since, state.saidAt) + LINGER_MS - at };
    case 'press':
    case 'leave':
      return { ms: 0 };
  }
}

function patience(withinMs: number, since: number, at: number, what: string): Left {
  const ms = since + withinMs - at;
  if (ms > 0) return { ms };
  return { ms: 0, problem: `The caller waited from ${since} ms for ${what}, and hung up ${withinMs} ms later.` };
}

function isMeant(event: LoggedEvent, { event: name, where }: Extract<ReadyMove, { do: 'await' }>): boolean {
  const data = event.data as Record<string, unknown>;
  return event.name === name && Object.entries(where).every(([key, value]) => data[key] === value);
}

const told = (where: Record<string, unknown>) => (Object.keys(where).length === 0 ? '' : ` ${JSON.stringify(where)}`);
