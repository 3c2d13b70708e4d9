import type { ResponseLatency, TurnView } from '@antiphon/events';
import { memo } from 'react';
import { formatLatency, formatMoment } from '../../lib/format.ts';

/** The length of a full bar unless a turn took longer. Ms: a wait that people notice. */
const FULL_MS = 1500;

export interface TurnTableProps {
  turns: readonly TurnView[];
  latencies: readonly ResponseLatency[];
}

/** The caller's turns: when they ended, how sure that was, and how long the answer took. */
export const TurnTable = memo(function TurnTable({ turns, latencies }: TurnTableProps) {
  const waits = new Map(latencies.map(({ turnId, responseMs }) => [turnId, responseMs]));
  const full = Math.max(FULL_MS, ...waits.values());
  return (
    <section className="panel turns" aria-label="Turns">
      <div className="panel-head">
        <h2>
          Turns <span className="count num">{turns.length}</span>
        </h2>
      </div>
      {turns.length === 0 ? (
        <p className="quiet-line">The caller has not taken a turn yet.</p>
      ) : (
        <div className="turn-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">#</th>
                <th scope="col">Began</th>
                <th scope="col" title="From the last sound to the decision that the turn was over">
                  End found in
                </th>
                <th scope="col" title="How sure the end-of-turn engine was">
                  Sure
                </th>
                <th scope="col" title="From the caller’s last sound to the agent’s first">
                  Answered in
                </th>
              </tr>
            </thead>
            <tbody>
              {turns.map((turn) => (
                <Turn key={turn.turnId} turn={turn} waitMs={waits.get(turn.turnId)} full={full} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
});

function Turn({ turn, waitMs, full }: { turn: TurnView; waitMs: number | undefined; full: number }) {
  const notes = [
    turn.continues !== undefined && `goes on with ${turn.continues}`,
    turn.continuedAt !== undefined && 'continued',
  ].filter(Boolean);
  return (
    <tr>
      <td className="num dim">{turn.turnId}</td>
      <td className="num">
        {formatMoment(turn.startedAt)}
        {notes.length > 0 && <span className="turn-note">{notes.join(', ')}</span>}
      </td>
      <td className="num">
        {turn.endedAt === undefined ? <span className="dim">open</span> : formatLatency(turn.latencyMs ?? 0)}
      </td>
      <td className="num">{turn.probability === undefined ? '' : `${Math.round(turn.probability * 100)} %`}</td>
      <td className="num turn-wait">
        {waitMs !== undefined && (
          <>
            <span>{formatLatency(waitMs)}</span>
            <i aria-hidden="true" style={{ width: `${(waitMs / full) * 100}%` }} />
          </>
        )}
      </td>
    </tr>
  );
}
