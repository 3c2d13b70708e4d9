'use client';

import './calls.css';
import { useSearchParams } from 'next/navigation';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { LinkBadge } from '../../components/ui/link-badge.tsx';
import { AgentFilter } from './agent-filter.tsx';
import { CallList } from './call-list.tsx';
import { CallsLoading } from './calls-loading.tsx';
import { FirstCall } from './first-call.tsx';
import { useCalls } from './use-calls.ts';

/** `/?agent=booking`: who is on the phone now, and who was today. */
export function CallsScreen() {
  const { phase, problem, link, live, ended } = useCalls();
  const agent = useSearchParams().get('agent') ?? undefined;
  if (phase === 'loading') return <CallsLoading />;
  if (phase === 'failed') {
    return (
      <EmptyState title="The calls could not be read" tone="problem">
        <p>{problem}</p>
      </EmptyState>
    );
  }
  const agents = [...new Set([...live, ...ended].map((row) => row.agentId))].sort();
  const shown = <Row extends { agentId: string }>(rows: readonly Row[]) =>
    agent === undefined ? rows : rows.filter((row) => row.agentId === agent);
  const [liveShown, endedShown] = [shown(live), shown(ended)];
  return (
    <div className="page">
      <div className="page-head">
        <h1>
          Live calls <span className="count num">{liveShown.length}</span>
        </h1>
        <AgentFilter agents={agents} chosen={agent} />
        <span className="bar-space" />
        <LinkBadge link={link} />
      </div>
      {liveShown.length > 0 ? (
        <CallList rows={liveShown} label="Live calls" />
      ) : ended.length === 0 ? (
        <FirstCall />
      ) : (
        <p className="quiet-line">
          {agent === undefined
            ? 'Nobody is on the phone. The next call appears here by itself.'
            : `${agent} is not in a call.`}
        </p>
      )}
      {endedShown.length > 0 && (
        <>
          <div className="page-head">
            <h2>
              Ended today <span className="count num">{endedShown.length}</span>
            </h2>
          </div>
          <CallList rows={endedShown} label="Calls that ended today" areOver />
        </>
      )}
    </div>
  );
}
