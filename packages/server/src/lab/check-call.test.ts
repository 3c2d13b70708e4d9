import { Antiphon } from '@antiphon/sdk';
import { describe, expect, it } from 'vitest';
import { type SimulateCallOptions, simulateCall } from './index.ts';

const agent = () => void new Antiphon().agent('mara');

/** As a test in plain JavaScript would call it. */
const refusal = async (options: object): Promise<string> =>
  simulateCall({ agent, caller: [], ...options } as SimulateCallOptions).then(
    () => 'taken',
    (error: Error) => error.message,
  );

describe('a script is refused, with the step that is wrong,', () => {
  it.each([
    ['that is none', 'hello', /`caller` is a list of steps/],
    [
      'with a step of no kind',
      [{ wait: 1 }, { sing: 'la' }],
      /^Step 2 of the caller, {"sing":"la"}: there is no such step\. Steps are wait, at,/,
    ],
    ['with two things in one step', [{ say: 'yes', wait: 100 }], /one thing, and this one has say and wait/],
    ['with a negative wait', [{ wait: -50 }], /^Step 1 of the caller, {"wait":-50}: wait: /],
    ['with a wait that is no number', [{ wait: Number.NaN }], /wait: /],
    ['with a field of another step', [{ say: 'yes', atWord: 2 }], /atWord/],
    ['with an event there is not', [{ until: 'bot.finish' }], /until: there is no such event/],
    ['with words counted from 0', [{ interrupt: 'no', atWord: 0 }], /atWord: /],
    ['that interrupts at no word', [{ interrupt: 'no' }], /atWord: /],
    ['with keys there are not', [{ press: 'x' }], /press: expected keys/],
    ['that says nothing', [{ say: undefined }], /say: /],
    [
      'with spans out of order',
      [
        {
          say: 'a b',
          spans: [
            [500, 900],
            [0, 200],
          ],
        },
      ],
      /spans: expected spans/,
    ],
    ['whose recording could not be loaded', [{ say: 'hello', recording: undefined }], /its recording is missing/],
    [
      'with a recording that nobody hears',
      [{ say: 'hello', recording: new Int16Array(8) }],
      /"…".*heard only with the option `sound`/,
    ],
    ['with a line that nobody hears fall silent', [{ vanish: true }], /only with the option `sound`/],
  ])('%s', async (_what, caller, message) => {
    expect(await refusal({ caller })).toMatch(message);
  });

  it('but not with a recording of another realm, as in a test of its own context', async () => {
    const recording = structuredClone(new Int16Array(8_000));
    expect(await refusal({ caller: [{ say: 'hello', recording }], sound: {} })).toBe('taken');
    expect(await refusal({ caller: [{ say: 'hello', recording: new Uint8Array(8) }], sound: {} })).toMatch(
      /Int16Array/,
    );
  });
});

describe('options are refused, with their name,', () => {
  it.each([
    ['an agent that cannot be started', { agent: 'mara' }, /agent: expected a function that starts your agent/],
    ['a fault there is not', { engines: { faults: { synthesizer: ['sleepy'] } } }, /engines\.faults\.synthesizer\.0/],
    ['a share above one', { network: { loss: 5 }, sound: {} }, /network\.loss/],
    [
      'a network under a call without sound',
      { network: { loss: 0.1 } },
      /network\.loss is heard only with the option `sound`/,
    ],
    ['noise louder than can be', { sound: { noiseDb: 50 } }, /sound\.noiseDb/],
    ['a misspelt option', { sed: 4 }, /sed/],
    ['no time at all', { until: 0 }, /until/],
  ])('%s', async (_what, options, message) => {
    expect(await refusal(options)).toMatch(message);
  });

  it('but a delay of the network needs no sound', async () => {
    expect(await refusal({ network: { delayMs: 60 } })).toBe('taken');
  });
});
