import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runLab, runReplay } from './command.ts';
import { anyStory, scenarioOf } from './laws/story.ts';
import { logText } from './log-text.ts';
import { firstDifference } from './replay/compare-exactly.ts';
import { recordedCall } from './replay/recorded-call.ts';
import { type Scenario, simulate } from './simulate.ts';

const booking: Scenario = {
  until: 20_000,
  hangUpAt: 12_000,
  caller: [
    { from: 1000, to: 2000, text: 'I would like' },
    { from: 2350, to: 3250, text: 'a table for four' },
  ],
  agent: (event, agent) => {
    if (event.name === 'turn.end') agent.after(200, () => agent.reply('Four it is, then.', event.data.messageId));
  },
};

const record = (scenario: Scenario) => {
  const { journal, events } = simulate(scenario);
  return { call: recordedCall(journal.join('\n')), journal, events };
};

const turns = (events: readonly { name: string; at: number; data: object }[]) =>
  events.filter(({ name }) => name === 'turn.end').map(({ at, data }) => `${at} ${(data as { text: string }).text}`);

describe('a recorded call', () => {
  it('is decided again exactly: names, times, positions and contents', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const { call, events } = record(scenarioOf(story));
        expect(
          firstDifference(
            events.filter(({ seq }) => seq !== undefined),
            call.replay().events,
          ),
        ).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('shows what a shorter silence would have done, and what cannot be known of it', () => {
    const { call, events } = record(booking);
    expect(turns(events)).toEqual(['3750 I would like a table for four']);
    const { lines, guesses, isApproximate, events: now } = call.whatIf({ turn_detection: { silence_ms: 300 } });
    expect(turns(now)).toEqual(['2300 I would like', '3550 I would like a table for four']);
    expect(lines.some(({ how, now: event }) => how === 'new' && event?.name === 'turn.end')).toBe(true);
    expect(guesses.join('\n')).toContain('"I would like"');
    expect(isApproximate).toBe(false);
  });

  it('says that changes to the detector are approximate', () => {
    const { call } = record(booking);
    expect(call.whatIf({ vad: { min_silence_ms: 400 } }).isApproximate).toBe(true);
  });

  it('played again without a change comes out the same, but for a frame', () => {
    const { call } = record(booking);
    expect(call.whatIf().lines.filter(({ how }) => how !== 'same')).toEqual([]);
  });

  it('gives its caller as a script', () => {
    expect(record(booking).call.caller).toEqual([
      { at: 1000 },
      { say: 'I would like', ms: 1000 },
      { at: 2350 },
      { say: 'a table for four', ms: 900 },
      { at: 12_000 },
      { hangUp: true },
    ]);
  });
});

describe('the commands', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'antiphon-replay-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = async (command: typeof runReplay, ...argv: string[]) => {
    const lines: string[] = [];
    const code = await command(argv, { line: (text) => lines.push(text), error: (text) => lines.push(text) });
    return { code, text: lines.join('\n') };
  };

  it('replay a journal, and compare it with other settings', async () => {
    const { journal, events } = record(booking);
    const path = join(folder, 'call.jsonl');
    writeFileSync(path, `${journal.join('\n')}\n`);
    expect(await run(runReplay, path)).toMatchObject({
      code: 0,
      text: expect.stringContaining(`${events.length} events`),
    });
    expect((await run(runReplay, path, '--events')).text).toContain(logText(events));
    const changed = await run(runReplay, path, '--silence-ms', '300');
    expect(changed.text).toMatch(/3750 {2}turn\.end turn 1 .* \* +2300 {2}turn\.end turn 1/);
    expect(changed.text).toContain('Guessed: ');
    expect(await run(runReplay, path, '--silence-ms', 'soon')).toMatchObject({
      code: 1,
      text: expect.stringContaining('--silence-ms'),
    });
  });

  it('say where they looked for a call that is not there', async () => {
    expect(await run(runReplay, 'CA1', '--data', folder)).toMatchObject({
      code: 1,
      text: expect.stringContaining('journals'),
    });
  });

  it('turn a call into a test', async () => {
    const path = join(folder, 'call.jsonl');
    writeFileSync(path, record(booking).journal.join('\n'));
    expect((await run(runLab, 'import', path, '--out', folder, '--agent', 'agent.ts')).code).toBe(0);
    const test = readFileSync(join(folder, 'CA00000000000000000000000000000001.test.ts'), 'utf8');
    expect(test).toContain("'3750 turn.end',");
    expect(test).toContain('import("./agent.ts")');
    expect(test).toContain('{"say":"a table for four","ms":900},');
  });

  it('know their own names', async () => {
    expect(await run(runLab, 'nonsense')).toMatchObject({ code: 2, text: expect.stringContaining('nonsense') });
  });
});
