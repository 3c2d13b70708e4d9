import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyEvent, checkOrder, type EventData, type EventName, isKept, type LoggedEvent } from './index.ts';
import { fixture, fixtureNames } from './testing/fixtures.ts';

type Step = { [Name in EventName]: [Name, Partial<EventData<Name>>] }[EventName];

/** Numbers the events of a script as a server would. */
function number(steps: readonly Step[]): AnyEvent[] {
  let seq = 0;
  return steps.map(([name, data], index) => {
    const place = { order: index + 1, at: index * 100, ts: index * 100, inSample: index * 800, outSample: index * 800 };
    const kept = isKept(name) ? { seq: ++seq } : {};
    return { orgId: 'o', agentId: 'a', callId: 'CA1', ...place, ...kept, name, data } as LoggedEvent;
  });
}

/** Numbers events anew after some were taken out, moved or doubled. */
function renumber(events: readonly AnyEvent[]): AnyEvent[] {
  let seq = 0;
  return events.map(({ seq: _, ...event }, index) => {
    const place = { order: index + 1, at: index, inSample: index, outSample: index };
    return { ...event, ...place, ...(isKept(event.name) ? { seq: ++seq } : {}) } as AnyEvent;
  });
}

const start: Step = ['call.started', { from: 'a', to: 'b', direction: 'inbound', transport: 'phone' }];
const end: Step = ['call.ended', { reason: 'hangup' }];
const turn = (turnId: number, messageId: string) => ({ turnId, messageId, text: 't', probability: 1 });
const speech = (turnId: number): Step[] => [
  ['speech.started', { turnId }],
  ['user.speaking', { turnId, text: 't' }],
  ['speech.ended', { turnId }],
];
const bot = (messageId: string, words = 2): Step[] => [
  ['bot.speaking', { messageId, text: 'w w' }],
  ...Array.from({ length: words }, (_, wordIndex): Step => ['bot.word', { messageId, word: 'w', wordIndex }]),
  ['message.confirmed', { messageId, text: 'w w' }],
  ['bot.finished', { messageId }],
];
const cut = (messageId: string): Step[] => [
  ['bot.speaking', { messageId, text: 'w w w' }],
  ['bot.word', { messageId, word: 'w', wordIndex: 0 }],
  ['bot.interrupted', { messageId, wordsSpoken: 1, reason: 'user_spoke' }],
  ['message.confirmed', { messageId, text: 'w' }],
];

const accepted: Record<string, Step[]> = {
  'the published order': [
    start,
    ...speech(1),
    ['user.message', turn(1, 'u1')],
    ['eager.turn', turn(1, 'u1')],
    ['turn.end', turn(1, 'u1')],
    ...bot('b1'),
    end,
  ],
  'an engine that decides turns itself': [
    start,
    ['speech.started', { turnId: 1 }],
    ['user.speaking', { turnId: 0, text: 't' }],
    ['user.message', turn(1, 'u1')],
    ['eager.turn', turn(1, 'u1')],
    ['speech.ended', { turnId: 1 }],
    ['user.message', turn(1, 'u1')],
    ['turn.end', turn(1, 'u1')],
    ...bot('b1'),
    end,
  ],
  'no eager turn': [start, ...speech(1), ['user.message', turn(1, 'u1')], ['turn.end', turn(1, 'u1')], end],
  'a greeting': [
    start,
    ...bot('greeting'),
    ...speech(1),
    ['user.message', turn(1, 'u1')],
    ['turn.end', turn(1, 'u1')],
    end,
  ],
  'a greeting that is cut off': [
    start,
    ['speech.started', { turnId: 1 }],
    ...cut('greeting'),
    ['turn.continued', { turnId: 1 }],
    ['speech.ended', { turnId: 1 }],
    ['user.message', turn(1, 'u1')],
    ['turn.end', turn(1, 'u1')],
    end,
  ],
  'a word said into the silence': [
    start,
    ...bot('b1'),
    ['session.idle_warning', { remainingSeconds: 4 }],
    ...bot('b2'),
    ['session.timeout', { reason: 'idle_timeout' }],
    ['call.ended', { reason: 'idle_timeout' }],
  ],
  'a cough': [start, ...speech(1), ...speech(1), ['user.message', turn(1, 'u1')], ['turn.end', turn(1, 'u1')], end],
  'a pause': [
    start,
    ...speech(1),
    ['user.message', turn(1, 'u1')],
    ['turn.pause', { turnId: 1, probability: 0.2 }],
    ['turn.resumed', { turnId: 1 }],
    ...speech(1),
    ['user.message', turn(1, 'u1')],
    ['turn.end', turn(1, 'u1')],
    end,
  ],
  'going on before the answer': [
    start,
    ...speech(1),
    ['user.message', turn(1, 'u1')],
    ['turn.end', turn(1, 'u1')],
    ['speech.started', { turnId: 2 }],
    ['turn.continued', { turnId: 1 }],
    ['speech.ended', { turnId: 2 }],
    ['user.message', turn(2, 'u2')],
    ['turn.end', turn(2, 'u2')],
    end,
  ],
  'an answer cut before a word was heard': [
    start,
    ...speech(1),
    ['user.message', turn(1, 'u1')],
    ['turn.end', turn(1, 'u1')],
    ['bot.speaking', { messageId: 'b1' }],
    ['bot.interrupted', { messageId: 'b1', wordsSpoken: 0, reason: 'continuation' }],
    ['message.aborted', { messageId: 'b1' }],
    ['turn.continued', { turnId: 1 }],
    end,
  ],
  'hang-up while the caller speaks': [start, ['speech.started', { turnId: 1 }], end],
  'hang-up on an eager turn': [
    start,
    ...speech(1),
    ['user.message', turn(1, 'u1')],
    ['eager.turn', turn(1, 'u1')],
    end,
  ],
  'a message dropped before it began': [start, ['message.aborted', { messageId: 'b9' }], end],
  'an outbound call nobody answers': [
    ['call.dialing', { from: 'a', to: 'b' }],
    ['call.ended', { reason: 'no_answer' }],
  ],
  'a recording after the end': [start, end, ['call.recording', { audio: '' }]],
  'a call that still runs': [start, ['bot.speaking', { messageId: 'b1' }]],
  'a call that came back': [
    start,
    ['agent.lost', { graceMs: 15_000 }],
    ['call.started', { from: 'a', to: 'b', resumed: true }],
    ['agent.returned', {}],
    end,
  ],
};

