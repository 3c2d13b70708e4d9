import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runReplay } from '../command.ts';
import { simulate } from '../simulate.ts';
import { sharedPart } from './compare-exactly.ts';
import { recordedCall } from './recorded-call.ts';

const { journal, events } = simulate({
  until: 8_000,
  hangUpAt: 5_000,
  caller: [{ from: 1_000, to: 2_000, text: 'a table for four' }],
  agent: (event, agent) => {
    if (event.name === 'turn.end') agent.reply('Four it is.', event.data.messageId);
  },
});
const text = `${journal.join('\n')}\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'antiphon-damaged-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function replay(content: string, ...argv: string[]): Promise<{ code: number; told: string }> {
  const path = join(folder, 'call.jsonl');
  writeFileSync(path, content);
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const code = await runReplay([path, '--data', folder, ...argv], { line: note, error: note });
  return { code, told: lines.join('\n') };
}

it('replays a call whose server was killed as it wrote, up to where its journal stops', async () => {
  const whole = text.split('\n');
  const cut = `${whole.slice(0, 12).join('\n')}\n${whole[12]?.slice(0, 40)}`;
  const call = recordedCall(cut);
  expect([call.isCutOff, call.hasEnded]).toEqual([true, false]);
  expect(call.replay().text).toBe(recordedCall(whole.slice(0, 12).join('\n')).replay().text);
  expect(await replay(cut)).toEqual({
    code: 0,
    told: expect.stringMatching(/^The journal stops in mid-line, at \d+ ms: the server did not live/),
  });
});

it("a killed server's log has an end that its journal lacks, and either may tell more", () => {
  const replayed = recordedCall(text).replay().events;
  const log = [...events.filter(({ seq = 9 }) => seq <= 3), ...events.filter(({ name }) => name === 'call.ended')];
  const [logged, told] = sharedPart(log, replayed);
  expect(logged.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(told.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

it('a whole journal has its end', () => {
  expect(recordedCall(text)).toMatchObject({ isCutOff: false, hasEnded: true });
});

it.each([
  ['a damaged line', text.replace(/\n.*\n/, '\ngarbage{\n'), /^antiphon replay: Line 2 of the journal is damaged\./],
  ['a line that is no input', text.replace(/\n.*\n/, '\n{"type":"tick"}\n'), /Line 2 of the journal is damaged/],
  ['a newer version', text.replace('"version":1', '"version":2'), /of version 2, and this Antiphon reads version 1\./],
  ['a head cut off', text.slice(0, 30), /no journal of a call/],
  ['nothing', '', /no journal of a call/],
])('refuses a journal with %s, and says so', async (_what, content, message) => {
  expect(await replay(content)).toEqual({ code: 1, told: expect.stringMatching(message) });
});

it('says which settings changed nothing', async () => {
  const { told } = await replay(text, '--set', '{"turn_detektion":{"silence_ms":3},"vad":{"threshold":"high"}}');
  expect(told).toContain('No effect: turn_detektion.silence_ms.');
  expect(told).toContain('No effect: vad.threshold.');
  expect((await replay(text, '--silence-ms', '300')).told).not.toContain('No effect');
});

it('takes on and off for the interruption, and nothing else', async () => {
  expect((await replay(text, '--interruption', 'off')).code).toBe(0);
  expect(await replay(text, '--interruption', 'maybe')).toMatchObject({
    code: 1,
    told: expect.stringContaining('on or off'),
  });
});
