import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyEvent, type CallView, createCallView, foldCall, foldCalls, type LoggedEvent } from './index.ts';
import { fixture, fixtureNames } from './testing/fixtures.ts';

const fold = (events: readonly AnyEvent[], from: CallView = createCallView()) => events.reduce(foldCall, from);

/** The state after each event that changed it. */
function states(events: readonly AnyEvent[]): string[] {
  const seen: string[] = [];
  let view = createCallView();
  for (const event of events) {
    const next = foldCall(view, event);
    if (next.state !== view.state) seen.push(`${event.at} ${next.state}`);
    view = next;
  }
  return seen;
}

/** A call as a person would write it down: struck words in brackets. */
function written({ items }: CallView): string[] {
  return items.map(({ kind, state, text, words }) => {
    const said = words.map(({ word, heard }) => (heard ? word : `[${word}]`)).join(' ');
    return `${kind} ${state}: ${kind === 'bot' ? said : text}`;
  });
}

describe('a call, seen', () => {
  it('goes from listening over thinking to speaking, and back', () => {
    const events = fixture('one-exchange');
    expect(states(events)).toEqual(['0 listening', '2450 thinking', '2710 speaking', '4210 listening', '6000 ended']);
    const view = fold(events);
    expect(view).toMatchObject({
      from: '+15550100',
      transport: 'phone',
      metadata: { table: 'window' },
      status: 'ended',
      reason: 'hangup',
      duration: 6,
      lastSeq: 15,
      gaps: [],
    });
    expect(view.endedAt! - view.startedAt).toBe(6000);
    expect(written(view)).toEqual(['user finished: a table for two', 'bot finished: Which day would suit you?']);
    expect(view.turns).toEqual([
      { turnId: 1, startedAt: 1060, eagerAt: 2450, endedAt: 2700, latencyMs: 500, probability: 1 },
    ]);
    expect(view.latencies).toEqual([{ turnId: 1, responseMs: 510 }]);
  });

  it('tells while the caller makes a sound, words or not', () => {
    const events = fixture('one-exchange');
    const upTo = (name: string) => fold(events.slice(0, events.findIndex((event) => event.name === name) + 1));
    expect(upTo('call.started').isUserSpeaking).toBe(false);
    expect(upTo('speech.started').isUserSpeaking).toBe(true);
    expect(upTo('speech.ended').isUserSpeaking).toBe(false);
  });

  it('shows the words as they come, and the final text in their place', () => {
    const events = fixture('pause-to-think');
    const at = (ms: number) => fold(events.filter((event) => event.at <= ms)).items.at(-1);
    expect(at(1500)).toMatchObject({ id: 'turn-1', interim: true, state: 'speaking', text: 'I would' });
    expect(at(2300)).toMatchObject({ id: 'u1', state: 'finished', text: 'I would like' });
    expect(at(3000)).toMatchObject({ id: 'u1', interim: true, text: 'I would like a table for' });
    expect(at(3600)).toEqual({
      kind: 'user',
      id: 'u1',
      text: 'I would like a table for four',
      confirmedText: 'I would like a table for four',
      words: [],
      state: 'finished',
      at: 1200,
      turnId: 1,
    });
    expect(fold(events).turns).toMatchObject([{ turnId: 1, eagerAt: 3550, continuedAt: 2410, endedAt: 3800 }]);
  });

  it('strikes the words that were not heard', () => {
    const view = fold(fixture('interruption'));
    expect(written(view)).toEqual([
      'user finished: a table for four tonight',
      'bot interrupted: Your table for four people is booked for seven [thirty] [this] [evening]',
      'user finished: no wait make it eight',
      'bot finished: Eight it is',
    ]);
    expect(view.items[1]!.text).toBe('Your table for four people is booked for seven');
    expect(view.turns).toMatchObject([
      { turnId: 1, continuedAt: 6800 },
      { turnId: 2, continues: 1 },
    ]);
    expect(view.latencies).toEqual([
      { turnId: 1, responseMs: 700 },
      { turnId: 2, responseMs: 510 },
    ]);
  });

  it('goes on speaking after an "mm-hmm", which is nobody’s turn', () => {
    const events = fixture('mm-hmm');
    expect(states(events)).toEqual([
      '0 listening',
      '4000 speaking',
      '5060 listening',
      '5200 speaking',
      '5200 listening',
      '5450 speaking',
      '7600 listening',
      '9000 ended',
    ]);
    const view = fold(events);
    expect(view.turns).toEqual([]);
    expect(view.items.map(({ kind }) => kind)).toEqual(['bot']);
    expect(view.items[0]!.words.every(({ heard }) => heard)).toBe(true);
  });

  it('shows the newest level of each side', () => {
    const [start] = fixture('one-exchange') as [LoggedEvent];
    const level = (order: number, source: 'user' | 'bot', rms: number): AnyEvent => {
      const { seq, name, data, ...envelope } = start;
      const metrics = { source, rms, peak: rms, energyDb: -20, isSpeech: true };
      return { ...envelope, order, name: 'audio.metrics', data: metrics };
    };
    const view = fold([start, level(9, 'user', 0.5), level(7, 'user', 0.1), level(8, 'bot', 0.2)]);
    expect(view.levels.user).toMatchObject({ rms: 0.5, order: 9 });
    expect(view.levels.bot).toMatchObject({ rms: 0.2, order: 8 });
    for (const old of [level(9, 'user', 0.5), level(7, 'user', 0.1)]) expect(foldCall(view, old)).toBe(view);
  });

  it('names the gap when kept events are missing, and closes it when they come', () => {
    const events = fixture('one-exchange');
    const missing = events.filter(({ seq }) => seq === 4 || seq === 5);
    const cut = fold(events.filter((event) => !missing.includes(event)));
    expect(cut.gaps).toEqual([{ from: 4, to: 5 }]);
    expect(fold(missing, cut)).toEqual(fold(events));
    expect(fold(events.filter(({ seq }) => seq !== 6)).gaps).toEqual([{ from: 6, to: 6 }]);
  });

  it('counts the wait for the first thing said, not for the second', () => {
    const events = fixture('one-exchange');
    const speaking = events.find(({ name }) => name === 'bot.speaking') as LoggedEvent<'bot.speaking'>;
    const more = { ...speaking, order: 100, seq: 100, at: 4500, data: { messageId: 'b2', text: 'Or which evening?' } };
    expect(fold([...events, more]).latencies).toEqual([{ turnId: 1, responseMs: 510 }]);
  });

  it('leaves other calls’ events and broken ones alone', () => {
    const events = fixture('one-exchange');
    const view = fold(events.slice(0, 5));
    expect(foldCall(view, { ...events[6]!, callId: 'CA2' })).toBe(view);
    expect(foldCall(view, { ...events[6]!, callId: null })).toBe(view);
    const stranger: AnyEvent = { ...events[6]!, unknown: true, name: 'x.y', data: {} };
    expect(foldCall(view, stranger)).toMatchObject({ items: view.items, lastOrder: 7 });
  });

  it('copies only what changes', () => {
    const events = fixture('interruption');
    let view = createCallView();
    for (const event of events) {
      const frozen = deepFreeze(view);
      const next = foldCall(frozen, event);
      if (event.name === 'bot.word') {
        expect(next.turns).toBe(frozen.turns);
        expect(next.items.filter((item) => !frozen.items.includes(item))).toHaveLength(1);
      }
      view = next;
    }
    expect(foldCall(view, events[10]!)).toBe(view);
  });
});

