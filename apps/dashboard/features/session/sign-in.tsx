'use client';

import { type FormEvent, useState } from 'react';
import { ApiError, createApi } from '../../lib/api.ts';

/** Asks for the key, tries it, and says why it is asked for. */
export function SignIn({ reason, onKey }: { reason: string | undefined; onKey(key: string): void }) {
  const [problem, setProblem] = useState(reason);
  const [isTrying, setTrying] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get('key')).trim();
    if (key === '') return setProblem('Paste the key first.');
    setTrying(true);
    try {
      await createApi(key, fetch.bind(globalThis)).calls({ limit: 1 }, AbortSignal.timeout(10_000));
      onKey(key);
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : 'The server did not answer. Is it running?');
      setTrying(false);
    }
  }

  return (
    <section className="sign-in">
      <h1>Sign in</h1>
      <p>
        This server opens with its API key. It was printed when the server first started, and is kept in the file{' '}
        <code>api-key</code> of its data folder.
      </p>
      <form onSubmit={submit}>
        <label htmlFor="key">API key</label>
        <input
          id="key"
          name="key"
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== undefined}
          aria-describedby="key-problem"
          // biome-ignore lint/a11y/noAutofocus: the only thing to do on this page.
          autoFocus
        />
        <p id="key-problem" className="problem" role="alert">
          {problem}
        </p>
        <button type="submit" className="button" disabled={isTrying}>
          {isTrying ? 'Trying…' : 'Open the dashboard'}
        </button>
      </form>
      <p className="hint">
        The key stays in this tab. To open a page without typing, append <code>#key=…</code> to its address.
      </p>
    </section>
  );
}
