'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { systemClock } from '../../lib/clock.ts';
import { useSession } from '../session/session.tsx';
import { type CallScreenState, type CallStore, createCallStore } from './call-store.ts';

/** One call, live. The page keys its screen by `callId`, so that another call is another store. */
export function useCall(callId: string): CallScreenState & Pick<CallStore, 'levels'> {
  const { api, signOut } = useSession();
  const [store] = useState(() =>
    createCallStore({
      callId,
      api,
      fetch: fetch.bind(globalThis),
      clock: systemClock,
      chance: Math.random,
      onKeyRefused: signOut,
    }),
  );
  useEffect(() => store.attach(), [store]);
  return { ...useSyncExternalStore(store.subscribe, store.get, store.get), levels: store.levels };
}
