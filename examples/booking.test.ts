import { type FakeCall, type ListeningFakeServer, startFakeServer } from '@antiphon/sdk/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

describe('the booking agent', () => {
  let server: ListeningFakeServer;
  let caller: FakeCall;

  beforeAll(async () => {
    server = await startFakeServer();
    process.env['ANTIPHON_URL'] = server.url;
    process.env['ANTIPHON_API_KEY'] = server.apiKey;
    await import('./booking.ts');
  });
  afterAll(() => server.close());

  beforeEach(async () => {
    caller = await server.call('booking');
    expect(await caller.hears()).toBe('Good evening. A table for how many, and at what time?');
  });

  it('books what is said at once, says goodbye and hangs up', async () => {
    expect(
      await caller.says('a table for four at seven thirty', { slots: { size: 'four', time: 'seven thirty' } }),
    ).toBe('A table for four, at seven thirty. Is that right?');
    expect(await caller.says('yes please')).toBe('Your table is booked. See you then. Goodbye.');
    expect(await caller.ended).toBe('hangup');
  });

  it('asks for what is missing, and takes a bare answer', async () => {
    expect(await caller.says('yes')).toBe('A table for how many people?');
    expect(await caller.says('six', { slots: { answer: 'six' } })).toBe('A table for six. At what time?');
    expect(await caller.says('eight', { slots: { answer: 'eight' } })).toBe(
      'A table for six, at eight. Is that right?',
    );
  });

  it('takes the time first as well', async () => {
    expect(await caller.says('seven thirty', { slots: { answer: 'seven thirty' } })).toBe(
      'A table for how many people?',
    );
    expect(await caller.says('for two', { slots: { size: 'two' } })).toBe(
      'A table for two, at seven thirty. Is that right?',
    );
  });

  it('asks again when it did not understand, and loses nothing', async () => {
    await caller.says('a table for four', { slots: { size: 'four' } });
    expect(await caller.says('the one by the window', { understood: false })).toBe(
      'Sorry, I did not understand. A table for four. At what time?',
    );
    expect(await caller.says('at nine', { slots: { time: 'nine' } })).toBe('A table for four, at nine. Is that right?');
  });

  it('can be corrected, and begun again', async () => {
    await caller.says('a table for four at six', { slots: { size: 'four', time: 'six' } });
    expect(await caller.says('no make it eight', { slots: { answer: 'eight' } })).toBe(
      'A table for four, at eight. Is that right?',
    );
    expect(await caller.says('no')).toBe('A table for how many people?');
  });

  it('keeps its callers apart', async () => {
    await caller.says('a table for four', { slots: { size: 'four' } });
    const other = await server.call('booking');
    await other.hears();
    expect(await other.says('at six', { slots: { time: 'six' } })).toBe('A table for how many people?');
  });
});
