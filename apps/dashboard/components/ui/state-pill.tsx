import { formatCode } from '../../lib/format.ts';

/** A call's state: a mark, moving while somebody speaks, and the word. */
export function StatePill({ state }: { state: string }) {
  return (
    <span className="state" data-state={state}>
      <span className="state-mark" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {formatCode(state)}
    </span>
  );
}
