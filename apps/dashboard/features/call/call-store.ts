import { type AnyEvent, type CallView, createCallView, parseSse } from '@antiphon/events';
import { type Api, ApiError } from '../../lib/api.ts';
import { createBatch } from '../../lib/batch.ts';
import { createCatchUp } from '../../lib/catch-up.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Link, openEventStream } from '../../lib/event-stream.ts';
import { createStore, type Store } from '../../lib/store.ts';
import { createCallLog } from './call-log.ts';
import { loadLog } from './load-log.ts';

/** What the screen of one call draws. */
export interface CallScreenState {
  phase: 'loading' | 'ready' | 'missing' | 'failed';
  /** A sentence for people, when `failed`. */
  problem?: string;
  link: Link;
  /** Events of this call are missing, and the server does not have them. */
  hasGap: boolean;
  view: CallView;
  events: readonly AnyEvent[];
}

export interface CallStoreOptions {
  callId: string;
  api: Api;
  fetch: typeof fetch;
  clock: Clock;
  chance: () => number;
  /** The key is not good (any more). */
  onKeyRefused(message: string): void;
}

export interface CallStore extends Store<CallScreenState> {
  /** Begins to follow the call. @returns ends it */
  attach(): () => void;
  /** The newest levels, for who draws faster than the screen. */
  levels(): CallView['levels'];
}

/** The screen is drawn at most this often. 50 ms is under the shortest word. */
const DRAW_MS = 50;
/** Levels alone draw less often: the meters read them by themselves. */
const LEVELS_DRAW_MS = 250;
const LIVE_ONLY_KEPT = 1000;

/**
 * One call, live: joins the stream first, then reads the log, so that nothing falls between; after every reconnect it
 * reads what it has missed. It leaves the stream of a call that is over and whole: a browser has six connections to one
 * host, and pages of ended calls stay open.
 */
export function createCallStore(options: CallStoreOptions): CallStore {
  const { callId, api, clock } = options;
  const log = createCallLog(LIVE_ONLY_KEPT);
  const store = createStore<CallScreenState>({
    phase: 'loading',
    link: 'connecting',
    hasGap: false,
    view: createCallView(),
    events: [],
  });
  const patch = (change: Partial<CallScreenState>) => store.set({ ...store.get(), ...change });
  const draw = () => patch({ view: log.view, events: log.events() });
  const batch = createBatch(clock, DRAW_MS, draw);
  const levelsBatch = createBatch(clock, LEVELS_DRAW_MS, draw);

  async function load(signal: AbortSignal): Promise<void> {
    await api.call(callId, signal);
    const hasGap = (await loadLog(api, callId, log, signal)) || store.get().hasGap;
    patch({ phase: 'ready', hasGap, view: log.view, events: log.events() });
  }

  function onError(error: unknown): boolean {
    const status = error instanceof ApiError ? error.status : 0;
    if (status === 401) options.onKeyRefused(problemOf(error));
    else if (status === 404) patch({ phase: 'missing' });
    // With a screen full of what was known, the badge tells enough.
    else if (store.get().phase !== 'ready') patch({ phase: 'failed', problem: problemOf(error) });
    return status !== 401 && status !== 404;
  }

  return {
    ...store,
    levels: () => log.view.levels,
    attach() {
      const { clock, chance } = options;
      const leaveWhenOver = () => {
        if (log.view.status === 'ended' && !log.isBehind) close();
      };
      const run = async (signal: AbortSignal) => {
        await load(signal);
        leaveWhenOver();
      };
      const catchUp = createCatchUp({ clock, chance, run, onError });
      const close = openEventStream({
        url: api.streamUrl([callId]),
        headers: api.headers,
        fetch: options.fetch,
        clock,
        chance,
        onOpen: catchUp.ask,
        onLink: (link) => patch({ link }),
        onMessage(message) {
          const event = parseSse(message.event, message.data);
          if (event.callId !== callId) return;
          log.add(event);
          if (event.name === 'log.lost') patch({ hasGap: true });
          if (event.name === 'call.ended') leaveWhenOver();
          if (log.isBehind || event.name === 'log.gap') catchUp.ask();
          (event.name === 'audio.metrics' ? levelsBatch : batch).ask();
        },
        onRefused: (status) => void onError(new ApiError(status, refusal(status))),
      });
      return () => {
        catchUp.close();
        close();
        batch.cancel();
        levelsBatch.cancel();
      };
    },
  };
}

/** What to tell people when the stream itself is refused. */
export function refusal(status: number): string {
  return status === 401 ? 'The server does not know this key.' : `The server refused the event stream (${status}).`;
}

export function problemOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return 'The server did not answer. Is it running? This page tries again by itself.';
}
