'use client';

import { createContext, useContext } from 'react';
import type { Api } from '../../lib/api.ts';

/** What every signed-in screen has. */
export interface SignedIn {
  api: Api;
  signOut(reason?: string): void;
}

export const SessionContext = createContext<SignedIn | undefined>(undefined);

export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (!session) throw new Error('This screen is drawn outside the shell, which signs people in.');
  return session;
}