describe('accepts', () => {
  it.each(fixtureNames)('the golden call %s, whole and as kept', (name) => {
    expect(checkOrder(fixture(name))).toEqual([]);
    expect(checkOrder(fixture(name).filter((event) => isKept(event.name)))).toEqual([]);
  });

  it.each(Object.entries(accepted))('%s', (_, steps) => {
    expect(checkOrder(number(steps))).toEqual([]);
  });

  it('any call up to any moment', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixtureNames), fc.nat(60), (name, length) => {
        expect(checkOrder(fixture(name).slice(0, length))).toEqual([]);
      }),
    );
  });

  it('events it does not know', () => {
    const [first, ...rest] = number([start, end]) as [AnyEvent, AnyEvent];
    expect(checkOrder(renumber([first, { ...first, unknown: true, name: 'x.y', data: {} }, ...rest]))).toEqual([]);
  });
});

const exchange = (): AnyEvent[] => number([...accepted['the published order']!]);
const barge = (): AnyEvent[] =>
  number([
    start,
    ...speech(1),
    ['user.message', turn(1, 'u1')],
    ['turn.end', turn(1, 'u1')],
    ['speech.started', { turnId: 2 }],
    ...cut('b1'),
    ['turn.continued', { turnId: 1 }],
    ['speech.ended', { turnId: 2 }],
    ['user.message', turn(2, 'u2')],
    ['turn.end', turn(2, 'u2')],
    end,
  ]);
const indexOf = (events: AnyEvent[], name: EventName, nth = 0) =>
  events.map((event, index) => ({ event, index })).filter(({ event }) => event.name === name)[nth]!.index;
const without = (events: AnyEvent[], name: EventName, nth = 0) =>
  renumber(events.toSpliced(indexOf(events, name, nth), 1));
const twice = (events: AnyEvent[], name: EventName, nth = 0) =>
  renumber(events.toSpliced(indexOf(events, name, nth), 0, events[indexOf(events, name, nth)]!));
const after = (events: AnyEvent[], name: EventName, ...steps: Step[]) =>
  renumber(events.toSpliced(indexOf(events, name) + 1, 0, ...number(steps)));
const changed = (events: AnyEvent[], name: EventName, change: object, nth = 0) => {
  const at = indexOf(events, name, nth);
  return events.with(at, { ...events[at]!, ...change } as AnyEvent);
};
const changedData = (events: AnyEvent[], name: EventName, change: object, nth = 0) =>
  changed(events, name, { data: { ...events[indexOf(events, name, nth)]!.data, ...change } }, nth);

