import type { ReactNode } from 'react';

/** Says what is (not) there and what to do next. */
export function EmptyState({ title, children, tone }: { title: string; children: ReactNode; tone?: 'problem' }) {
  return (
    <section className={`empty${tone ? ` empty-${tone}` : ''}`} role={tone ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
