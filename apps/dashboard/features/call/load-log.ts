import type { Api } from '../../lib/api.ts';
import type { CallLog } from './call-log.ts';

/**
 * Reads the kept events that a call log has not got, page by page.
 * @returns whether events are missing that the server does not have either
 * @throws ApiError, or TypeError when nobody answers
 */
export async function loadLog(api: Api, callId: string, log: CallLog, signal: AbortSignal): Promise<boolean> {
  for (let after = log.cursor; ; ) {
    const { events, isLast } = await api.events(callId, after, signal);
    for (const event of events) log.add(event);
    const reached = events.at(-1)?.seq ?? after;
    if (isLast || reached <= after) return log.giveUp();
    after = reached;
  }
}
