/** How long a call has been without its caller's voice, and what has been said about it. */
export interface LimitsState {
  /** Silence counted so far, ms, up to `since`. */
  idleMs: number;
  /** Since when the clock has been running, ms; null while it is paused. */
  since: number | null;
  /** Warnings given since the caller last spoke. */
  warnings: 0 | 1 | 2;
  /** When the grace after the idle time runs out, ms; it runs on whatever the bot says. */
  graceUntil: number | null;
}

export interface LimitsOptions {
  maxDurationMs: number;
  idleTimeoutMs: number;
  idleWarningMs: number;
  idleGraceMs: number;
}

export type LimitsEvent =
  | { name: 'session.idle_warning'; data: { remainingSeconds: number; idleTimeoutSeconds: number } }
  | { name: 'session.timeout'; data: { reason: 'idle_timeout' | 'max_duration' } };

export interface LimitsStep {
  state: LimitsState;
  events: LimitsEvent[];
  wakeAt: number;
}

export const beginLimits: LimitsState = { idleMs: 0, since: 0, warnings: 0, graceUntil: null };

/**
 * Counts the caller's silence. Only the caller's speech resets it; the bot's speech pauses it, so that a warning cannot cause
 * the next one. Times of the warnings: behaviour.md §12.
 */
export function stepLimits(
  before: LimitsState,
  input: { at: number; isUserSpeaking: boolean; isBotSpeaking: boolean },
  options: LimitsOptions,
): LimitsStep {
  const { at } = input;
  if (options.maxDurationMs > 0 && at >= options.maxDurationMs) {
    return over(before, 'max_duration');
  }
  const lifeEnd = options.maxDurationMs > 0 ? options.maxDurationMs : Number.POSITIVE_INFINITY;
  if (options.idleTimeoutMs <= 0) return { state: before, events: [], wakeAt: lifeEnd };
  if (input.isUserSpeaking) {
    return { state: { idleMs: 0, since: null, warnings: 0, graceUntil: null }, events: [], wakeAt: lifeEnd };
  }
  if (before.graceUntil !== null) {
    if (at >= before.graceUntil) return over(before, 'idle_timeout');
    return { state: before, events: [], wakeAt: Math.min(lifeEnd, before.graceUntil) };
  }

  const idleMs = before.idleMs + (before.since === null ? 0 : at - before.since);
  const state: LimitsState = { ...before, idleMs, since: input.isBotSpeaking ? null : at };
  const warnAtMs = options.idleTimeoutMs - options.idleWarningMs;
  const idleTimeoutSeconds = options.idleTimeoutMs / 1000;
  if (idleMs >= options.idleTimeoutMs) {
    if (options.idleGraceMs <= 0) return over(state, 'idle_timeout');
    const graceUntil = at + options.idleGraceMs;
    const data = { remainingSeconds: Math.round(options.idleGraceMs / 1000), idleTimeoutSeconds };
    return {
      state: { ...state, warnings: 2, graceUntil },
      events: [{ name: 'session.idle_warning', data }],
      wakeAt: Math.min(lifeEnd, graceUntil),
    };
  }
  const events: LimitsEvent[] = [];
  if (state.warnings === 0 && options.idleWarningMs > 0 && warnAtMs > 0 && idleMs >= warnAtMs) {
    const remainingSeconds = Math.round((options.idleTimeoutMs - idleMs) / 1000);
    events.push({ name: 'session.idle_warning', data: { remainingSeconds, idleTimeoutSeconds } });
    state.warnings = 1;
  }
  if (state.since === null) return { state, events, wakeAt: lifeEnd };
  const nextMs = state.warnings === 0 && options.idleWarningMs > 0 && warnAtMs > 0 ? warnAtMs : options.idleTimeoutMs;
  return { state, events, wakeAt: Math.min(lifeEnd, at + (nextMs - idleMs)) };
}

function over(state: LimitsState, reason: 'idle_timeout' | 'max_duration'): LimitsStep {
  return { state, events: [{ name: 'session.timeout', data: { reason } }], wakeAt: Number.POSITIVE_INFINITY };
}
