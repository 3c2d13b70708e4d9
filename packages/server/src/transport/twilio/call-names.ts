import type { NewId } from '../../ids.ts';

/** Names calls after the carrier's own id, each id once. */
export type CallNames = (carrierId: string | undefined) => string;

/** How many used ids are remembered: a day of a busy server. */
const REMEMBERED = 100_000;

/**
 * A second stream of one carrier call (a redirect comes back, a test repeats itself) is a call of its own with a name of its own.
 *
 * @param usedBefore ids of calls that an earlier server logged, the newest last: two calls must never share a log
 */
export function createCallNames(newId: NewId, usedBefore: Iterable<string> = []): CallNames {
  const used = new Set(usedBefore);
  return (carrierId) => {
    if (carrierId === undefined || used.has(carrierId)) return newId('call');
    if (used.size >= REMEMBERED) for (const oldest of used) if (used.delete(oldest)) break;
    used.add(carrierId);
    return carrierId;
  };
}