describe('catches', () => {
  it.each<[string, () => AnyEvent[], RegExp]>([
    ['an event of another call', () => changed(exchange(), 'bot.word', { callId: 'CA2' }), /belongs to call CA2/],
    ['an order that repeats', () => changed(exchange(), 'bot.word', { order: 3 }), /order does not rise/],
    ['time going back', () => changed(exchange(), 'bot.finished', { at: 1 }), /time goes back/],
    ['samples going back, in', () => changed(exchange(), 'bot.word', { inSample: 1 }), /in_sample goes back/],
    ['samples going back, out', () => changed(exchange(), 'bot.word', { outSample: 1 }), /out_sample goes back/],
    ['a kept event lost', () => exchange().toSpliced(4, 1), /seq is 5, but 4 is next|seq is \d+, but \d+ is next/],
    ['a kept event doubled', () => changed(exchange(), 'bot.word', { seq: 3 }), /seq is 3/],
    [
      'a kept event without a seq',
      () => changed(exchange(), 'turn.end', { seq: undefined }),
      /is kept, but has no seq/,
    ],
    ['a live event with a seq', () => changed(exchange(), 'user.speaking', { seq: 3 }), /is not kept/],
    ['a call that never started', () => without(exchange(), 'call.started'), /before call.started/],
    ['a call that starts twice', () => twice(exchange(), 'call.started'), /had started already/],
    [
      'anything after the end',
      () => after(exchange(), 'call.ended', ['bot.speaking', { messageId: 'b2' }]),
      /after call.ended/,
    ],
    ['two ends', () => twice(exchange(), 'call.ended'), /after call.ended/],
    [
      'an end for another reason than the limit',
      () => after(exchange(), 'bot.finished', ['session.timeout', { reason: 'max_duration' }]),
      /session.timeout said max_duration/,
    ],
    ['speech that starts twice', () => twice(exchange(), 'speech.started'), /has not ended/],
    ['speech that ends without a start', () => without(exchange(), 'speech.started'), /no speech had started/],
    ['speech that ends twice', () => twice(exchange(), 'speech.ended'), /no speech had started/],
    [
      'text without speech',
      () => without(without(exchange(), 'speech.started'), 'speech.ended'),
      /no speech of turn 1/,
    ],
    [
      'speech of a turn that is over',
      () => after(exchange(), 'turn.end', ['speech.started', { turnId: 1 }]),
      /had ended already/,
    ],
    ['turn ids that fall', () => changedData(barge(), 'speech.started', { turnId: 3 }), /comes after turn 3/],
    [
      'two messages in one turn',
      () => after(exchange(), 'user.message', ['user.message', turn(1, 'u9')]),
      /has message u1 already/,
    ],
    [
      'interim text after the turn',
      () => after(exchange(), 'turn.end', ['user.speaking', { turnId: 1 }]),
      /had ended already/,
    ],
    ['a turn signal without text', () => without(exchange(), 'user.message'), /no user.message of turn 1/],
    [
      'a turn signal about another message',
      () => changedData(exchange(), 'turn.end', { messageId: 'u7' }),
      /names message u7/,
    ],
    ['two eager turns in a row', () => twice(exchange(), 'eager.turn'), /answered by neither/],
    [
      'an eager turn after the end',
      () => after(exchange(), 'turn.end', ['eager.turn', turn(1, 'u1')]),
      /had ended already/,
    ],
    ['a turn that ends twice', () => twice(exchange(), 'turn.end'), /had ended already/],
    ['a turn that never ends', () => without(barge(), 'turn.end'), /turn 1 never ended/],
    [
      'a continuation of nothing',
      () => after(exchange(), 'speech.started', ['turn.continued', { turnId: 1 }]),
      /no turn signal/,
    ],
    ['a continuation told twice', () => twice(barge(), 'turn.continued'), /no turn signal/],
    [
      'a resumption without a pause',
      () => after(exchange(), 'speech.started', ['turn.resumed', { turnId: 1 }]),
      /had not paused/,
    ],
    [
      'a wait for the answer to a turn that has not ended',
      () => after(exchange(), 'eager.turn', ['turn.stalled', { turnId: 1, waitedMs: 1 }]),
      /does not wait/,
    ],
    [
      'a pause within a pause',
      () => {
        const pause: Step = ['turn.pause', { turnId: 1, probability: 0.2 }];
        return after(after(exchange(), 'speech.ended', pause), 'turn.pause', pause);
      },
      /had paused already/,
    ],
    ['a pause without speech', () => after(exchange(), 'call.started', ['turn.pause', { turnId: 1 }]), /had started/],
    ['a pause after the end', () => after(exchange(), 'turn.end', ['turn.pause', { turnId: 1 }]), /had ended already/],
    [
      'an answer heard before the turn’s end',
      () => after(exchange(), 'eager.turn', ['bot.speaking', { messageId: 'b0', inReplyTo: 'u1' }]),
      /before its turn.end/,
    ],
    [
      'two messages heard at once',
      () => after(exchange(), 'bot.speaking', ['bot.speaking', { messageId: 'b2' }]),
      /still being heard/,
    ],
    [
      'a message heard twice',
      () => after(exchange(), 'bot.finished', ['bot.speaking', { messageId: 'b1' }]),
      /was heard already/,
    ],
    ['words of nothing', () => without(exchange(), 'bot.speaking'), /has no bot.speaking/],
    [
      'a word after the end',
      () => after(exchange(), 'bot.finished', ['bot.word', { messageId: 'b1', wordIndex: 2 }]),
      /had finished already/,
    ],
    [
      'a word after the cut',
      () => after(barge(), 'bot.interrupted', ['bot.word', { messageId: 'b1', wordIndex: 1 }]),
      /been interrupted already/,
    ],
    ['a word lost', () => without(exchange(), 'bot.word'), /word 1 of b1, but 0 is next/],
    ['a word doubled', () => twice(exchange(), 'bot.word'), /word 0 of b1, but 1 is next/],
    ['a message that never ends', () => without(exchange(), 'bot.finished'), /neither finished nor interrupted/],
    ['a message that finishes twice', () => twice(exchange(), 'bot.finished'), /had finished already/],
    [
      'a message that finishes and is cut',
      () => after(exchange(), 'bot.finished', ['bot.interrupted', { messageId: 'b1' }]),
      /had finished already/,
    ],
    ['a message finished unconfirmed', () => without(exchange(), 'message.confirmed'), /has not come before/],
    ['a message confirmed twice', () => twice(exchange(), 'message.confirmed'), /was confirmed already/],
    [
      'a message confirmed that was never heard',
      () => after(exchange(), 'call.started', ['message.confirmed', { messageId: 'b9', text: '' }]),
      /never heard/,
    ],
    ['a cut message nobody settles', () => without(barge(), 'message.confirmed'), /neither confirmed nor aborted/],
    ['a cut nobody is told of', () => without(barge(), 'turn.continued'), /has not followed bot.interrupted/],
    [
      'more remembered than heard',
      () => changedData(barge(), 'message.confirmed', { text: 'w w' }),
      /2 words are remembered, but 1 were heard/,
    ],
    [
      'more spoken than played',
      () => changedData(barge(), 'bot.interrupted', { wordsSpoken: 2 }),
      /2 words spoken, but 1/,
    ],
    [
      'an abort of something heard',
      () => changed(barge(), 'message.confirmed', { name: 'message.aborted' }),
      /1 words of it were heard/,
    ],
    [
      'an abort while it is heard',
      () => after(exchange(), 'bot.speaking', ['message.aborted', { messageId: 'b1' }]),
      /still being heard/,
    ],
    [
      'a resumption that was not ducked',
      () => after(exchange(), 'bot.speaking', ['bot.resumed', { messageId: 'b1' }]),
      /had not been ducked/,
    ],
    [
      'a ducking of nothing',
      () => after(exchange(), 'call.started', ['bot.ducked', { messageId: 'b1' }]),
      /has no bot.speaking/,
    ],
    [
      'an acknowledgement without a voice',
      () => after(exchange(), 'call.started', ['user.backchannel', { turnId: 1, text: 'mm' }]),
      /no speech of turn 1/,
    ],
    [
      'a tool message used twice',
      () => after(exchange(), 'turn.end', ['llm.tool_call', { msgId: 't1' }], ['llm.tool_call', { msgId: 't1' }]),
      /tool message t1 came before/,
    ],
    [
      'two limits',
      () =>
        after(
          exchange(),
          'bot.finished',
          ['session.timeout', { reason: 'hangup' }],
          ['session.timeout', { reason: 'hangup' }],
        ),
      /limit had been reached/,
    ],
  ])('%s', (_, planted, expected) => {
    expect(checkOrder(planted()).join('\n')).toMatch(expected);
  });

  it('most ways of shuffling a call', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixtureNames), fc.nat(), fc.nat(), (name, a, b) => {
        const events = fixture(name).filter((event) => isKept(event.name));
        const [from, to] = [a % events.length, b % events.length];
        fc.pre(from !== to && events[from]!.name.split('.')[0] !== events[to]!.name.split('.')[0]);
        expect(checkOrder(events.toSpliced(from, 1).toSpliced(to, 0, events[from]!))).not.toEqual([]);
      }),
    );
  });
});
