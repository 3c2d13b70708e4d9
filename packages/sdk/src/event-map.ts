import type { AnyEvent, aliases, EventAlias, EventData, EventName } from '@antiphon/events';
import type { Call } from './call.ts';
import type { AntiphonError } from './errors.ts';

/** What every event carries beside its own data. */
export interface EventBase<Name extends string = string> {
  event: Name;
  /** The agent's id, as given to `pc.agent`. */
  agentId: string;
  /** Empty on the few events that concern no call. */
  callId: string;
  /** Rises with every event of the call. */
  order: number;
  /** Events that the call log keeps: gapless per call, from 1. */
  seq?: number;
  /** Ms since the call began. */
  atMs: number;
  /** Ms since 1970. */
  ts: number;
  /** Samples heard from the caller when it happened, at the line's rate. */
  inSample: number;
  /** Samples played to the caller when it happened, at the line's rate. */
  outSample: number;
}

/** What a handler is given for an event: its data, camelCase, and what every event carries. */
export type EventPayload<Name extends EventName = EventName> = EventBase<Name> & EventData<Name>;

/** An event that this version of the SDK does not know: a newer server's. */
export type UnknownPayload = EventBase & Record<string, unknown>;

/** What `eager.turn` and `turn.end` hand over. `messageId` and `text` are those of the user's message. */
export type Turn<Name extends 'eager.turn' | 'turn.end' = 'eager.turn' | 'turn.end'> = EventPayload<Name> & {
  /** The same as `turnId`. */
  id: number;
  /** How sure the recogniser was of the text; 0 on `eager.turn`. */
  confidence: number;
  /** What a grammar's slots were filled with, when the caller's words filled any. */
  slots: Record<string, string>;
};

/** Part of the handshake, the keep-alive, or an answer to a command: the SDK's own business. */
type Internal =
  | 'connected'
  | 'authenticated'
  | 'ping'
  | 'pong'
  | 'error'
  | 'agent.created'
  | 'agent.resumed'
  | 'agent.configured'
  | 'session.configured'
  | 'session.sent'
  | 'session_config_updated'
  | 'config_updated'
  | 'phone_added'
  | 'phone_removed'
  | 'barge_in'
  | 'history.data'
  | 'history.updated'
  | 'credits.rejected'
  | `line.${string}`
  | `log.${string}`;

/** Ways to call or write that this SDK does not offer yet. */
type Elsewhere =
  | 'call.ringing'
  | 'call.rejected'
  | 'call.dialing'
  | 'call.error'
  | 'call.routed'
  | 'call.route_failed'
  | 'chat.message'
  | 'chat.response'
  | 'llm.before'
  | 'llm.preparing_timeout'
  | `llm.chat.${string}`;

type Offered = Exclude<EventName, Internal | Elsewhere>;

/** Events about the agent and no call. */
type AboutAgent = Extract<Offered, `whatsapp.${string}` | 'session.paused' | 'session.resumed' | 'agent.displaced'>;

/** Their names: they are the agent's even when a frame names a conversation as its call. */
export const aboutAgent: ReadonlySet<string> = new Set<AboutAgent>([
  'whatsapp.session_started',
  'whatsapp.message',
  'whatsapp.response',
  'whatsapp.status',
  'whatsapp.session_ended',
  'session.paused',
  'session.resumed',
  'agent.displaced',
]);

/** Events with arguments of their own, call last where there is one. */
interface Special {
  'call.started': [call: Call];
  'call.ended': [call: Call, reason: string];
  'call.held': [call: Call];
  'call.unheld': [call: Call];
  'call.muted': [call: Call];
  'call.unmuted': [mutedTranscript: string | null, call: Call];
  'eager.turn': [turn: Turn<'eager.turn'>, call: Call];
  'turn.end': [turn: Turn<'turn.end'>, call: Call];
  'channel.added': [type: string, ref: string | undefined];
  'channel.configured': [ref: string | undefined];
  'channel.removed': [ref: string | undefined];
}

type Arguments<Name extends Offered> = Name extends keyof Special
  ? Special[Name]
  : Name extends AboutAgent
    ? [event: EventPayload<Name>]
    : [event: EventPayload<Name>, call: Call];

type ByName = { [Name in Offered]: Arguments<Name> };

/** Later spellings: `llm.toolCall`, `session.idleWarning` … */
type ByAlias = {
  [Alias in EventAlias as (typeof aliases)[Alias] extends Offered
    ? Alias
    : never]: (typeof aliases)[Alias] extends Offered ? Arguments<(typeof aliases)[Alias]> : never;
};

/** Event → what its handler is given. Both spellings of an event name the same event. */
export type AgentEvents = ByName & ByAlias & { ready: [] };

/** The client's events: its connection's, and those of all its agents. */
export type ClientEvents = ByName &
  ByAlias & {
    connected: [];
    disconnected: [reason: string];
    reconnecting: [attempt: number, delayMs: number];
    error: [error: AntiphonError];
  };

/** `[event, call]` → `[event]`: on a call, the call is no news. */
type WithoutCall<Args extends unknown[]> = Args extends [...infer Rest, Call]
  ? Rest
  : Args extends [Call, ...infer Rest]
    ? Rest
    : Args;

type OfCall = Exclude<Offered, AboutAgent | 'call.started' | `channel.${string}`>;

/** One call's events: the agent's, without the call. `ended` is `call.ended`. */
export type CallEvents = { [Name in OfCall]: WithoutCall<Arguments<Name>> } & {
  [Alias in keyof ByAlias as (typeof aliases)[Alias] extends OfCall ? Alias : never]: WithoutCall<ByAlias[Alias]>;
} & { ended: [reason: string] };

/** What handlers are given for an event, with the agent's id as its author knows it. */
export function payloadOf(event: AnyEvent, agentId: string): UnknownPayload {
  return {
    ...(event.data as Record<string, unknown>),
    event: event.name,
    agentId,
    callId: event.callId ?? '',
    order: event.order,
    ...(event.seq === undefined ? {} : { seq: event.seq }),
    atMs: event.at,
    ts: event.ts,
    inSample: event.inSample,
    outSample: event.outSample,
  };
}

/** The arguments of an event of a call: for the agent and the client, and for the call itself, which gets no call. */
export function argumentsOf(event: AnyEvent, agentId: string, call: Call): { forAgent: unknown[]; forCall: unknown[] } {
  const forAgent = agentArguments(event, agentId, call);
  return { forAgent, forCall: forAgent.filter((argument) => argument !== call) };
}

function agentArguments(event: AnyEvent, agentId: string, call: Call): unknown[] {
  if (event.unknown) return [payloadOf(event, agentId), call];
  switch (event.name) {
    case 'call.started':
    case 'call.held':
    case 'call.unheld':
    case 'call.muted':
      return [call];
    case 'call.ended':
      return [call, call.reason];
    case 'call.unmuted':
      return [event.data.mutedTranscript, call];
    case 'eager.turn':
    case 'turn.end':
      return [call.turnOf(event), call];
    default:
      return [payloadOf(event, agentId), call];
  }
}
