import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPhone } from './test-support/phone.ts';

/** Whole calls: a synthesized caller, the phone protocol, the server with its embedded engines, and the agents as they are. */
describe.concurrent('over the phone', { timeout: 120_000 }, () => {
  let phone: Awaited<ReturnType<typeof startPhone>>;

  beforeAll(async () => {
    phone = await startPhone();
    await import('./booking.ts');
    await import('./echo.ts');
  }, 60_000);
  afterAll(() => phone.close());

  it('books a table, recovers from what it does not understand, and hangs up', async () => {
    const { turns, said, reason } = await phone.call('booking', 'flite/rms', [
      'a table for four please',
      'somewhere beside the big window with flowers',
      'at seven thirty',
      'yes please',
    ]);
    expect(turns).toEqual(['a table for four please', '', 'at seven thirty', 'yes please']);
    expect(said).toEqual([
      'Good evening. A table for how many, and at what time?',
      'A table for four. At what time?',
      'Sorry, I did not understand. A table for four. At what time?',
      'A table for four, at seven thirty. Is that right?',
      'Your table is booked. See you then. Goodbye.',
    ]);
    expect(reason).toBe('hangup');
  });

  it('says back what it heard', async () => {
    const { turns, said } = await phone.call('echo', 'flite/slt', [
      'good evening',
      'my number is five five oh one two',
      'goodbye',
    ]);
    expect(turns).toEqual(['good evening', 'my number is five five oh one two', 'goodbye']);
    expect(said).toEqual([
      'Say hello, or good evening, or tell me your number.',
      'You said: good evening.',
      'You said: my number is five five oh one two.',
      'Goodbye.',
    ]);
  });
});
