/** When to try again, and when to stop. Pure: chance and time are arguments. Source of the figures: wire.md §1.5 and §9. */

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
const JITTER = 0.25;

/**
 * How long to wait before connecting again.
 *
 * @param attempt 1 for the first try after a loss; set back when the server has said `connected`
 * @param random in [0, 1)
 * @returns ms: 1 s doubling to 30 s, and up to a quarter more, so that a server that returns is not met by all agents at once
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 30));
  return Math.round(delayMs * (1 + JITTER * random));
}

/** How a connection ended: the socket's close code and reason, and the error code with which the server turned us away. */
export interface ConnectionEnd {
  code: number;
  reason: string;
  refusal?: string | undefined;
}

const KEY_REFUSALS: readonly string[] = ['INVALID_KEY', 'MISSING_KEY', 'UNAUTHORIZED'];

/** Whether a refusal is about the API key: asking again with the same one cannot help. */
export function isKeyRefusal(code: string): boolean {
  return KEY_REFUSALS.includes(code);
}

/** Whether another client has taken this one's place: coming back would push that one out in turn. */
export function isDisplaced(end: ConnectionEnd): boolean {
  return end.code === 4001 || /displaced/i.test(end.reason);
}

/** Whether connecting again may help. */
export function mayReconnect(end: ConnectionEnd): boolean {
  return !isDisplaced(end) && !(end.refusal !== undefined && isKeyRefusal(end.refusal));
}

const FIRST_CONFLICT_DELAY_MS = 5_000;
const LONGEST_CONFLICT_DELAY_MS = 60_000;
const LONGEST_HELD_DELAY_MS = 600_000;
/** A server that answers `retry_after_s: 0` is still not stormed. */
const SHORTEST_CONFLICT_DELAY_MS = 1_000;
const CONFLICT_JITTER = 0.15;
const CONFLICT_BUDGET_MS = 90_000;

/** What the server said with AGENT_CONFLICT, and what has been tried. */
export interface Conflict {
  /** 1 for the first refusal. */
  attempt: number;
  /** Since the first refusal. */
  elapsedMs: number;
  /** The server's own wish, in seconds. */
  retryAfterS?: number | undefined;
  /** The server has seen the holder alive. */
  holderAlive?: boolean | undefined;
}

/**
 * How long to wait before registering an agent again whose id another socket holds.
 *
 * @param random in [0, 1)
 * @returns ms, at least 1 s; `undefined` when the wait would end after the budget of 90 s: give up
 */
export function conflictDelayMs(conflict: Conflict, random: number): number | undefined {
  const wishMs =
    conflict.retryAfterS === undefined
      ? FIRST_CONFLICT_DELAY_MS * 2 ** Math.min(conflict.attempt - 1, 30)
      : conflict.retryAfterS * 1_000;
  const longestMs = conflict.holderAlive ? LONGEST_HELD_DELAY_MS : LONGEST_CONFLICT_DELAY_MS;
  const factor = 1 + CONFLICT_JITTER * (2 * random - 1);
  const delayMs = Math.max(SHORTEST_CONFLICT_DELAY_MS, Math.round(Math.min(wishMs, longestMs) * factor));
  return conflict.elapsedMs + delayMs > CONFLICT_BUDGET_MS ? undefined : delayMs;
}
