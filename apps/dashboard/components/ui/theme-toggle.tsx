'use client';

import { useEffect, useState } from 'react';
import { keepTheme, readTheme, type Theme } from './theme.ts';

const next = new Map<Theme, Theme>([
  [undefined, 'light'],
  ['light', 'dark'],
  ['dark', undefined],
]);

/** System, light, dark, and round again. */
export function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>(undefined);
  useEffect(() => setTheme(readTheme()), []);
  const name = theme ?? 'system';
  return (
    <button
      type="button"
      className="icon-button"
      title={`Theme: ${name}`}
      aria-label={`Theme: ${name}. Change it.`}
      onClick={() => {
        const chosen = next.get(theme);
        keepTheme(chosen);
        setTheme(chosen);
      }}
    >
      <svg
        viewBox="0 0 16 16"
        width="16"
        height="16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        aria-hidden="true"
      >
        {theme === 'light' ? (
          <>
            <circle cx="8" cy="8" r="2.8" />
            <path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1" />
          </>
        ) : theme === 'dark' ? (
          <path d="M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6Z" />
        ) : (
          <>
            <circle cx="8" cy="8" r="5.5" />
            <path d="M8 2.5v11A5.5 5.5 0 0 0 8 2.5Z" fill="currentColor" stroke="none" />
          </>
        )}
      </svg>
    </button>
  );
}
