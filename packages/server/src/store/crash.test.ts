import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { openStore } from './store.ts';

const folderOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const quiet = { warn: () => {}, error: () => {} };

/** Runs a writer, and kills it without a word once it has given out so many events. @returns what it gave out, line by line */
async function writeAndDie(file: string, after: number): Promise<string[]> {
  const child = spawn(process.execPath, [folderOf('crash-child.mjs'), folderOf('../../dist'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === after) child.kill('SIGKILL');
  }
  return lines;
}

it('loses no event that a reader was given when the server is killed, and ends the calls it left open', {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-crash-'));
  const file = join(folder, 'antiphon.db');
  const given: string[] = [];
  try {
    for (const after of [1, 7, 180, 1_003, 2_500]) given.push(...(await writeAndDie(file, after)));

    const store = await openStore(file, { clock: systemClock, log: quiet });
    const kept = new Map<string, string>();
    for (let position = 0; ; ) {
      const page = await store.events.afterPosition('default', position, {}, 1_000);
      for (const { event, position: at } of page) {
        const word = event.name === 'bot.word' ? event.data.word : '';
        kept.set(String(at), `${at} ${event.callId} ${event.seq} ${word}`);
        position = at;
      }
      if (page.length < 1_000) break;
    }
    // A kill may cut the last line of a process short.
    const whole = given.filter((line) => / word\d+$/.test(line));
    expect(whole.length).toBeGreaterThan(3_500);
    expect(whole.filter((line) => kept.get(line.split(' ')[0] ?? '')?.startsWith(line) !== true)).toEqual([]);

    const calls = await store.calls.list('default', { limit: 100 });
    expect(calls.length).toBe(25);
    for (const call of calls) {
      expect(call).toMatchObject({ status: 'ended', reason: 'failed' });
      const events = await store.events.after('default', call.id, 0, 10_000);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(events.filter(({ name }) => name === 'call.ended').map(({ seq }) => seq)).toEqual([events.length]);
    }
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
