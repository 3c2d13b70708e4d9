import { EmptyState } from '../../components/ui/empty-state.tsx';

/** Nobody has called today: how to place a first call. */
export function FirstCall() {
  return (
    <EmptyState title="No calls today">
      <p>A call appears here the moment it rings. With an agent connected, place one from a terminal:</p>
      <pre>
        <code>pnpm antiphon call --say "a table for four" --wait --agent booking</code>
      </pre>
      <p>
        The sentence is what the caller says; a recording (<code>question.wav</code>) does as well. For a real phone,
        let your Twilio number’s voice webhook point to <code>/twilio/voice</code> of this server.
      </p>
    </EmptyState>
  );
}
