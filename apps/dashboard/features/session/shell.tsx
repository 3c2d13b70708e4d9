'use client';

import Link from 'next/link';
import { type ReactNode, useEffect, useMemo, useSyncExternalStore } from 'react';
import { ThemeToggle } from '../../components/ui/theme-toggle.tsx';
import { createApi } from '../../lib/api.ts';
import { keyStore } from './key-store.ts';
import { SessionContext } from './session.tsx';
import { SignIn } from './sign-in.tsx';

/** The bar on top, and below it either the screen or the question for the key. */
export function Shell({ children }: { children: ReactNode }) {
  const session = useSyncExternalStore(keyStore.subscribe, keyStore.get, keyStore.get);
  useEffect(() => {
    const read = () => keyStore.read({ storage: sessionStorage, location, history });
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  const { key } = session;
  const signedIn = useMemo(
    () => (key === undefined ? undefined : { api: createApi(key, fetch.bind(globalThis)), signOut: keyStore.signOut }),
    [key],
  );
  return (
    <>
      <header className="bar">
        <Link href="/" className="brand" aria-label="Antiphon: live calls">
          <svg
            viewBox="4 5 24 22"
            width="22"
            height="20"
            fill="none"
            strokeWidth="2.6"
            strokeLinecap="round"
            aria-hidden="true"
          >
            <path className="brand-call" d="M8 12v4M12.5 8.5v11M17 11v6" />
            <path className="brand-answer" d="M15 19v4M19.5 14.5v11M24 17v6" />
          </svg>
          Antiphon
        </Link>
        <span className="bar-space" />
        {signedIn && (
          <button type="button" className="quiet-button" onClick={() => keyStore.signOut()}>
            Sign out
          </button>
        )}
        <ThemeToggle />
      </header>
      <main>
        {!session.isRead ? null : signedIn ? (
          <SessionContext value={signedIn} key={key}>
            {children}
          </SessionContext>
        ) : (
          <SignIn reason={session.reason} onKey={keyStore.signIn} />
        )}
      </main>
    </>
  );
}
