import type { CallView, TranscriptItem, TurnView } from './call-view-types.ts';
import type { EventName } from './catalog.ts';
import type { AnyEvent, LoggedEvent } from './envelope.ts';

type Steps = { [Name in EventName]?: (view: CallView, event: LoggedEvent<Name>) => CallView };

/** One event, in its place, on top of a view. `foldCall` sees to the place. */
export function stepCallView(view: CallView, event: AnyEvent): CallView {
  const placed = place(view, event);
  const step = event.unknown
    ? undefined
    : (steps[event.name] as ((view: CallView, event: AnyEvent) => CallView) | undefined);
  return step === undefined ? placed : step(placed, event);
}

/** What an event means for a view: an event that is not here changes nothing a person would see. */
const steps: Steps = {
  'call.ringing': (view, { data }) => ({ ...view, from: data.from, to: data.to, direction: data.direction }),
  'call.dialing': (view, { data }) => ({ ...view, from: data.from, to: data.to, direction: 'outbound' }),
  'call.started': (view, { data, ts, at }) => {
    const { from, to, direction, transport, metadata = {} } = data;
    if (view.status === 'active') return { ...view, from, to, direction, transport, metadata };
    return {
      ...view,
      from,
      to,
      direction,
      transport,
      metadata,
      status: 'active',
      state: 'listening',
      startedAt: ts - at,
    };
  },
  'call.ended': (view, { data, ts, at }) => end(view, data.reason, ts, data.durationSeconds ?? at / 1000),

  'speech.started': (view, { data, at }) => ({
    ...heard(startTurn(view, data.turnId, at), 'listening'),
    isUserSpeaking: true,
  }),
  'speech.ended': (view) => ({ ...view, isUserSpeaking: false }),
  'user.speaking': (view, { data, at }) => {
    const turnId = data.turnId || openTurn(view);
    const item = findUser(view, data.messageId, turnId);
    const confirmed = data.confirmedText ?? item?.confirmedText ?? '';
    const text = data.text.startsWith(confirmed) ? data.text : `${confirmed} ${data.text}`;
    const next = { ...(item ?? userItem(data.messageId ?? `turn-${turnId}`, turnId, at)), text, interim: true };
    return heard(
      put(view, item, { ...next, state: 'speaking', ...(confirmed === '' ? {} : { confirmedText: confirmed }) }),
      'listening',
    );
  },
  'user.message': (view, { data, at }) => {
    const item = findUser(view, data.messageId, data.turnId);
    const { interim, understood, ...kept } = item ?? userItem(data.messageId, data.turnId, at);
    const said: TranscriptItem = {
      ...kept,
      id: data.messageId,
      text: data.text,
      confirmedText: data.text,
      state: 'finished',
    };
    const next = data.understood === undefined ? said : { ...said, understood: data.understood };
    return heard(put(startTurn(view, data.turnId, at), item, next), 'thinking');
  },
  'user.backchannel': (view, { data }) => {
    const item = findUser(view, undefined, data.turnId);
    const hasMessage = item?.confirmedText !== undefined;
    const items = item === undefined || hasMessage ? view.items : view.items.filter((each) => each !== item);
    const turns = hasMessage ? view.turns : view.turns.filter((turn) => turn.turnId !== data.turnId);
    return heard({ ...view, items, turns }, items.some(isBeingSaid) ? 'speaking' : 'listening');
  },

  'eager.turn': (view, { data, at }) => changeTurn(view, data.turnId, { eagerAt: at }),
  'turn.end': (view, { data, at }) => {
    const { turnId, latencyMs, probability, continues } = data;
    const more = continues === undefined ? {} : { continues };
    return heard(
      changeTurn(startTurn(view, turnId, at), turnId, { endedAt: at, latencyMs, probability, ...more }),
      'thinking',
    );
  },
  'turn.pause': (view) => heard(view, 'listening'),
  'turn.resumed': (view) => heard(view, 'listening'),
  'turn.continued': (view, { data, at }) => heard(changeTurn(view, data.turnId, { continuedAt: at }), 'listening'),
  'llm.thinking': (view) => heard(view, 'thinking'),

  'bot.speaking': (view, { data, at }) => {
    const item = findBot(view, data.messageId);
    const next: TranscriptItem = item ?? {
      kind: 'bot',
      id: data.messageId,
      text: '',
      words: [],
      state: 'speaking',
      at,
    };
    return answered(put(view, item, { ...next, text: data.text }), at);
  },
  'bot.word': (view, { data, at }) => {
    const item = findBot(view, data.messageId);
    const { words, text, ...rest } = item ?? {
      kind: 'bot',
      id: data.messageId,
      text: '',
      words: [],
      state: 'speaking',
      at,
    };
    const grown = wordsOf(text).length > data.wordIndex ? text : `${text} ${data.word}`.trim();
    return heard(
      put(view, item, { ...rest, text: grown, words: [...words, { word: data.word, at, heard: true }] }),
      'speaking',
    );
  },
  'bot.resumed': (view) => heard(view, 'speaking'),
  'bot.finished': (view, { data }) =>
    heard(
      changeBot(view, data.messageId, () => ({ state: 'finished' })),
      'listening',
    ),
  'bot.interrupted': (view, { data, at }) => {
    const cut = changeBot(view, data.messageId, (item) => ({
      state: 'interrupted',
      words: strike(item, data.wordsSpoken, at),
    }));
    return heard(cut, 'listening');
  },
  'message.confirmed': (view, { data, at }) => {
    if (data.text === '') return view;
    if (findBot(view, data.messageId) !== undefined)
      return changeBot(view, data.messageId, () => ({ text: data.text }));
    // Its beginning was not seen: what was remembered is still worth showing.
    return put(view, undefined, { kind: 'bot', id: data.messageId, text: data.text, words: [], state: 'finished', at });
  },
  'message.aborted': (view, { data, at }) =>
    changeBot(view, data.messageId, (item) => ({ state: 'aborted', words: strike(item, 0, at) })),

  'audio.metrics': (view, { data, at, order }) => {
    const { source, ...level } = data;
    return { ...view, levels: { ...view.levels, [source]: { ...level, at, order } } };
  },

  'llm.chat.started': (view, { agentId, data, ts, at }) => {
    const began = { status: 'active', state: 'listening', transport: 'chat', startedAt: ts - at } as const;
    return { ...view, ...began, from: 'chat', to: agentId, metadata: data.metadata ?? {} };
  },
  'chat.message': (view, { data, at, order }) => {
    const item = { ...userItem(data.messageId ?? `chat-${order}`, 0, at), text: data.text };
    return heard(put(view, findUser(view, item.id, 0), item), 'thinking');
  },
  'chat.response': (view, { data, at, order }) => {
    const item = { kind: 'bot', id: `chat-${order}`, text: data.text, words: [], state: 'finished', at } as const;
    return heard(put(view, undefined, item), 'listening');
  },
  'llm.chat.ended': (view, { data, ts, at }) =>
    end(view, data.reason ?? 'chat_completed', ts, data.durationSeconds ?? at / 1000),
  'llm.chat.error': (view, { ts, at }) => end(view, 'chat_error', ts, at / 1000),
};

