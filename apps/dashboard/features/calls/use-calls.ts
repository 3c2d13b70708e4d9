'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { systemClock } from '../../lib/clock.ts';
import { useSession } from '../session/session.tsx';
import { type CallsState, createCallsStore } from './calls-store.ts';

/** All calls of today, live. */
export function useCalls(): CallsState {
  const { api, signOut } = useSession();
  const [store] = useState(() =>
    createCallsStore({
      api,
      fetch: fetch.bind(globalThis),
      clock: systemClock,
      chance: Math.random,
      onKeyRefused: signOut,
    }),
  );
  useEffect(() => store.attach(), [store]);
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
