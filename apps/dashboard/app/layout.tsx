import './tokens.css';
import './globals.css';
import './controls.css';
import './signs.css';
import './messages.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { THEME_SCRIPT } from '../components/ui/theme.ts';
import { Shell } from '../features/session/shell.tsx';

export const metadata: Metadata = {
  title: { default: 'Calls · Antiphon', template: '%s · Antiphon' },
  description: 'Live calls of this Antiphon server.',
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'dark light' };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Before the first paint, or a page in the chosen theme would flash in the other one. */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>
        <Shell>{children}</Shell>
      </body>
    </html>
  );
}