function place(view: CallView, { seq, order, callId, agentId }: AnyEvent): CallView {
  const lastSeq = Math.max(view.lastSeq, seq ?? 0);
  const missed = seq !== undefined && seq > view.lastSeq + 1;
  return {
    ...view,
    callId: callId ?? view.callId,
    agentId: agentId === '' ? view.agentId : agentId,
    lastSeq,
    lastOrder: Math.max(view.lastOrder, order),
    gaps: missed ? [...view.gaps, { from: view.lastSeq + 1, to: seq - 1 }] : view.gaps,
  };
}

/** The state follows the newest sign of it, until the call has ended. */
function heard(view: CallView, state: CallView['state']): CallView {
  return view.status === 'ended' || view.state === state ? view : { ...view, state };
}

function end(view: CallView, reason: string, endedAt: number, duration: number): CallView {
  const items = view.items.some((item) => item.state === 'speaking')
    ? view.items.map((item) => (item.state === 'speaking' ? ({ ...item, state: 'interrupted' } as const) : item))
    : view.items;
  return { ...view, items, status: 'ended', state: 'ended', isUserSpeaking: false, reason, endedAt, duration };
}

function startTurn(view: CallView, turnId: number, at: number): CallView {
  if (turnId === 0) return view;
  const known = view.turns.find((turn) => turn.turnId === turnId);
  if (known === undefined) return { ...view, turns: [...view.turns, { turnId, startedAt: at }] };
  // A cough does not use the turn up: the speech that follows begins it anew.
  if (findUser(view, undefined, turnId) !== undefined || known.endedAt !== undefined) return view;
  return changeTurn(view, turnId, { startedAt: at });
}