describe('laws', () => {
  const anyCall = fc.constantFrom(...fixtureNames).map((name) => withLevels(fixture(name)));
  const shuffledCall = anyCall.chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
  );

  it('in order or shuffled: the same view', () => {
    fc.assert(
      fc.property(shuffledCall, ([events, shuffled]) => {
        expect(fold(shuffled)).toEqual(fold(events));
        expect(foldCalls(createCallView(), shuffled)).toEqual(fold(events));
      }),
    );
  });

  it('once or many times: the same view', () => {
    fc.assert(
      fc.property(
        shuffledCall.chain(([events, shuffled]) =>
          fc.tuple(fc.constant(events), fc.constant(shuffled), fc.array(fc.constantFrom(...events), { maxLength: 40 })),
        ),
        ([events, shuffled, again]) => {
          const mixed = [...shuffled, ...again].map((event, index) => ({ event, index }));
          mixed.sort((a, b) => (a.index % 7) - (b.index % 7));
          expect(fold(mixed.map(({ event }) => event))).toEqual(fold(events));
        },
      ),
    );
  });

  it('cut and resumed, by reading on or from a snapshot: the same view', () => {
    fc.assert(
      fc.property(anyCall, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(10), (events, where, overlap) => {
        const cut = Math.round(where * events.length);
        const before = fold(events.slice(0, cut));
        const rest = events.slice(Math.max(0, cut - overlap));
        expect(fold(rest, before)).toEqual(fold(events));
        expect(fold(rest, JSON.parse(JSON.stringify(before)))).toEqual(fold(events));
      }),
    );
  });

  it('from a snapshot, late events still take their place', () => {
    const cutCall = anyCall
      .chain((events) => fc.tuple(fc.constant(events), fc.nat(events.length)))
      .chain(([events, cut]) => {
        const rest = events.slice(cut);
        return fc.tuple(fc.constant(events), fc.constant(cut), fc.shuffledSubarray(rest, { minLength: rest.length }));
      });
    fc.assert(
      fc.property(cutCall, ([events, cut, late]) => {
        const snapshot: CallView = JSON.parse(JSON.stringify(fold(events.slice(0, cut))));
        expect(fold(late, snapshot)).toEqual(fold(events));
      }),
    );
  });
});

/** The call as a page sees it that draws levels: a level of either side after each event. */
function withLevels(events: AnyEvent[]): AnyEvent[] {
  const metrics = { peak: 0.5, energyDb: -20, isSpeech: true };
  return events.flatMap((event, index): AnyEvent[] => {
    const { seq, name, data, unknown, ...place } = event;
    const level = { ...metrics, source: index % 2 === 0 ? 'user' : 'bot', rms: (index % 10) / 10 } as const;
    return [
      { ...event, order: event.order * 2 - 1 },
      { ...place, order: event.order * 2, name: 'audio.metrics', data: level },
    ];
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
