import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** Debian's Chromium. */
const CHROMIUM = '/usr/bin/chromium';

/** Whether this machine has the browser that the tests drive. */
export const hasChromium = existsSync(CHROMIUM);

export interface OpenBrowser {
  context: BrowserContext;
  close(): Promise<void>;
}

/** Starts a Chromium of its own that talks to nobody but the pages it is given. */
export async function openBrowser(
  options: { colorScheme?: 'dark' | 'light'; width?: number; height?: number } = {},
): Promise<OpenBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'antiphon-chromium-'));
  const { colorScheme = 'dark', width = 1360, height = 840 } = options;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    colorScheme,
    viewport: { width, height },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

export interface OpenPage {
  page: Page;
  /** What the page complained about: script errors, refused resources, broken policies. */
  complaints: string[];
  /** What was said, one line each, as a person reads it: `Agent: Your table …`. Words that were cut off are left out. */
  readTranscript(): Promise<string[]>;
  /** Words struck out because nobody heard them. */
  readCutWords(): Promise<string[]>;
}

/** Opens a page of the dashboard, signed in. @param path `/`, `/calls/?id=…` */
export async function openPage({ context }: OpenBrowser, url: string, key: string, path: string): Promise<OpenPage> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(new URL(`${path}#key=${encodeURIComponent(key)}`, url).href);
  return {
    page,
    complaints,
    readTranscript: () =>
      page.locator('.line').evaluateAll((lines) =>
        lines.map((line) => {
          const said = line.querySelector('.words')?.cloneNode(true) as HTMLElement;
          for (const cut of said.querySelectorAll('.word-cut, .word-coming')) cut.remove();
          const who = (line as HTMLElement).dataset.who === 'user' ? 'Caller' : 'Agent';
          return `${who}: ${said.textContent?.trim()}`;
        }),
      ),
    readCutWords: async () => (await page.locator('.word-cut').allTextContents()).map((text) => text.trim()),
  };
}

/** Opens the page of one call, signed in. */
export function openCallPage(browser: OpenBrowser, url: string, key: string, callId: string): Promise<OpenPage> {
  return openPage(browser, url, key, `/calls/?id=${encodeURIComponent(callId)}`);
}
