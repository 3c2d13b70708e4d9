import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EndOfTurnSettings, silenceModel } from './end-of-turn-model.ts';
import { markedModel } from './marked-end-of-turn.ts';
import { stepTurn } from './turn-detector.ts';
import { beginTurn, type TurnInput, type TurnOptions, type TurnState } from './turn-state.ts';

const settings: EndOfTurnSettings = { engine: 'silence', silenceMs: 500, eagerMs: 250, maxSilenceMs: 3000 };

const options: TurnOptions = {
  model: silenceModel(settings),
  settings,
  heedsMarks: false,
  resumes: null,
  hangoverMs: 200,
  question: undefined,
  language: undefined,
  minSpeechMs: 250,
  finalTimeoutMs: 3000,
  messageIdOf: (turnId) => `u${turnId}`,
};

/** Plays a script, ticking whenever the machine asked to be woken, and tells what was announced. */
function play(...script: TurnInput[]): string[] {
  return run(script, 60_000).told;
}

function run(
  script: readonly TurnInput[],
  until: number,
  by: TurnOptions = options,
): { told: string[]; state: TurnState } {
  const told: string[] = [];
  let state = beginTurn(1, by);
  let wakeAt = Number.POSITIVE_INFINITY;
  const step = (input: TurnInput) => {
    const next = stepTurn(state, input, by);
    for (const { name, data } of next.events)
      told.push(`${input.at} ${name} ${data.turnId}${'text' in data ? ` "${data.text}"` : ''}`);
    state = next.state;
    wakeAt = next.wakeAt;
  };
  for (const input of [...script, { type: 'tick', at: until } as const]) {
    while (wakeAt <= input.at) step({ type: 'tick', at: wakeAt });
    step(input);
  }
  return { told, state };
}

const started = (onsetAt: number): TurnInput => ({ type: 'speech-started', at: onsetAt + 60, onsetAt });
const ended = (lastVoiceAt: number): TurnInput => ({ type: 'speech-ended', at: lastVoiceAt + 200, lastVoiceAt });
const final = (at: number, utteranceId: number, text: string, understood = true): TurnInput => ({
  type: 'final',
  at,
  utteranceId,
  text,
  confidence: 0.9,
  understood,
});

describe('the turn detector', () => {
  it('answers after a pause, with a chance to start early', () => {
    expect(play(started(1000), ended(2000), final(2250, 1, 'yes'))).toEqual([
      '1060 speech.started 1',
      '2200 speech.ended 1',
      '2250 user.message 1 "yes"',
      '2250 eager.turn 1 "yes"',
      '2500 turn.end 1 "yes"',
    ]);
  });

  it('waits for the final text before it signals anything', () => {
    expect(play(started(1000), ended(2000), final(2900, 1, 'yes'))).toEqual([
      '1060 speech.started 1',
      '2200 speech.ended 1',
      '2900 user.message 1 "yes"',
      '2900 turn.end 1 "yes"',
    ]);
  });

  it('takes the last interim text when the final one never comes', () => {
    const interim: TurnInput = { type: 'interim', at: 1800, utteranceId: 1, text: 'two pizzas', confidence: 0.5 };
    expect(play(started(1000), interim, ended(2000)).slice(-2)).toEqual([
      '5200 user.message 1 "two pizzas"',
      '5200 turn.end 1 "two pizzas"',
    ]);
  });

  it('ignores final text that comes after it gave up waiting', () => {
    const late = play(started(1000), ended(2000), final(9000, 1, 'hello'));
    expect(late.filter((line) => line.includes('hello'))).toEqual([]);
  });

  it('owns up to having heard nothing of what was said, so that the agent asks again', () => {
    expect(play(started(1000), ended(2000))).toEqual([
      '1060 speech.started 1',
      '2200 speech.ended 1',
      '5200 user.message 1 ""',
      '5200 turn.end 1 ""',
    ]);
  });

  it('makes no turn of a cough, and gives its id to the next speech', () => {
    expect(
      play(started(1000), ended(1150), final(1400, 1, ''), started(3000), ended(4000), final(4250, 2, 'hi')),
    ).toEqual([
      '1060 speech.started 1',
      '1350 speech.ended 1',
      '3060 speech.started 1',
      '4200 speech.ended 1',
      '4250 user.message 1 "hi"',
      '4250 eager.turn 1 "hi"',
      '4500 turn.end 1 "hi"',
    ]);
  });

  it('says that speech was not understood, when there was enough of it', () => {
    expect(play(started(1000), ended(2000), final(2250, 1, '', false)).slice(2)).toEqual([
      '2250 user.message 1 ""',
      '2500 turn.end 1 ""',
    ]);
    expect(play(started(1000), ended(1200), final(1450, 1, '', false))).toHaveLength(2);
  });

  it('joins what is said before and after a pause to think', () => {
    expect(
      play(
        started(1000),
        ended(1500),
        final(1720, 1, 'a table'),
        started(1900),
        ended(2500),
        final(2720, 2, 'for two'),
      ),
    ).toEqual([
      '1060 speech.started 1',
      '1700 speech.ended 1',
      '1720 user.message 1 "a table"',
      '1750 eager.turn 1 "a table"',
      '1960 speech.started 1',
      '1960 turn.continued 1',
      '2700 speech.ended 1',
      '2720 user.message 1 "a table for two"',
      '2750 eager.turn 1 "a table for two"',
      '3000 turn.end 1 "a table for two"',
    ]);
  });
});

