import { checkOrder, type LoggedEvent } from '@antiphon/events';
import { describe, expect, it } from 'vitest';
import { replayJournal } from '../call/journal.ts';
import { voiced } from './caller/sounds.ts';
import { type Scenario, simulate, type Utterance } from './simulate.ts';

/** Plays a call by the fused engine. */
function hold(scenario: Omit<Scenario, 'until'>): LoggedEvent[] {
  // Nobody answers: that a turn is said to have stalled is another story.
  const config = { turn_detection: { engine: 'fused' }, stalled_turn: { after_ms: 0 }, ...scenario.config };
  const { events, journal, crashes } = simulate({ until: 30_000, hangUpAt: 25_000, ...scenario, config });
  expect(crashes).toEqual([]);
  expect(checkOrder(events)).toEqual([]);
  expect(replayJournal(journal).map(({ at, event }) => [at, event.name])).toEqual(
    events.map(({ at, name }) => [at, name]),
  );
  return events;
}

const turnEvents = /^(speech|turn|eager|user\.message)/;
const tell = ({ at, name, data }: LoggedEvent) =>
  [at, name, 'text' in data ? data.text : undefined].filter((part) => part !== undefined).join(' ');
const told = (events: readonly LoggedEvent[], from = 0) =>
  events.filter(({ name, at }) => turnEvents.test(name) && at >= from).map(tell);

const asking = (question: string, caller: readonly Utterance[], more: Partial<Scenario> = {}) =>
  hold({
    config: { greeting: question, turn_detection: { engine: 'fused' }, stalled_turn: { after_ms: 0 } },
    caller,
    ...more,
  });

const endsOf = (events: readonly LoggedEvent[]) => events.filter((event) => event.name === 'turn.end');
const of = <Name extends LoggedEvent['name']>(events: readonly LoggedEvent[], name: Name) =>
  events.filter((event): event is LoggedEvent<Name> => event.name === name);

describe('the fused end of turn', () => {
  it('takes a yes to a yes/no question for the whole answer', () => {
    const [end] = endsOf(asking('Is that right?', [{ from: 4000, to: 4300, text: 'yes' }]));
    expect(end?.data).toMatchObject({ text: 'yes', latencyMs: 250, decision: { by: 'probability' } });
  });

  it('lets a caller read out a number group by group, and says that it waits', () => {
    const events = asking('What is your phone number?', [
      { from: 4000, to: 4900, text: 'two one three' },
      { from: 5900, to: 6800, text: 'five five five' },
      { from: 7800, to: 9000, text: 'zero one two three' },
    ]);
    expect(told(events).filter((line) => line.includes('turn'))).toEqual([
      '5180 turn.pause',
      '6100 turn.resumed',
      '7080 turn.pause',
      '8000 turn.resumed',
      '9250 turn.end two one three five five five zero one two three',
    ]);
  });

  it('gives a caller who hesitates the time to find the words', () => {
    const events = hold({
      caller: [
        { from: 1000, to: 2000, text: 'I would like' },
        { from: 4000, to: 5000, text: 'a table for four' },
      ],
    });
    expect(endsOf(events).map(({ data }) => data)).toMatchObject([{ text: 'I would like a table for four' }]);
    expect(of(events, 'turn.pause')).toHaveLength(1);
    expect(of(events, 'turn.resumed')).toHaveLength(1);
  });

  it('ends the turn of a caller who never goes on after the longest silence', () => {
    const events = hold({
      config: { turn_detection: { engine: 'fused', max_silence_seconds: 2 } },
      caller: [{ from: 1000, to: 2000, text: 'I would like' }],
    });
    expect(endsOf(events).map(({ at, data }) => [at, data.latencyMs, data.decision?.by])).toEqual([
      [4000, 2000, 'max_silence'],
    ]);
  });

  it('waits longer for a caller who has paused long, and often', () => {
    const parts = ['I would like', 'to tell you that I', 'I want to cancel'];
    const last = (pauseMs: number) => {
      const from = (index: number) => 1000 + index * (1000 + pauseMs);
      const caller = parts.map((text, index) => ({ from: from(index), to: from(index) + 1000, text }));
      const ends = endsOf(hold({ caller }));
      expect(ends).toHaveLength(1);
      return ends[0]?.data;
    };
    const [quick, slow] = [last(300), last(1400)];
    expect(slow?.latencyMs).toBeGreaterThan(quick?.latencyMs ?? 0);
    expect(slow?.decision?.votes.find(({ voter }) => voter === 'pauses')?.weight).toBeLessThan(0);
  });

  it('waits longer for a caller whom it has cut off', () => {
    // The words have no say in Spanish, so that what is waited is what was learnt.
    const events = hold({
      config: { language: 'es' },
      caller: [
        { from: 1000, to: 2000, text: 'quiero una mesa' },
        { from: 3400, to: 4400, text: 'para cuatro' },
      ],
    });
    expect(told(events).filter((line) => line.includes('turn.'))).toEqual([
      '2500 turn.end quiero una mesa',
      '3700 turn.continued',
      '4975 turn.end quiero una mesa para cuatro',
    ]);
  });

  it('does not count the silence anew after a click', () => {
    const speech = { from: 1000, to: 2000, text: 'I would like' };
    const click = { from: 3000, to: 3080, text: '' };
    const [undisturbed] = endsOf(hold({ caller: [speech] }));
    const events = hold({ caller: [speech, click] });
    expect(endsOf(events).map(({ at }) => at)).toEqual([undisturbed?.at]);
    expect(of(events, 'turn.resumed')).toEqual([]);
  });

  it('hears a short word in the silence as going on, however short', () => {
    const events = asking('What is your phone number?', [
      { from: 4000, to: 4900, text: 'two one three' },
      { from: 5900, to: 6020, text: 'five' },
    ]);
    expect(told(events, 5900).slice(0, 4)).toEqual([
      '5960 speech.started',
      '6100 turn.resumed',
      '6220 speech.ended',
      '6270 user.message two one three five',
    ]);
  });

  it('says that a person has not finished by interim text, when the final text does not come', () => {
    const events = hold({ caller: [{ from: 1000, to: 2000, text: 'I would like' }], finalDelayMs: 1500 });
    expect(of(events, 'turn.pause').map(({ at }) => at)).toEqual([2500]);
  });

  it('leaves who voted what and when in every signal', () => {
    const events = asking('Is that right?', [{ from: 4000, to: 4300, text: 'yes' }]);
    expect(endsOf(events)[0]?.data.decision).toEqual({
      by: 'probability',
      votes: [
        { voter: 'words', weight: expect.any(Number), at: 4550 },
        { voter: 'question', weight: expect.any(Number), at: 4550 },
        { voter: 'silence', weight: expect.any(Number), at: 4550 },
      ],
    });
  });
});

