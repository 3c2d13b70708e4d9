'use client';

import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { CallScreen } from './call-screen.tsx';

/** `/calls/?id=…` */
export function CallPage() {
  const callId = useSearchParams().get('id');
  if (callId) return <CallScreen key={callId} callId={callId} />;
  return (
    <EmptyState title="Which call?">
      <p>The address of a call ends in its id. Choose one from the list.</p>
      <Link className="button" href="/">
        Show the live calls
      </Link>
    </EmptyState>
  );
}
