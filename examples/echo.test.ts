import { type ListeningFakeServer, startFakeServer } from '@antiphon/sdk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('the echo agent', () => {
  let server: ListeningFakeServer;

  beforeAll(async () => {
    server = await startFakeServer();
    process.env['ANTIPHON_URL'] = server.url;
    process.env['ANTIPHON_API_KEY'] = server.apiKey;
    await import('./echo.ts');
  });
  afterAll(() => server.close());

  it('says back what it heard, says when it knew no words, and says goodbye', async () => {
    const caller = await server.call('echo');
    expect(await caller.hears()).toMatch(/^Say hello/);
    expect(await caller.says('hello there')).toBe('You said: hello there.');
    expect(await caller.says('', { understood: false })).toBe('I heard you, but no words that I know.');
    expect(await caller.says('goodbye')).toBe('Goodbye.');
    expect(await caller.ended).toBe('hangup');
  });
});
