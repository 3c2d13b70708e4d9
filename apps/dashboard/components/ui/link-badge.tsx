import type { Link } from '../../lib/event-stream.ts';

const words: Record<Link, { label: string; title: string }> = {
  connecting: { label: 'Connecting', title: 'Joining the event stream.' },
  live: { label: 'Live', title: 'Events come as they happen.' },
  reconnecting: {
    label: 'Reconnecting',
    title: 'The connection broke. What is shown may be old; what was missed is read again when it is back.',
  },
};

const complete = { label: 'Complete', title: 'The call has ended, and all of it is here.' };

export interface LinkBadgeProps {
  link: Link;
  /** Events are missing for good. */
  hasGap?: boolean;
  /** Nothing more will come. */
  isOver?: boolean;
}

/** How fresh this page is. A gap stays shown: it does not heal. */
export function LinkBadge({ link, hasGap = false, isOver = false }: LinkBadgeProps) {
  const { label, title } = isOver && !hasGap ? complete : words[link];
  return (
    <span className="badges" role="status">
      {hasGap && (
        <span
          className="badge"
          data-tone="problem"
          title="Events of this call are missing, and the server does not have them."
        >
          Gap
        </span>
      )}
      <span className="badge" data-tone={isOver ? 'over' : link === 'live' ? 'good' : 'waiting'} title={title}>
        <i aria-hidden="true" />
        {label}
      </span>
    </span>
  );
}
