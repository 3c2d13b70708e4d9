import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, type OpenBrowser, openBrowser, openCallPage } from './open-call-page.ts';

const repository = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const command = repository('packages/server/bin/antiphon.mjs');
const agentFile = repository('examples/dist/booking.js');
const KEY = 'ak_real_call';

if (!hasChromium) console.warn('Skipped: watching a real call needs /usr/bin/chromium (apt-get install chromium).');

/** The whole of it, as a person sees it: a server, an agent and a caller in processes of their own, and the page in Chromium. */
describe.skipIf(!hasChromium)('a person watches a real call', { timeout: 120_000 }, () => {
  const processes: ChildProcess[] = [];
  let dataFolder: string;
  let url: string;
  let browser: OpenBrowser;

  /** Starts a program. @returns the first match of `until` in what it prints */
  function run(file: string, args: string[], env: Record<string, string>, until: RegExp): Promise<RegExpExecArray> {
    const child = spawn(process.execPath, [file, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    processes.push(child);
    let printed = '';
    return new Promise((resolve, reject) => {
      const read = (data: Buffer) => {
        printed += data;
        const match = until.exec(printed);
        if (match) resolve(match);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('exit', (code) => reject(new Error(`${file} ended with ${code}: ${printed}`)));
    });
  }

  beforeAll(async () => {
    for (const built of [command, agentFile])
      if (!existsSync(built)) throw new Error(`${built} is not built. Run: pnpm build`);
    dataFolder = await mkdtemp(join(tmpdir(), 'antiphon-page-'));
    const [, listening] = await run(
      command,
      ['serve', '--port', '0', '--data', dataFolder, '--api-key', KEY],
      {},
      /listening on (\S+)/,
    );
    url = listening as string;
    await run(agentFile, [], { ANTIPHON_URL: url, ANTIPHON_API_KEY: KEY }, /ready/);
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    for (const child of processes) {
      child.removeAllListeners('exit');
      child.kill();
    }
    await rm(dataFolder, { recursive: true, force: true });
  });

  it('and reads the words while they are said', async () => {
    const say = [
      '--say',
      'a table for four people at seven thirty',
      '--say',
      'yes',
      '--voice',
      'flite/rms',
      '--wait',
      '--pause-ms',
      '3000',
    ];
    const [, callId] = await run(
      command,
      ['call', ...say, '--agent', 'booking', '--url', url],
      {},
      /connected, call (\S+)/,
    );
    const { page, readTranscript, complaints } = await openCallPage(browser, url, KEY, callId as string);
    const shows = (text: string) =>
      expect.poll(async () => (await readTranscript()).join('\n'), { timeout: 60_000 }).toContain(text);

    await shows('Agent: Good evening.');
    await shows('Caller: a table for four people at seven thirty');
    await shows('Agent: A table for four, at seven thirty. Is that right?');
    expect(await page.locator('.badge').first().textContent()).toMatch(/live/i);
    await shows('Agent: Your table is booked. See you then. Goodbye.');
    expect(complaints).toEqual([]);
  });
});
