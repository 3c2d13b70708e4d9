import type { AnyEvent } from '@antiphon/events';

/** Which events of a call are listed. */
export interface EventFilter {
  /** Found in the name or anywhere in the payload, whatever the case. */
  text: string;
  /** Families not listed: what stands before the first dot of a name. */
  hidden: ReadonlySet<string>;
}

/** Levels come ten times a second and drown the rest. */
const HIDDEN_AT_FIRST = 'audio';

/** @param query the address's */
export function readFilter(query: { get(name: string): string | null }): EventFilter {
  return {
    text: query.get('q') ?? '',
    hidden: new Set((query.get('hide') ?? HIDDEN_AT_FIRST).split(',').filter(Boolean)),
  };
}

/** @param query the address's; @returns it with the filter in it */
export function writeFilter(query: URLSearchParams, filter: EventFilter): URLSearchParams {
  const next = new URLSearchParams(query);
  if (filter.text === '') next.delete('q');
  else next.set('q', filter.text);
  const hidden = [...filter.hidden].sort().join(',');
  if (hidden === HIDDEN_AT_FIRST) next.delete('hide');
  else next.set('hide', hidden);
  return next;
}

export function familyOf(name: string): string {
  return name.split(/[._]/, 1)[0] ?? name;
}

export function filterEvents(events: readonly AnyEvent[], { text, hidden }: EventFilter): AnyEvent[] {
  const wanted = text.toLowerCase();
  return events.filter((event) => {
    if (hidden.has(familyOf(event.name))) return false;
    if (wanted === '' || event.name.includes(wanted)) return true;
    return JSON.stringify(event.data).toLowerCase().includes(wanted);
  });
}
