import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContractServer, createContractServer } from './contract-server.ts';
import { fixtureCall, logOf } from './fixture-call.ts';
import { hasChromium, type OpenBrowser, openBrowser, openCallPage, openPage } from './open-call-page.ts';

const out = fileURLToPath(new URL('../out', import.meta.url));
if (!hasChromium)
  console.warn('Skipped: reading a live call in the browser needs /usr/bin/chromium (apt-get install chromium).');

describe.skipIf(!hasChromium)('a person watches a call in the browser', () => {
  let server: ContractServer;
  let browser: OpenBrowser;
  beforeAll(async () => {
    if (!existsSync(out))
      throw new Error('There is no export of the dashboard. Build it first: pnpm --filter @antiphon/dashboard build');
    server = await createContractServer(out);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const callOf = (id: string) => logOf(fixtureCall, id, 'booking', Date.now() - 9000);
  /** Until the page shows it, or the test's time is over. */
  const shows = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 20_000 });

  it('reads the words of a live call as they are played', async () => {
    const log = callOf('CA1');
    const interrupted = log.findIndex((event) => event.name === 'bot.interrupted');
    const third = log.findIndex(
      (event) => event.name === 'bot.word' && event.data.messageId === 'b1' && event.data.wordIndex === 2,
    );
    for (const event of log.slice(0, third + 1)) server.happen(event);

    const { page, readTranscript, readCutWords, complaints } = await openCallPage(
      browser,
      server.url,
      server.key,
      'CA1',
    );
    await shows(readTranscript).toEqual([
      'Agent: The Olive Tree, good evening.',
      'Caller: I would like a table for four',
      'Agent: Your table for',
    ]);
    await shows(() => page.locator('.call-head .state').textContent()).toBe('agent speaks');
    expect(page.url()).not.toContain('key');

    for (const event of log.slice(third + 1, interrupted + 3)) server.happen(event);
    await shows(async () => (await readTranscript()).at(-1)).toBe(
      'Agent: Your table for four people is booked for seven',
    );

    for (const event of log.slice(interrupted + 3)) server.happen(event);
    await shows(readTranscript).toEqual([
      'Agent: The Olive Tree, good evening.',
      'Caller: I would like a table for four',
      'Agent: Your table for four people is booked for seven',
      'Caller: no wait make it eight',
      'Agent: Eight o’clock it is. See you tonight!',
    ]);
    await shows(() => page.locator('.call-head .state').textContent()).toBe('ended');
    await shows(() => page.locator('[data-testid=running-time]').textContent()).toBe('0:12');
    expect(await readCutWords()).toEqual(['thirty this evening']);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says that it reconnects, and has missed nothing when it is back', async () => {
    const log = callOf('CA2');
    for (const event of log.slice(0, 5)) server.happen(event);
    const { page, readTranscript } = await openCallPage(browser, server.url, server.key, 'CA2');
    const badge = () => page.locator('.badge').allTextContents();
    await shows(badge).toEqual(['Live']);
    await shows(readTranscript).toEqual(['Agent: The Olive']);

    server.setDown(true);
    server.cutStreams();
    await shows(badge).toEqual(['Reconnecting']);
    for (const event of log.slice(5, 22)) server.lose(event);
    server.setDown(false);
    await shows(badge).toEqual(['Live']);
    await shows(readTranscript).toEqual([
      'Agent: The Olive Tree, good evening.',
      'Caller: I would like a table for four',
    ]);
    await page.close();
  });

  it('lists who is on the phone, follows what they say, and moves them down when they hang up', async () => {
    const { page, complaints } = await openPage(browser, server.url, server.key, '/');
    const log = callOf('CA3');
    const live = page.getByRole('list', { name: 'Live calls' }).getByRole('link');
    const ended = page.getByRole('list', { name: 'Calls that ended today' }).getByRole('link');
    await shows(() => ended.count()).toBe(1);
    for (const event of log.slice(0, 4)) server.happen(event);
    await shows(() => live.count()).toBe(2);
    await shows(() => live.first().textContent()).toContain('The Olive Tree');
    for (const event of log.slice(4)) server.happen(event);
    await shows(() => live.count()).toBe(1);
    await shows(() => ended.count()).toBe(2);
    await ended.first().click();
    await shows(() => page.locator('h1').textContent()).toBe('+15550100 → +15550199');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('asks for the key again when the server does not know it, and says why', async () => {
    const { page } = await openPage(browser, server.url, 'wrong', '/');
    await shows(() => page.locator('.problem').textContent()).toContain('does not know this key');
    await page.getByLabel('API key').fill(server.key);
    await page.getByRole('button', { name: 'Open the dashboard' }).click();
    await shows(() => page.locator('h1').textContent()).toContain('Live calls');
    await page.close();
  });

  it('shows what callers say as text, whatever they say', async () => {
    const [started, ...rest] = callOf('CA4');
    const said = { ...rest.find((event) => event.name === 'user.message')!, order: 2, seq: 2 } as (typeof rest)[number];
    server.happen(started!);
    server.happen({ ...said, data: { ...said.data, text: '<img src=x onerror=alert(1)> & "co"' } } as typeof said);
    const { page, readTranscript } = await openCallPage(browser, server.url, server.key, 'CA4');
    await shows(readTranscript).toEqual(['Caller: <img src=x onerror=alert(1)> & "co"']);
    expect(await page.locator('.words img').count()).toBe(0);
    await page.close();
  });

  it('loads nothing from another host', async () => {
    const { page } = await openPage(browser, server.url, server.key, '/');
    await shows(() => page.locator('h1').textContent()).toContain('Live calls');
    const hosts = await page.evaluate(() =>
      performance.getEntriesByType('resource').map((entry) => new URL(entry.name).host),
    );
    expect(new Set(hosts)).toEqual(new Set([new URL(server.url).host]));
    await page.close();
  });
});
