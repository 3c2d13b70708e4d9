import type { LoggedEvent } from '@antiphon/events';

/** A log as people review it: one line per event, its time first. */
export function logText(events: readonly LoggedEvent[]): string {
  return events
    .map((event) => `${String(event.at).padStart(6)} ${event.name.padEnd(21)} ${fields(event)}`.trimEnd())
    .join('\n');
}

function fields({ data }: LoggedEvent): string {
  return Object.entries(data)
    .filter(([key, value]) => !(key in { timestamp: 1, sessionId: 1 }) && value !== undefined)
    .map(
      ([key, value]) =>
        `${key}=${typeof value === 'string' && /^[\w.+-]+$/.test(value) ? value : JSON.stringify(value)}`,
    )
    .join(' ');
}
