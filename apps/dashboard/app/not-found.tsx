import Link from 'next/link';
import { EmptyState } from '../components/ui/empty-state.tsx';

export default function NotFound() {
  return (
    <EmptyState title="There is no page here">
      <p>The address may be cut off or mistyped.</p>
      <Link className="button" href="/">
        Go to the live calls
      </Link>
    </EmptyState>
  );
}