function changeTurn(view: CallView, turnId: number, change: Partial<TurnView>): CallView {
  const index = view.turns.findLastIndex((turn) => turn.turnId === turnId);
  const turn = view.turns[index];
  return turn === undefined ? view : { ...view, turns: view.turns.with(index, { ...turn, ...change }) };
}

/** The turn that speech without a turn id belongs to. */
function openTurn(view: CallView): number {
  const last = view.turns.at(-1);
  return last === undefined || last.endedAt !== undefined ? 0 : last.turnId;
}

/** The first thing the bot says after a turn's end is what the caller waited for. */
function answered(view: CallView, at: number): CallView {
  const turn = view.turns.at(-1);
  if (turn?.endedAt === undefined || (turn.continuedAt ?? -1) >= turn.endedAt) return view;
  if (view.latencies.some((each) => each.turnId === turn.turnId)) return view;
  const responseMs = at - (turn.endedAt - (turn.latencyMs ?? 0));
  return { ...view, latencies: [...view.latencies, { turnId: turn.turnId, responseMs }] };
}

function userItem(id: string, turnId: number, at: number): TranscriptItem {
  const item: TranscriptItem = { kind: 'user', id, text: '', words: [], state: 'finished', at };
  return turnId === 0 ? item : { ...item, turnId };
}

function findUser(view: CallView, id: string | undefined, turnId: number): TranscriptItem | undefined {
  return view.items.findLast(
    (item) =>
      item.kind === 'user' &&
      (item.id === id || (turnId !== 0 && item.turnId === turnId) || item.id === `turn-${turnId}`),
  );
}

function findBot(view: CallView, id: string): TranscriptItem | undefined {
  return view.items.findLast((item) => item.kind === 'bot' && item.id === id);
}

function isBeingSaid(item: TranscriptItem): boolean {
  return item.kind === 'bot' && item.state === 'speaking';
}

function put(view: CallView, old: TranscriptItem | undefined, item: TranscriptItem): CallView {
  if (old === undefined) return { ...view, items: [...view.items, item] };
  return { ...view, items: view.items.with(view.items.lastIndexOf(old), item) };
}

function changeBot(view: CallView, id: string, change: (item: TranscriptItem) => Partial<TranscriptItem>): CallView {
  const item = findBot(view, id);
  return item === undefined ? view : put(view, item, { ...item, ...change(item) });
}

/** The words of a message that was cut: those heard, those cut off while they played, and those never begun. */
function strike(item: TranscriptItem, heardWords: number, at: number): TranscriptItem['words'] {
  const played = item.words.map((word, index) => (index < heardWords ? word : { ...word, heard: false }));
  const unsaid = wordsOf(item.text).slice(item.words.length);
  return [...played, ...unsaid.map((word) => ({ word, at, heard: false }))];
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