describe('the voice of the caller', () => {
  const line = new Int16Array(8000 * 5);
  line.set(voiced(1500), 8000);
  const call = (engine: string) => {
    const { events, journal } = simulate({ until: 5000, audio: line, config: { turn_detection: { engine } } });
    const ended = journal.map((each) => JSON.parse(each)).find(({ type }) => type === 'speech-ended');
    expect(replayJournal(journal).map(({ event }) => event.name)).toEqual(events.map(({ name }) => name));
    return ended;
  };

  it('is followed, and kept for the replay, where its end has a vote', () => {
    expect(call('fused').prosody).toEqual({ pitchSlope: expect.any(Number), energySlope: expect.any(Number) });
  });

  it('is not followed where only silence counts', () => {
    expect(call('silence')).not.toHaveProperty('prosody');
  });
});

describe('a transcriber that follows turns', () => {
  const booking = { from: 1000, to: 2000, text: 'I would like a table' };

  it('ends the turn with its final text, whatever the words say', () => {
    const events = hold({ caller: [{ ...booking, text: 'I would like' }], turnMarks: ['end'] });
    expect(told(events)).toEqual([
      '1060 speech.started',
      '2200 speech.ended',
      '2250 user.message I would like',
      '2250 turn.end I would like',
    ]);
    expect(endsOf(events)[0]?.data).toMatchObject({
      probability: 0.9,
      latencyMs: 250,
      decision: { by: 'transcriber', votes: [{ voter: 'transcriber', at: 2250 }] },
    });
  });

  it('lets the agent begin on its first guess', () => {
    const events = hold({ caller: [booking], turnMarks: ['eager'], finalDelayMs: 400 });
    expect(told(events)).toEqual([
      '1060 speech.started',
      '2200 speech.ended',
      '2200 user.message I would like a table',
      '2200 eager.turn I would like a table',
      '2600 user.message I would like a table',
      '2600 turn.end I would like a table',
    ]);
  });

  it('takes its guess back, and what was begun on it with it', () => {
    const events = hold({ caller: [booking], turnMarks: ['taken-back'], finalDelayMs: 400 });
    expect(told(events, 2200)).toEqual([
      '2200 speech.ended',
      '2200 user.message I would like a table',
      '2200 eager.turn I would like a table',
      '2300 turn.continued',
      '2600 user.message I would like a table',
      '2600 turn.end I would like a table',
    ]);
  });

  it('is waited for through a pause that it does not take for an end', () => {
    const events = hold({
      caller: [booking, { from: 3500, to: 4500, text: 'for four' }],
      turnMarks: ['pause', 'end'],
    });
    expect(endsOf(events).map(({ at, data }) => [at, data.text])).toEqual([[4750, 'I would like a table for four']]);
  });

  it('is not waited for longer than the longest silence', () => {
    const events = hold({ caller: [booking], turnMarks: ['pause'] });
    expect(endsOf(events).map(({ at, data }) => [at, data.decision?.by])).toEqual([[5000, 'max_silence']]);
  });

  it('may be done before the detector: the turn ends once the detector is done', () => {
    const events = hold({ caller: [{ ...booking, text: 'yes' }], turnMarks: ['early'] });
    expect(told(events)).toEqual([
      '1060 speech.started',
      '2200 speech.ended',
      '2200 user.message yes',
      '2200 turn.end yes',
    ]);
  });

  it('that is done before the detector with an acknowledgement does not stop the bot', () => {
    const events = hold({
      config: { greeting: 'We have booked a table for seven people this evening, please come before eight.' },
      caller: [{ from: 1000, to: 1350, text: 'mm-hmm' }],
      turnMarks: ['early'],
    });
    expect(
      events
        .filter(({ name }) => /^(user\.(message|backchannel)|turn|bot\.(interrupted|finished))/.test(name))
        .map(({ name }) => name),
    ).toEqual(['user.backchannel', 'bot.finished']);
  });

  it('has no say where plain silence is asked for', () => {
    const events = hold({
      caller: [booking],
      turnMarks: ['eager'],
      config: { turn_detection: { engine: 'silence' } },
    });
    expect(told(events, 2200)).toEqual([
      '2200 speech.ended',
      '2250 user.message I would like a table',
      '2250 eager.turn I would like a table',
      '2500 turn.end I would like a table',
    ]);
  });
});
