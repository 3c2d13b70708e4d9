'use client';

import Link from 'next/link';
import { memo, useState } from 'react';
import { RunningTime } from '../../components/ui/running-time.tsx';
import { StatePill } from '../../components/ui/state-pill.tsx';
import { formatCode, formatDuration, formatTime } from '../../lib/format.ts';
import type { CallRow } from './call-row.ts';

/** Rows drawn before a person asks for more. */
const FIRST_ROWS = 200;

/** @param areOver the calls have ended: their length and why, in place of what goes on */
export function CallList({
  rows,
  label,
  areOver = false,
}: {
  rows: readonly CallRow[];
  label: string;
  areOver?: boolean;
}) {
  const [limit, setLimit] = useState(FIRST_ROWS);
  return (
    <div className="calls">
      <div className="call-row call-row-head" aria-hidden="true">
        <span>{areOver ? 'Ended by' : 'State'}</span>
        <span>From → to</span>
        <span>Agent</span>
        <span>Channel</span>
        <span>{areOver ? '' : 'Last said'}</span>
        <span className="end">{areOver ? 'Began, length' : 'Time'}</span>
      </div>
      <ul aria-label={label}>
        {rows.slice(0, limit).map((row) => (
          <CallLine key={row.id} row={row} />
        ))}
      </ul>
      {rows.length > limit && (
        <button type="button" className="quiet-button" onClick={() => setLimit(limit + FIRST_ROWS)}>
          Show {Math.min(FIRST_ROWS, rows.length - limit)} more of {rows.length}
        </button>
      )}
    </div>
  );
}

const CallLine = memo(function CallLine({ row }: { row: CallRow }) {
  const hasEnded = row.state === 'ended';
  return (
    <li>
      <Link className="call-row" href={`/calls/?id=${encodeURIComponent(row.id)}`} prefetch={false}>
        <span className="cell-state">
          {hasEnded ? (
            <span className="reason">{formatCode(row.reason ?? 'unknown')}</span>
          ) : (
            <StatePill state={row.state} />
          )}
        </span>
        <span className="cell-people num">
          <b>{row.from || 'unknown'}</b>
          <span className="arrow"> → </span>
          {row.to || 'unknown'}
        </span>
        <span className="cell-agent">{row.agentId}</span>
        <span className="cell-channel">{row.transport}</span>
        <span className="cell-said">
          {row.lastLine && !hasEnded && <span data-who={row.lastLine.kind}>{row.lastLine.text}</span>}
        </span>
        <span className="cell-time end">
          {hasEnded ? (
            <>
              <time className="num dim" dateTime={new Date(row.startedAt).toISOString()}>
                {formatTime(row.startedAt)}
              </time>
              <span className="num">{formatDuration(row.durationMs ?? 0)}</span>
            </>
          ) : (
            <RunningTime since={row.startedAt} />
          )}
        </span>
      </Link>
    </li>
  );
});
