import type { Reply } from '../responder/reply.ts';
import type { BargeInState } from '../turn/barge-in.ts';
import { beginTurn, type TurnState } from '../turn/turn-state.ts';
import type { CallConfig } from './call-config.ts';
import type { HistoryEntry } from './conversation-history.ts';
import type { SecondThought } from './conversation-thinking.ts';
import type { Announcement, Effect, Input, Stamp } from './inputs.ts';
import { beginLimits, type LimitsState } from './session-limits.ts';
import { emptyLedger, type ToolLedger } from './tool-ledger.ts';
import { type HearingState, nothingHeard, type StallState, watchNoTurn } from './watchdog.ts';

/** What is fixed when a call begins. */
export interface CallFacts {
  callId: string;
  from: string;
  to: string;
  direction: 'inbound' | 'outbound';
  transport: 'phone' | 'webrtc';
  metadata: Record<string, unknown>;
  sampleRateHz: number;
  /** Whether the far end says when it has played what it was sent. */
  confirmsPlayout: boolean;
  /** Epoch ms. */
  startedAt: number;
  /** Chance that entered once: ids of the call's messages are made from it. */
  idSeed: string;
}

/** A turn that has ended and whose answer has not been heard out. */
export interface EndedTurn {
  turnId: number;
  messageId: string;
  text: string;
  endedAt: number;
  /** An answer was begun before it had ended. */
  wasBegun: boolean;
}

/** All that a call decides by. Replaced, never changed. */
export interface Conversation {
  facts: CallFacts;
  config: CallConfig;
  /** Whether the server's model answers, rather than the agent's own code. */
  hasModel: boolean;
  /** Whether the transcriber follows turns itself. */
  endsTurns: boolean;
  isEnded: boolean;
  turn: TurnState;
  endedTurn: EndedTurn | null;
  /** Final text that came, with the turn's end, while the detector still heard the utterance: it is taken at its end. */
  earlyFinal: Extract<Input, { type: 'heard-final' }> | null;
  /** The words that the current turn carries over from the one it continues. */
  carriedText: string;
  /** The user message that may be replied to now. */
  answerable: string | null;
  /** A user message that may not be replied to until its turn is signalled again: its person kept talking. */
  closed: string | null;
  bargeIn: BargeInState;
  /** A sound of the caller's over an answer that is on its way, while it is not known what they want. */
  secondThought: SecondThought | null;
  replies: readonly Reply[];
  /** Ids of replies that are over: what still comes for them is ignored. */
  overIds: readonly string[];
  limits: LimitsState;
  stall: StallState;
  hearing: HearingState;
  isAgentAway: boolean;
  /** When the agent's absence ends the call, ms; null while it is there. */
  agentDeadline: number | null;
  /** The apology that ends the call once said. */
  apologyId: string | null;
  /** When the call ends although the apology was not heard out, ms. */
  apologyDeadline: number;
  history: readonly HistoryEntry[];
  tools: ToolLedger;
  digits: string;
  nextMessage: number;
  nextSentence: number;
}

/** One step in the making: the next state, and what it announces and asks for, in order. */
export interface Draft {
  state: Conversation;
  stamp: Stamp;
  events: Announcement[];
  effects: Effect[];
  /** The earliest of all deadlines, ms. */
  wakeAt: number;
}

export function beginConversation(facts: CallFacts, config: CallConfig, hasModel: boolean): Conversation {
  return {
    facts,
    config,
    hasModel,
    endsTurns: false,
    isEnded: false,
    turn: beginTurn(1, { messageIdOf: userMessageId(facts) }),
    endedTurn: null,
    earlyFinal: null,
    carriedText: '',
    answerable: null,
    closed: null,
    bargeIn: { phase: 'undisturbed' },
    secondThought: null,
    replies: [],
    overIds: [],
    limits: beginLimits,
    stall: watchNoTurn,
    hearing: nothingHeard,
    isAgentAway: false,
    agentDeadline: null,
    apologyId: null,
    apologyDeadline: Number.POSITIVE_INFINITY,
    history: [],
    tools: emptyLedger,
    digits: '',
    nextMessage: 1,
    nextSentence: 1,
  };
}

export const userMessageId = (facts: CallFacts) => (turnId: number) => `usr_${facts.idSeed}${turnId}`;

/** Takes the next id for a message of the bot. */
export function takeMessageId(draft: Draft): string {
  const id = `bot_${draft.state.facts.idSeed}${draft.state.nextMessage}`;
  draft.state.nextMessage += 1;
  return id;
}

export function announce(draft: Draft, event: Announcement): void {
  draft.events.push(event);
}

export function wake(draft: Draft, at: number): void {
  draft.wakeAt = Math.min(draft.wakeAt, at);
}