/** Any order of speech, text and silence, with answers that come late, twice, or never. */
const anyScript = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 2500 }),
      length: fc.integer({ min: 50, max: 2000 }),
      text: fc.constantFrom('', 'yes', 'a table'),
      delay: fc.option(fc.integer({ min: 0, max: 5000 })),
      understood: fc.boolean(),
      twice: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((parts) => {
    const inputs: TurnInput[] = [];
    let at = 0;
    for (const [index, { gap, length, text, delay, understood, twice }] of parts.entries()) {
      const from = at + 200 + gap;
      const to = from + 60 + length;
      at = to;
      inputs.push(started(from), ended(to));
      if (delay === null) continue;
      const answer = final(to + 200 + delay, index + 1, understood ? text : '', understood);
      inputs.push(answer);
      if (twice) inputs.push({ ...answer, at: answer.at + 7 });
    }
    return inputs.sort((one, other) => one.at - other.at);
  });

describe('laws of the turn detector', () => {
  it('ends each turn once, in rising order, and answers each eager turn once', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const { told } = run(script, 100_000);
        const ends = told.filter((line) => line.includes('turn.end')).map((line) => Number(line.split(' ')[2]));
        expect(ends).toEqual(ends.map((_, index) => index + 1));
        let isEager = false;
        for (const line of told) {
          if (line.includes('eager.turn')) {
            expect(isEager).toBe(false);
            isEager = true;
          }
          if (line.includes('turn.end') || line.includes('turn.continued')) isEager = false;
        }
        expect(isEager).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('never leaves a silent caller waiting', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const { state } = run(script, 100_000);
        expect(state).toMatchObject({ isSpeaking: false, awaited: [], isEager: false, hasContent: false });
      }),
      { numRuns: 3000 },
    );
  });

  it('does nothing when it is woken early', () => {
    fc.assert(
      fc.property(anyScript, fc.array(fc.nat(40_000)), (script, ticks) => {
        const early = ticks.map((at): TurnInput => ({ type: 'tick', at }));
        const all = [...script, ...early].sort((one, other) => one.at - other.at);
        expect(run(all, 100_000).told).toEqual(run(script, 100_000).told);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a voice in a silence', () => {
  const resumes = { minMs: 200, minVolume: 0.35 };
  const waiting: TurnOptions = {
    ...options,
    resumes,
    model: () => ({
      eager: { afterMs: 3000, probability: 0.5 },
      pause: { afterMs: 280, probability: 0.1 },
      end: { afterMs: 3000, probability: 0.5 },
    }),
  };
  const said = (volume: number, from: number, to: number): TurnInput[] => [
    { ...started(from), volume },
    { ...ended(to), volume: 0 },
  ];
  const hold = (...script: TurnInput[]) => run(script, 60_000, waiting).told.filter((line) => /turn/.test(line));

  it('is a breath when it is short, and the silence goes on from where it began', () => {
    expect(hold(...said(1, 1000, 2000), final(2250, 1, 'I would'), ...said(1, 3000, 3150), final(3400, 2, ''))).toEqual(
      ['2280 turn.pause 1', '5000 turn.end 1 "I would"'],
    );
  });

  it('is somebody else when it is quiet, however long', () => {
    expect(
      hold(...said(1, 1000, 2000), final(2250, 1, 'I would'), ...said(0.2, 3000, 4000), final(4250, 2, '')),
    ).toEqual(['2280 turn.pause 1', '5000 turn.end 1 "I would"']);
  });

  it('is the person going on once it has lasted, and they are waited for anew', () => {
    expect(
      hold(...said(1, 1000, 2000), final(2250, 1, 'I would'), ...said(1, 3000, 4000), final(4250, 2, 'like')),
    ).toEqual(['2280 turn.pause 1', '3400 turn.resumed 1', '4280 turn.pause 1', '7000 turn.end 1 "I would like"']);
  });

  it('is the person going on when it holds words, however short', () => {
    expect(
      hold(...said(1, 1000, 2000), final(2250, 1, 'I would'), ...said(1, 3000, 3100), final(3400, 2, 'yes')),
    ).toEqual(['2280 turn.pause 1', '3400 turn.resumed 1', '3400 turn.pause 1', '6100 turn.end 1 "I would yes"']);
  });

  it('counts as a pause of this caller only when it was one', () => {
    const click = run(
      [...said(1, 1000, 2000), final(2250, 1, 'I'), ...said(1, 3000, 3150), final(3400, 2, '')],
      4000,
      waiting,
    );
    expect(click.state.pauses).toMatchObject({ count: 0 });
    const going = run([...said(1, 1000, 2000), final(2250, 1, 'I'), ...said(1, 3000, 4000)], 4300, waiting);
    expect(going.state.pauses).toMatchObject({ count: 1, totalMs: 1000 });
  });
});

describe('a transcriber that follows turns', () => {
  const following: TurnOptions = { ...options, heedsMarks: true, model: markedModel(settings) };
  const hold = (...script: TurnInput[]) => run(script, 60_000, following).told.filter((line) => /turn/.test(line));
  const guess = (at: number, text: string): TurnInput => ({
    type: 'eager-end',
    at,
    utteranceId: 1,
    text,
    confidence: 1,
    probability: 0.6,
  });
  const end = (at: number, text: string): TurnInput =>
    ({ ...final(at, 1, text), endsTurn: { probability: 0.9 } }) as TurnInput;

  it('has work begun on other words than its final ones thrown away', () => {
    expect(hold(started(1000), ended(2000), guess(2210, 'no not'), end(2400, 'no not that'))).toEqual([
      '2210 eager.turn 1 "no not"',
      '2400 turn.continued 1',
      '2400 turn.end 1 "no not that"',
    ]);
  });

  it('is not heeded any more once its turn has ended', () => {
    const over = [started(1000), ended(2000), end(2250, 'yes')];
    expect(hold(...over, guess(2300, 'yes'), { type: 'resumed', at: 2400, utteranceId: 1 })).toEqual([
      '2250 turn.end 1 "yes"',
    ]);
  });

  it('may end a turn whose words it has given before', () => {
    expect(hold(started(1000), ended(2000), final(2250, 1, 'yes'), guess(2300, ''))).toEqual([
      '2300 eager.turn 1 "yes"',
      '5000 turn.end 1 "yes"',
    ]);
  });
});
