import { parseSse } from '@antiphon/events';
import { type Api, ApiError, type CallSummary } from '../../lib/api.ts';
import { createBatch } from '../../lib/batch.ts';
import { createCatchUp } from '../../lib/catch-up.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Link, openEventStream } from '../../lib/event-stream.ts';
import { startOfDay } from '../../lib/format.ts';
import { createStore, type Store } from '../../lib/store.ts';
import { type CallLog, createCallLog } from '../call/call-log.ts';
import { problemOf, refusal } from '../call/call-store.ts';
import { loadLog } from '../call/load-log.ts';
import { type CallRow, rowOfSummary, rowOfView } from './call-row.ts';

/** What the list of calls draws. */
export interface CallsState {
  phase: 'loading' | 'ready' | 'failed';
  problem?: string;
  link: Link;
  /** Newest first. */
  live: readonly CallRow[];
  /** Of today, newest first. */
  ended: readonly CallRow[];
}

export interface CallsStoreOptions {
  api: Api;
  fetch: typeof fetch;
  clock: Clock;
  chance: () => number;
  onKeyRefused(message: string): void;
}

/** The list is drawn at most this often: hundreds of calls speak at once. */
const DRAW_MS = 200;
/** Calls of one kind on the page at most. */
const LISTED = 1000;
/** Logs of live calls read side by side when the page opens. */
const SIDE_BY_SIDE = 4;
const LIVE_ONLY_KEPT = 20;

/** The calls that began at or after `since` (epoch ms), as many as are listed at most. */
async function listCalls(
  api: Api,
  status: 'active' | 'ended',
  since: number,
  signal: AbortSignal,
): Promise<CallSummary[]> {
  const listed: CallSummary[] = [];
  let before: string | undefined;
  do {
    const page = await api.calls({ status, ...(before === undefined ? {} : { before }) }, signal);
    listed.push(...page.calls.filter((call) => call.startedAt >= since));
    before = (page.calls.at(-1)?.startedAt ?? 0) >= since ? page.next : undefined;
  } while (before !== undefined && listed.length < LISTED);
  return listed;
}

/** All calls, live. A call's log is folded while it lives; of an ended call its line stays. */
export function createCallsStore(options: CallsStoreOptions): Store<CallsState> & { attach(): () => void } {
  const { api, clock } = options;
  const store = createStore<CallsState>({ phase: 'loading', link: 'connecting', live: [], ended: [] });
  const patch = (change: Partial<CallsState>) => store.set({ ...store.get(), ...change });
  const rows = new Map<string, CallRow>();
  const logs = new Map<string, CallLog>();
  const changed = new Set<string>();
  const waiting = new Set<string>();
  const batch = createBatch(clock, DRAW_MS, draw);
  let isListed = false;

  function draw(): void {
    for (const id of changed) {
      const log = logs.get(id);
      if (!log) continue;
      const row = rowOfView(id, log.view, rows.get(id));
      rows.set(id, row);
      if (row.state === 'ended') logs.delete(id);
    }
    changed.clear();
    const today = startOfDay(clock.now());
    const all = [...rows.values()].sort((one, other) => other.startedAt - one.startedAt);
    const live = all.filter((row) => row.state !== 'ended');
    const ended = all.filter((row) => row.state === 'ended' && row.startedAt >= today).slice(0, LISTED);
    // A page stays open for weeks: what it does not show it does not keep.
    const shown = new Set([...live, ...ended]);
    for (const row of all) if (!shown.has(row)) rows.delete(row.id);
    patch({ live, ended });
  }

  async function loadList(signal: AbortSignal): Promise<void> {
    const today = startOfDay(clock.now());
    const [live, ended] = await Promise.all([
      listCalls(api, 'active', 0, signal),
      listCalls(api, 'ended', today, signal),
    ]);
    isListed = true;
    for (const summary of ended) {
      // A call that ended while this page was cut off: its line says so, its log is over.
      logs.delete(summary.id);
      if (rows.get(summary.id)?.state !== 'ended') rows.set(summary.id, rowOfSummary(summary));
    }
    for (const summary of live) {
      if (!rows.has(summary.id)) rows.set(summary.id, rowOfSummary(summary));
    }
    for (const [id, row] of rows) {
      if (row.state === 'ended') continue;
      if (!logs.has(id)) logs.set(id, createCallLog(LIVE_ONLY_KEPT));
      waiting.add(id);
    }
    draw();
    patch({ phase: 'ready' });
  }

  /** One of several side by side: takes the calls that no other has taken. */
  async function loadWaiting(signal: AbortSignal): Promise<void> {
    for (const id of waiting) {
      waiting.delete(id);
      const log = logs.get(id);
      if (!log) continue;
      try {
        await loadLog(api, id, log, signal);
        changed.add(id);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) {
          waiting.add(id);
          throw error;
        }
        // The server began anew, without this call.
        logs.delete(id);
        rows.delete(id);
      }
      batch.ask();
    }
  }

  async function load(signal: AbortSignal): Promise<void> {
    if (!isListed) await loadList(signal);
    const workers = Math.min(SIDE_BY_SIDE, waiting.size);
    const results = await Promise.allSettled(Array.from({ length: workers }, () => loadWaiting(signal)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  function onError(error: unknown): boolean {
    const status = error instanceof ApiError ? error.status : 0;
    if (status === 401) options.onKeyRefused(problemOf(error));
    else if (store.get().phase !== 'ready') patch({ phase: 'failed', problem: problemOf(error) });
    return status !== 401;
  }

  return {
    ...store,
    attach() {
      const { chance } = options;
      const catchUp = createCatchUp({ clock, chance, run: load, onError });
      const close = openEventStream({
        url: api.streamUrl(),
        headers: api.headers,
        fetch: options.fetch,
        clock,
        chance,
        onOpen() {
          isListed = false;
          catchUp.ask();
        },
        onLink: (link) => patch({ link }),
        onMessage(message) {
          const event = parseSse(message.event, message.data);
          if (event.callId === null || rows.get(event.callId)?.state === 'ended') return;
          let log = logs.get(event.callId);
          if (!log) {
            log = createCallLog(LIVE_ONLY_KEPT);
            logs.set(event.callId, log);
          }
          log.add(event);
          changed.add(event.callId);
          batch.ask();
          if (!log.isBehind && event.name !== 'log.gap') return;
          waiting.add(event.callId);
          catchUp.ask();
        },
        onRefused: (status) => void onError(new ApiError(status, refusal(status))),
      });
      return () => {
        catchUp.close();
        close();
        batch.cancel();
      };
    },
  };
}
