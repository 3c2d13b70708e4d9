import type { Metadata } from 'next';
import { Suspense } from 'react';
import { CallLoading } from '../../features/call/call-loading.tsx';
import { CallPage } from '../../features/call/call-page.tsx';

export const metadata: Metadata = { title: 'Call' };

export default function Page() {
  return (
    <Suspense fallback={<CallLoading />}>
      <CallPage />
    </Suspense>
  );
}
