import type { CallView } from '@antiphon/events';

/**
 * How long the caller waited for each answer.
 * @returns by the id of the message that answered; ms
 */
export function waitsByMessage({
  turns,
  latencies,
  items,
}: Pick<CallView, 'turns' | 'latencies' | 'items'>): Map<string, number> {
  const waits = new Map<string, number>();
  for (const { turnId, responseMs } of latencies) {
    const endedAt = turns.find((turn) => turn.turnId === turnId)?.endedAt;
    if (endedAt === undefined) continue;
    const answer = items.find((item) => item.kind === 'bot' && item.at >= endedAt);
    if (answer) waits.set(answer.id, responseMs);
  }
  return waits;
}
