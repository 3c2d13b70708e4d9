import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOrder, type LoggedEvent } from '@antiphon/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AntiphonServer, createServer } from '../app.ts';
import * as golden from './test-support/golden-calls.ts';
import { realCall } from './test-support/real-call.ts';

/** Times of the golden calls mean "within 150 ms of" in real time. They are the call's own, so that a late reader changes none. */
const TOLERANCE_MS = 150;
/** Of a line of 8 kHz. */
const SAMPLES_PER_MS = 8;
/** What stands at the edge of a word when the bot is cut off within the tolerance. */
const TOLERANCE_WORDS = 1;

const calls: readonly [name: string, call: golden.GoldenCall][] = [
  ['1: one exchange', golden.oneExchange],
  ['2: a pause to think', golden.pauseToThink],
  ['3: a real interruption', golden.interruption],
  ['4: "mm-hmm"', golden.murmur],
  ['5: silence, and the end by limit', golden.silence],
  ['6: hang-up in the middle of everything', golden.hangUp],
];

describe('the golden calls, over the phone protocol in real time', () => {
  let server: AntiphonServer;
  let dataFolder: string;
  /** All at once: they take as long as the longest. A call that was asked for again is played again, alone. */
  let logs: (Promise<LoggedEvent[]> | undefined)[];
  const play = ([name, { scenario }]: (typeof calls)[number]) => realCall(server, `golden-${name[0]}`, scenario);

  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'antiphon-golden-'));
    server = await createServer({ port: 0, dataFolder, lab: true, logLevel: 'warn' });
    await server.listen();
    logs = calls.map(play);
    for (const log of logs) log?.catch(() => {}); // told by the call's own test
  }, 60_000);
  afterAll(async () => {
    await server.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  it.each(calls.map((call, index) => [call[0], call, index] as const))(
    'golden call %s',
    // A machine that was busy with other things is asked once more.
    { timeout: 60_000, retry: 1 },
    async (_name, call, index) => {
      const { rows } = call[1];
      const log = logs[index] ?? play(call);
      delete logs[index];
      const events = await log;
      expect(checkOrder(events)).toEqual([]);
      const told = events.filter(({ name }) => name !== 'bot.word');
      expect(told.map(({ name }) => name)).toEqual(rows.map(([, name]) => name));
      const away = rows.flatMap(([at, name], row) => {
        const { at: found = Number.NaN, inSample = Number.NaN } = told[row] ?? {};
        // A machine that is busy with other things hears its callers late: what they had said by then is the other clock.
        const isNear = [found, inSample / SAMPLES_PER_MS].some((ms) => Math.abs(ms - at) <= TOLERANCE_MS);
        return isNear ? [] : [`${name} at ${found}, and at ${inSample / SAMPLES_PER_MS} of what was heard, not ${at}`];
      });
      expect(away).toEqual([]);
      for (const [row, [, , data]] of rows.entries()) expectData(told[row]?.data, data);
    },
  );
});

/** Ids are each call's own; times, and the words heard by a time, are near. */
function expectData(found: object | undefined, wanted: Readonly<Record<string, unknown>> = {}): void {
  const { messageId: _id, inReplyTo: _answered, wordsSpoken, lastWord: _word, ...exact } = wanted;
  const near = Object.entries(exact).filter(([key]) => key.endsWith('Ms'));
  for (const [key, ms] of near) {
    const { [key]: actual } = found as Record<string, number>;
    expect(Math.abs((actual ?? Number.NaN) - Number(ms)), key).toBeLessThanOrEqual(TOLERANCE_MS);
  }
  if (typeof wordsSpoken === 'number') {
    const { wordsSpoken: actual } = found as { wordsSpoken: number };
    expect(Math.abs(actual - wordsSpoken)).toBeLessThanOrEqual(TOLERANCE_WORDS);
  }
  expect(found).toMatchObject(Object.fromEntries(Object.entries(exact).filter(([key]) => !key.endsWith('Ms'))));
}
