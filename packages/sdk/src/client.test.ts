import { afterEach, describe, expect, it, vi } from 'vitest';
import { Antiphon } from './client.ts';
import { settle } from './connection/fake.ts';
import { AntiphonError } from './errors.ts';
import { createWorld } from './testing/world.ts';

afterEach(() => vi.restoreAllMocks());

describe('a client', () => {
  it('connects by itself, says its key first, and is ready', async () => {
    const { pc, sent } = createWorld();
    const connected = vi.fn();
    pc.on('connected', connected);
    await pc.ready;
    expect(pc.connected).toBe(true);
    expect(connected).toHaveBeenCalledOnce();
    expect(sent()[0]).toMatchObject({ event: 'connect', apiKey: 'test-key' });
  });

  it('with a wrong key says so once, stops, and never tries again', async () => {
    const { pc, clock, transport, errors } = createWorld({ apiKey: 'wrong' });
    await expect(pc.ready).rejects.toMatchObject({ code: 'INVALID_KEY' });
    await clock.advance(3_600_000);
    expect(transport.attempts).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain('ANTIPHON_API_KEY');
    expect(pc.connected).toBe(false);
  });

  it('refuses its agents too when the key is wrong, those made later as well', async () => {
    const { pc } = createWorld({ apiKey: 'wrong' });
    const early = pc.agent('early');
    await expect(early.ready).rejects.toMatchObject({ code: 'INVALID_KEY' });
    await expect(pc.agent('late').ready).rejects.toMatchObject({ code: 'INVALID_KEY' });
  });

  it('without any key says what to do', async () => {
    const { pc, transport, errors } = createWorld({ apiKey: '' });
    await expect(pc.ready).rejects.toMatchObject({ code: 'MISSING_KEY' });
    expect(transport.attempts).toBe(0);
    expect(errors).toHaveLength(1);
  });

  it('keeps trying while no server answers, ever more slowly, and complains once', async () => {
    const { pc, clock, transport, codes, server } = createWorld();
    const waits: number[] = [];
    pc.on('reconnecting', (_attempt, delayMs) => waits.push(delayMs));
    transport.network = 'refusing';
    await clock.advance(100_000);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000].slice(0, waits.length));
    expect(transport.attempts).toBe(waits.length);
    expect(codes()).toEqual(['CONNECTION_FAILED']);
    transport.network = 'working';
    await clock.advance(30_000);
    await pc.ready;
    expect(server.commands.at(-1)?.event).toBe('connect');
  });

  it('says where nobody answered, even when nobody listens for errors', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { pc, transport } = createWorld();
    pc.removeAllListeners('error');
    transport.network = 'refusing';
    await settle();
    expect(said).toHaveBeenCalledOnce();
    expect(said.mock.calls[0]?.[0]).toMatch(/No server answered at ws:\/\/127\.0\.0\.1:4700\/client .*antiphon serve/);
  });

  it('gives up a server that accepts the socket and says nothing, after ten seconds', async () => {
    const { clock, transport, codes } = createWorld();
    transport.network = 'silent';
    await clock.advance(9_999);
    expect(codes()).toEqual([]);
    await clock.advance(1);
    expect(codes()).toEqual(['CONNECTION_TIMEOUT']);
    expect(transport.attempts).toBe(1);
  });

  it('after a lost connection tells, and starts again at one second', async () => {
    const { pc, clock, server } = createWorld();
    const story: string[] = [];
    pc.on('disconnected', (reason) => story.push(`disconnected ${reason}`));
    pc.on('reconnecting', (attempt, delayMs) => story.push(`reconnecting ${attempt} in ${delayMs}`));
    pc.on('connected', () => story.push('connected'));
    await settle();
    server.drop();
    await clock.advance(1_000);
    server.closeAll(1001, 'going away');
    await clock.advance(1_000);
    expect(story).toEqual([
      'connected',
      'disconnected connection_lost',
      'reconnecting 1 in 1000',
      'connected',
      'disconnected going away',
      'reconnecting 1 in 1000',
      'connected',
    ]);
  });

  it('pings every 30 seconds and answers pings', async () => {
    const { clock, server, sent } = createWorld();
    await clock.advance(90_000);
    expect(sent('ping')).toHaveLength(3);
    server.broadcast({ event: 'ping' });
    await settle();
    expect(sent('pong')).toHaveLength(1);
  });

  it('notices a server that has fallen silent, and connects anew', async () => {
    const { pc, clock, transport } = createWorld();
    await settle();
    transport.network = 'silent';
    await clock.advance(60_000);
    expect(pc.connected).toBe(false);
    transport.network = 'working';
    await clock.advance(60_000);
    expect(pc.connected).toBe(true);
  });

  it.each([
    [4001, ''],
    [1000, 'Displaced by a newer client'],
  ])('that was displaced (%s %s) leaves its successor alone', async (code, reason) => {
    const { clock, server, transport, codes } = createWorld();
    await settle();
    server.closeAll(code, reason);
    await clock.advance(600_000);
    expect(transport.attempts).toBe(1);
    expect(codes()).toEqual(['DISPLACED']);
  });

  it('ends its calls when it disconnects, says no more, and may connect again', async () => {
    const { pc, clock, server, errors } = createWorld();
    const story: string[] = [];
    pc.on('disconnected', () => story.push('disconnected'));
    pc.on('call.ended', (call, reason) => story.push(`${call.id} ${reason}`));
    pc.agent('mara');
    await settle();
    await server.call('mara');
    await settle();
    await pc.disconnect();
    await clock.advance(600_000);
    expect(story).toEqual(['call_1 client_disconnect']);
    expect(errors).toEqual([]);
    expect(pc.connected).toBe(false);
    await pc.connect();
    expect(pc.connected).toBe(true);
    await settle();
    expect(server.agents.has('mara')).toBe(true);
  });

  it('keeps its connection when one agent is not allowed something', async () => {
    const { pc, server, codes } = createWorld();
    await pc.agent('mara').ready;
    server.broadcast({ event: 'error', code: 'UNAUTHORIZED', error: 'Not your number.', agent_id: 'mara' });
    await settle();
    expect(codes()).toEqual(['UNAUTHORIZED']);
    expect(pc.connected).toBe(true);
    server.broadcast({ event: 'error', code: 'INVALID_KEY', error: 'The key was withdrawn.' });
    await settle();
    expect(codes()).toEqual(['UNAUTHORIZED', 'INVALID_KEY']);
    expect(pc.connected).toBe(false);
  });

  it('with autoReconnect off tries once', async () => {
    const { pc, clock, transport } = createWorld({ autoReconnect: false });
    transport.network = 'refusing';
    await expect(pc.ready).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
    await clock.advance(600_000);
    expect(transport.attempts).toBe(1);
  });

  it('outlives frames that make no sense', async () => {
    const { pc, server } = createWorld();
    await settle();
    for (const frame of [[], {}, { event: 7 }, { event: 'from.the.future', call_id: 'x' }, { event: 'error' }]) {
      server.broadcast(frame);
    }
    await settle();
    expect(pc.connected).toBe(true);
  });

  it('gives the same agent for the same id', () => {
    const { pc } = createWorld();
    expect(pc.agent('mara', { language: 'en' })).toBe(pc.agent('mara', { language: 'es' }));
    expect(pc.getAgent('mara')?.getConfig()).toEqual({ language: 'en' });
    expect(pc.getAgent('bob')).toBeUndefined();
  });

  it('names the server without the password of its address', async () => {
    const { pc, transport, errors } = createWorld({ url: 'http://mara:s3cret@host', autoReconnect: false });
    transport.network = 'refusing';
    await expect(pc.ready).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
    expect(errors.map(({ message }) => message).join()).toContain('ws://host/client');
    expect(errors.map(({ message }) => message).join()).not.toContain('s3cret');
  });

  it('refuses an address that is none', () => {
    expect(() => new Antiphon({ apiKey: 'k', url: 'localhost:4700' })).toThrow(
      /"localhost:4700" is no server's address/,
    );
    try {
      new Antiphon({ apiKey: 'k', url: 'ftp://x' });
    } catch (error) {
      expect(AntiphonError.is(error, 'INVALID_URL')).toBe(true);
      expect(AntiphonError.is(new Error('other'))).toBe(false);
    }
  });
});
