import type { CallView } from '@antiphon/events';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { RunningTime } from '../../components/ui/running-time.tsx';
import { StatePill } from '../../components/ui/state-pill.tsx';
import { formatCode, formatDuration, formatTime } from '../../lib/format.ts';
import { LevelMeter } from './level-meter.tsx';
import { shownState } from './shown-state.ts';

export interface CallHeaderProps {
  view: CallView;
  callId: string;
  /** The newest levels, newer than the view's. */
  levels(): CallView['levels'];
  badge: ReactNode;
}

/** Who talks with whom, what is going on, and for how long. */
export function CallHeader({ view, callId, levels, badge }: CallHeaderProps) {
  const hasEnded = view.status === 'ended';
  return (
    <header className="call-head">
      <div className="call-head-first">
        <Link href="/" className="back" aria-label="Back to all calls">
          ←
        </Link>
        <h1 className="num">
          {view.from || 'unknown'} <span className="arrow">→</span> {view.to || 'unknown'}
        </h1>
        <StatePill state={shownState(view)} />
        <span className="call-time" data-testid="running-time">
          {hasEnded ? (
            <time className="num">{formatDuration((view.duration ?? 0) * 1000)}</time>
          ) : (
            <RunningTime since={view.startedAt} />
          )}
        </span>
        <span className="bar-space" />
        {!hasEnded && (view.levels.user || view.levels.bot) && <LevelMeter levels={levels} />}
        {badge}
      </div>
      <dl>
        <Fact name="Agent">
          <Link href={`/?agent=${encodeURIComponent(view.agentId)}`}>{view.agentId}</Link>
        </Fact>
        <Fact name="Channel">
          {view.transport}, {view.direction}
        </Fact>
        {view.startedAt > 0 && (
          <Fact name="Began">
            <span className="num">{formatTime(view.startedAt)}</span>
          </Fact>
        )}
        {view.reason !== undefined && <Fact name="Ended by">{formatCode(view.reason)}</Fact>}
        <Fact name="Call">
          <span className="call-id">{callId}</span>
        </Fact>
      </dl>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
