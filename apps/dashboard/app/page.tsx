import { Suspense } from 'react';
import { CallsLoading } from '../features/calls/calls-loading.tsx';
import { CallsScreen } from '../features/calls/calls-screen.tsx';

export default function CallsPage() {
  return (
    <Suspense fallback={<CallsLoading />}>
      <CallsScreen />
    </Suspense>
  );
}
