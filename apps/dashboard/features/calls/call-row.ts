import type { CallView } from '@antiphon/events';
import type { CallSummary } from '../../lib/api.ts';
import { type ShownState, shownState } from '../call/shown-state.ts';

/** One line of the list of calls. */
export interface CallRow {
  id: string;
  agentId: string;
  from: string;
  to: string;
  transport: string;
  /** `on-call`: live, and no more is known until its log has been read. */
  state: ShownState | 'on-call';
  /** Epoch ms. */
  startedAt: number;
  /** Whole length in ms, once it is over. */
  durationMs?: number;
  reason?: string;
  /** What was said last, and by whom. */
  lastLine?: { kind: 'user' | 'bot'; text: string };
}

/** @param row as the server lists it, read once when the page opens */
export function rowOfSummary(row: CallSummary): CallRow {
  const hasEnded = row.status === 'ended';
  return {
    id: row.id,
    agentId: row.agentId,
    from: row.from,
    to: row.to,
    transport: row.transport,
    state: hasEnded ? 'ended' : 'on-call',
    startedAt: row.startedAt,
    ...(row.duration === null ? {} : { durationMs: row.duration * 1000 }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}

/** @param known what the list already has of the call: keeps what the view does not know */
export function rowOfView(id: string, view: CallView, known: CallRow | undefined): CallRow {
  const item = view.items.findLast((candidate) => candidate.text !== '');
  const ended = view.status === 'ended';
  return {
    id,
    agentId: view.agentId || known?.agentId || '',
    from: view.from || known?.from || '',
    to: view.to || known?.to || '',
    transport: view.transport || known?.transport || '',
    state: shownState(view),
    startedAt: view.startedAt || known?.startedAt || 0,
    ...(ended ? { durationMs: (view.duration ?? 0) * 1000 } : {}),
    ...(view.reason === undefined ? {} : { reason: view.reason }),
    ...(item ? { lastLine: { kind: item.kind, text: item.text } } : {}),
  };
}
