import { type AnyEvent, type CallView, createCallView, foldCall, foldCalls } from '@antiphon/events';

/** One call as this page knows it: the folded view, the events behind it, and whether some are missing. Outside React. */
export interface CallLog {
  /** Costs a fold of the whole call when events have come late since it was last read, else next to nothing. */
  readonly view: CallView;
  /** All kept events and the latest live-only ones, in order. A new array each time. */
  events(): readonly AnyEvent[];
  /** Every kept event up to this `seq` is here. */
  readonly cursor: number;
  /** A kept event has come whose predecessors have not: they are to be read after `cursor`. */
  readonly isBehind: boolean;
  /** In any order, and as often as they come. */
  add(event: AnyEvent): void;
  /** What is missing will not come: goes on after it. @returns whether something was missing */
  giveUp(): boolean;
}

/** @param liveOnlyKept how many live-only events (levels, interim text) stay: as many again may gather before the oldest go */
export function createCallLog(liveOnlyKept: number): CallLog {
  let view = createCallView();
  let events: AnyEvent[] = [];
  let isOutOfOrder = false;
  let liveOnly = 0;
  let cursor = 0;
  const ahead = new Set<number>();
  const orders = new Set<number>();

  function advance(seq: number): void {
    if (seq > cursor) ahead.add(seq);
    while (ahead.delete(cursor + 1)) cursor += 1;
  }

  function forgetOldest(): void {
    let surplus = liveOnly - liveOnlyKept;
    events = events.filter((event) => {
      if (surplus === 0 || event.seq !== undefined) return true;
      surplus -= 1;
      orders.delete(event.order);
      return false;
    });
    liveOnly = liveOnlyKept;
  }

  function putInOrder(): void {
    if (!isOutOfOrder) return;
    isOutOfOrder = false;
    events.sort((one, other) => one.order - other.order);
    view = foldCalls(createCallView(), events);
  }

  return {
    get view() {
      putInOrder();
      return view;
    },
    get cursor() {
      return cursor;
    },
    get isBehind() {
      return ahead.size > 0;
    },
    events() {
      putInOrder();
      return [...events];
    },
    add(event) {
      // Markers of the stream repeat another event's place; they are not events of the call.
      if (event.order === 0 || event.name.startsWith('log.') || orders.has(event.order)) return;
      const last = events.at(-1);
      if (last && last.order > event.order) isOutOfOrder = true;
      orders.add(event.order);
      events.push(event);
      if (!isOutOfOrder) view = foldCall(view, event);
      if (event.seq !== undefined) advance(event.seq);
      else liveOnly += 1;
      if (liveOnly > 2 * liveOnlyKept) forgetOldest();
    },
    giveUp() {
      if (ahead.size === 0) return false;
      cursor = Math.max(...ahead);
      ahead.clear();
      return true;
    },
  };
}
