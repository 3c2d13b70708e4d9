'use client';

import './call.css';
import Link from 'next/link';
import { useEffect, useMemo } from 'react';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { LinkBadge } from '../../components/ui/link-badge.tsx';
import { CallHeader } from './call-header.tsx';
import { CallLoading } from './call-loading.tsx';
import { EventList } from './event-list.tsx';
import { Transcript } from './transcript.tsx';
import { TurnTable } from './turn-table.tsx';
import { useCall } from './use-call.ts';
import { waitsByMessage } from './waits.ts';

/** One call: what is said, how the turns went, and every event. */
export function CallScreen({ callId }: { callId: string }) {
  const { phase, problem, link, hasGap, view, events, levels } = useCall(callId);
  const { turns, latencies, items } = view;
  const waits = useMemo(() => waitsByMessage({ turns, latencies, items }), [turns, latencies, items]);
  useEffect(() => {
    document.title = `${view.from || 'Call'} → ${view.agentId || callId} · Antiphon`;
  }, [view.from, view.agentId, callId]);

  if (phase === 'loading') return <CallLoading />;
  if (phase !== 'ready') {
    return (
      <EmptyState title={phase === 'missing' ? 'There is no such call' : 'The call could not be read'} tone="problem">
        <p>{phase === 'missing' ? <>This server has no call with the id {callId}.</> : problem}</p>
        <Link className="button" href="/">
          Show the live calls
        </Link>
      </EmptyState>
    );
  }
  return (
    <div className="page call">
      <CallHeader
        view={view}
        callId={callId}
        levels={levels}
        badge={<LinkBadge link={link} hasGap={hasGap} isOver={view.status === 'ended'} />}
      />
      <div className="call-columns">
        <Transcript items={items} waits={waits} />
        <div className="call-side">
          <TurnTable turns={turns} latencies={latencies} />
          <EventList events={events} />
        </div>
      </div>
    </div>
  );
}
