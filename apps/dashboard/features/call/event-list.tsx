'use client';

import type { AnyEvent } from '@antiphon/events';
import { useSearchParams } from 'next/navigation';
import { useMemo, useRef, useState } from 'react';
import { formatMoment, formatPayload } from '../../lib/format.ts';
import { useStickToEnd } from '../../lib/use-stick-to-end.ts';
import { useWindow } from '../../lib/use-window.ts';
import { type EventFilter, familyOf, filterEvents, readFilter, writeFilter } from './event-filter.ts';

/** Px; the style sheet's `--event-row`. */
const ROW = 24;

/** Every event of the call as it came, and one of them in full. */
export function EventList({ events }: { events: readonly AnyEvent[] }) {
  const query = useSearchParams();
  const filter = useMemo(() => readFilter(query), [query]);
  const shown = useMemo(() => filterEvents(events, filter), [events, filter]);
  const families = useMemo(() => [...new Set(events.map((event) => familyOf(event.name)))].sort(), [events]);
  const [chosen, setChosen] = useState<number>();
  const scroller = useRef<HTMLElement>(null);
  const [first, last] = useWindow(scroller, shown.length, ROW);
  useStickToEnd(scroller, shown);
  const detail = chosen === undefined ? undefined : events.find((event) => event.order === chosen);

  function keep(next: EventFilter): void {
    history.replaceState(null, '', `?${writeFilter(new URLSearchParams(query), next)}`);
  }

  return (
    <section className="panel events" aria-label="Events">
      <div className="panel-head">
        <h2>
          Events <span className="count num">{shown.length}</span>
        </h2>
        <input
          type="search"
          placeholder="Filter by name or content"
          aria-label="Filter events by name or content"
          value={filter.text}
          onChange={(change) => keep({ ...filter, text: change.target.value })}
        />
      </div>
      <fieldset className="chips" aria-label="Kinds of events">
        {families.map((family) => (
          <button
            key={family}
            type="button"
            className="chip"
            aria-pressed={!filter.hidden.has(family)}
            onClick={() => keep({ ...filter, hidden: toggled(filter.hidden, family) })}
          >
            {family}
          </button>
        ))}
      </fieldset>
      <section className="event-rows" ref={scroller} aria-label="Events, oldest first">
        <div style={{ height: first * ROW }} />
        {shown.slice(first, last).map((event) => (
          <button
            key={event.order}
            type="button"
            className="event-row"
            data-family={familyOf(event.name)}
            aria-pressed={event.order === chosen}
            onClick={() => setChosen(event.order === chosen ? undefined : event.order)}
          >
            <span className="num dim">{formatMoment(event.at)}</span>
            <span className="num dim end">{event.seq ?? '·'}</span>
            <span className="event-name">{event.name}</span>
            <span className="event-data">{formatPayload(event.data as Record<string, unknown>)}</span>
          </button>
        ))}
        <div style={{ height: (shown.length - last) * ROW }} />
        {shown.length === 0 && <p className="quiet-line">No event fits the filter.</p>}
      </section>
      {detail && (
        <pre className="event-detail">
          <code>{JSON.stringify({ ...detail, orgId: undefined }, null, 2)}</code>
        </pre>
      )}
    </section>
  );
}

function toggled(set: ReadonlySet<string>, value: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
