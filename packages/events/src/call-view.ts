import { stepCallView } from './call-view-step.ts';
import type { CallView } from './call-view-types.ts';
import type { AnyEvent } from './envelope.ts';

/** The events of a view, newest first, on top of the view they were folded into. */
interface Memory {
  base: CallView;
  newest: Folded | undefined;
}

interface Folded {
  event: AnyEvent;
  before: Folded | undefined;
}

/**
 * Lets a late event take its place. Kept beside the views, not in them: a view stays plain data that can be compared,
 * sent and stored. A view that came from elsewhere begins a memory of its own.
 */
const memories = new WeakMap<CallView, Memory>();

const nothing: CallView = {
  callId: '',
  agentId: '',
  from: '',
  to: '',
  direction: 'inbound',
  transport: 'unknown',
  metadata: {},
  status: 'ringing',
  state: 'idle',
  isUserSpeaking: false,
  startedAt: 0,
  items: [],
  turns: [],
  levels: {},
  latencies: [],
  lastSeq: 0,
  lastOrder: 0,
  gaps: [],
};

/** The view of a call of which nothing is known yet. */
export function createCallView(): CallView {
  return { ...nothing };
}

/**
 * The view after one more event. Pure: the view given is not changed, unchanged parts keep their identity, and an
 * event that changes nothing gives the same view back. Events may come late, twice, or again after a cut: the view is
 * that of the ordered log. An event in its place costs a few copies; a late one costs folding the call anew.
 */
export function foldCall(view: CallView, event: AnyEvent): CallView {
  if (event.callId === null || (view.callId !== '' && event.callId !== view.callId)) return view;
  const memory = memories.get(view) ?? { base: view, newest: undefined };
  // A marker repeats another's place, and a frame of a server that does not number has none.
  if (event.order === 0 || event.name.startsWith('log.')) return view;
  // Levels are many and only the newest counts: they take no place in the memory.
  if (event.name === 'audio.metrics')
    return isNewLevel(view, event) ? remember(stepCallView(view, event), memory) : view;
  const newestOrder = memory.newest?.event.order ?? Number.NEGATIVE_INFINITY;
  if (!isAfter(memory.base, event)) return view;
  if (event.order > newestOrder) return append(view, memory, event);
  return insert(view, memory, event);
}

/** The view of many events at once, in any order. */
export function foldCalls(view: CallView, events: Iterable<AnyEvent>): CallView {
  return [...events].sort((a, b) => a.order - b.order).reduce(foldCall, view);
}

function isNewLevel(view: CallView, event: AnyEvent): boolean {
  if (event.name !== 'audio.metrics' || event.unknown) return false;
  return event.order > (view.levels[event.data.source]?.order ?? 0);
}

function isAfter(base: CallView, event: AnyEvent): boolean {
  return event.seq === undefined ? event.order > base.lastOrder : event.seq > base.lastSeq;
}

function append(view: CallView, { base, newest }: Memory, event: AnyEvent): CallView {
  return remember(stepCallView(view, event), { base, newest: { event, before: newest } });
}

function insert(view: CallView, memory: Memory, event: AnyEvent): CallView {
  const newer: AnyEvent[] = [];
  let place = memory.newest;
  while (place !== undefined && place.event.order > event.order) {
    newer.push(place.event);
    place = place.before;
  }
  if (place?.event.order === event.order) return view;
  const older: AnyEvent[] = [];
  for (; place !== undefined; place = place.before) older.push(place.event);

  let rebuilt = memory.base;
  let newest: Folded | undefined;
  for (const each of [...older.reverse(), event, ...newer.reverse()]) {
    rebuilt = stepCallView(rebuilt, each);
    newest = { event: each, before: newest };
  }
  const lastOrder = Math.max(rebuilt.lastOrder, view.lastOrder);
  return remember({ ...rebuilt, levels: view.levels, lastOrder }, { base: memory.base, newest });
}

function remember(view: CallView, memory: Memory): CallView {
  memories.set(view, memory);
  return view;
}
