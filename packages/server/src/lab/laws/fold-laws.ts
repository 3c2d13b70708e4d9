import { type CallView, createCallView, foldCall, type LoggedEvent } from '@antiphon/events';
import { type Chance, seeded } from '../chance.ts';
import type { Law } from './broken.ts';

const fold = (view: CallView, events: readonly LoggedEvent[]) => events.reduce(foldCall, view);

/** However a reader gets a log, it sees the same call. */
export const foldLaws: Readonly<Record<string, Law>> = {
  'its log folds to the same view in order, resumed, with duplicates and out of order': ({
    simulation: { events },
  }) => {
    const chance = seeded(events.length);
    const wanted = JSON.stringify(fold(createCallView(), events));
    const cut = Math.floor(chance() * events.length);
    const head = fold(createCallView(), events.slice(0, cut));
    const views: Record<string, CallView> = {
      resumed: fold(head, after(events, head)),
      'resumed by a reader that kept only the view': fold(
        JSON.parse(JSON.stringify(head)),
        events.slice(Math.floor(chance() * cut)),
      ),
      'resumed too far back': fold(head, events.slice(Math.floor(chance() * cut))),
      'with duplicates': fold(
        createCallView(),
        events.flatMap((event) => (chance() < 0.3 ? [event, event] : [event])),
      ),
    };
    // Each late event folds the call anew, so not every call is shuffled.
    if (chance() < 0.25) views['shuffled'] = fold(createCallView(), shuffledNear(events, chance));
    for (const [how, view] of Object.entries(views)) {
      if (JSON.stringify(view) !== wanted)
        return `${how} after ${cut} events:\n${JSON.stringify(view)}\nin order:\n${wanted}`;
    }
    return undefined;
  },
};

/** What a server sends a reader that resumes after the last event it saw. */
function after(events: readonly LoggedEvent[], { lastSeq, lastOrder }: CallView): LoggedEvent[] {
  return events.filter(({ seq, order }) => (seq === undefined ? order > lastOrder : seq > lastSeq));
}

/** Events that overtake a few others. */
function shuffledNear(events: readonly LoggedEvent[], chance: Chance): LoggedEvent[] {
  const places = events.map((event, index) => ({ event, place: index + chance() * 4 }));
  return places.sort((a, b) => a.place - b.place).map(({ event }) => event);
}
