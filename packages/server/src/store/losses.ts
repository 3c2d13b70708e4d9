import type { LoggedEvent } from '@antiphon/events';

/** Which events found no room, so that the log can say so where they would have stood. */
export interface Losses {
  /** @returns what to tell whoever saw the events live, at the first loss of a call */
  add(event: LoggedEvent): LoggedEvent<'log.lost'> | undefined;
  /**
   * What was lost can be said now: of all calls, or of one event's call.
   * @returns one `log.lost` per call, in the place of the first event lost
   */
  settle(event?: LoggedEvent): LoggedEvent<'log.lost'>[];
  /** All events lost so far. */
  readonly count: number;
}

export function createLosses(): Losses {
  const open = new Map<string, LoggedEvent<'log.lost'>>();
  let lost = 0;
  const keyOf = (event: LoggedEvent) => `${event.orgId} ${event.callId ?? ''}`;

  return {
    add(event) {
      lost += 1;
      if (open.has(keyOf(event))) return undefined;
      const { name: _name, data: _data, seq = 0, ...envelope } = event;
      const notice: LoggedEvent<'log.lost'> = { ...envelope, name: 'log.lost', data: { from: seq } };
      open.set(keyOf(event), { ...notice, seq });
      // Whoever saw the event live knows its seq already, and would take a second one with it for a repetition.
      return notice;
    },
    settle(event) {
      const settled = [...open].filter(([key]) => event === undefined || key === keyOf(event));
      for (const [key] of settled) open.delete(key);
      return settled.map(([, notice]) => notice);
    },
    get count() {
      return lost;
    },
  };
}
