import type { UnknownFrame } from '@antiphon/events';

/** Marks our errors even when two copies of the SDK meet, where `instanceof` would fail. */
const MARK = Symbol.for('antiphon.sdk.error');

/** Every code that the SDK itself raises. A server's own codes come through as they are. */
export type AntiphonErrorCode =
  | 'MISSING_KEY'
  | 'INVALID_KEY'
  | 'INVALID_URL'
  | 'INVALID_NUMBER'
  | 'CONNECTION_FAILED'
  | 'CONNECTION_TIMEOUT'
  | 'CONNECTION_LOST'
  | 'DISCONNECTED'
  | 'DISPLACED'
  | 'AGENT_CONFLICT'
  | 'AGENT_CONFLICT_FATAL'
  | 'SERVER_AT_CAPACITY'
  | 'REGISTRATION_ERROR'
  | 'INVALID_EVENT'
  | 'SLOW_READER'
  | 'SERVER_ERROR';

/** An error whose message says what happened, to which thing, and what to do. Test with `AntiphonError.is(error)`. */
export class AntiphonError extends Error {
  readonly [MARK] = true;
  /** One of `AntiphonErrorCode`, or the code that the server gave. */
  readonly code: AntiphonErrorCode | (string & {});
  /** The agent that it is about, if it is about one. */
  readonly agentId?: string;
  /** The call that it is about, if it is about one. */
  readonly callId?: string;

  constructor(
    code: AntiphonErrorCode | (string & {}),
    message: string,
    about: { agentId?: string | undefined; callId?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.name = new.target.name;
    this.code = code;
    if (about.agentId !== undefined) this.agentId = about.agentId;
    if (about.callId !== undefined) this.callId = about.callId;
  }

  /** Whether this error, or one of the given code, comes from the SDK. */
  static is(error: unknown, code?: AntiphonErrorCode | (string & {})): error is AntiphonError {
    return (
      typeof error === 'object' &&
      error !== null &&
      MARK in error &&
      (code === undefined || (error as AntiphonError).code === code)
    );
  }
}

/** A known event whose payload does not fit its schema. What it held is not repeated. */
export function misshapen(event: UnknownFrame, agentId?: string): AntiphonError {
  const about = { agentId, callId: event.callId ?? undefined };
  return new AntiphonError('INVALID_EVENT', `The server sent ${event.name} wrongly: ${event.problem}`, about);
}

/** Another process holds the agent's id. Stop that one, or choose another id. */
export class AgentConflictError extends AntiphonError {
  /** `server_fatal`: the server is sure that the holder lives. `retry_budget_exhausted`: it did not let go in time. */
  readonly reason: 'server_fatal' | 'retry_budget_exhausted';

  constructor(agentId: string, reason: AgentConflictError['reason'], message: string) {
    super('AGENT_CONFLICT_FATAL', message, { agentId });
    this.reason = reason;
  }
}

/** The server holds as many agents as it may. Try again later, or stop one. */
export class ServerAtCapacityError extends AntiphonError {
  readonly used?: number;
  readonly limit?: number;

  constructor(agentId: string, message: string, figures: { used?: number | undefined; limit?: number | undefined }) {
    super('SERVER_AT_CAPACITY', message, { agentId });
    if (figures.used !== undefined) this.used = figures.used;
    if (figures.limit !== undefined) this.limit = figures.limit;
  }
}
