import type { LoggedEvent } from '@antiphon/events';
import type { CallRecord } from '../events/log-sink.ts';

/** Records and events for tests of the store and its readers: small, whole, and told apart by their numbers. */

/** An org's one that is live unless said otherwise. */
export function callRecord(id: string, changes: Partial<CallRecord> = {}): CallRecord {
  return {
    id,
    orgId: 'default',
    agentId: 'mara',
    from: '+15550100',
    to: '+15550199',
    direction: 'inbound',
    transport: 'phone',
    metadata: { plan: 'gold' },
    status: 'active',
    startedAt: 1_700_000_000_000,
    endedAt: null,
    duration: null,
    reason: null,
    messages: [],
    ...changes,
  };
}

/** The log of one call as the call loop stamps it. */
export function logOf(callId: string, envelope: { orgId?: string; agentId?: string } = {}) {
  let order = 0;
  let seq = 0;
  const stamp = (isKept: boolean) => {
    order += 1;
    if (isKept) seq += 1;
    return {
      orgId: envelope.orgId ?? 'default',
      agentId: envelope.agentId ?? 'mara',
      callId,
      order,
      ...(isKept ? { seq } : {}),
      at: order * 20,
      ts: 1_700_000_000_000 + order * 20,
      inSample: order * 160,
      outSample: order * 80,
    };
  };
  return {
    started: (): LoggedEvent => ({
      ...stamp(true),
      name: 'call.started',
      data: { from: '+15550100', to: '+15550199', direction: 'inbound', transport: 'phone' },
    }),
    /** Kept. */
    word: (word: string): LoggedEvent => ({
      ...stamp(true),
      name: 'bot.word',
      data: { messageId: 'msg_b', word, wordIndex: seq },
    }),
    /** Kept. */
    said: (messageId: string, text: string): LoggedEvent => ({
      ...stamp(true),
      name: 'user.message',
      data: { messageId, text, confidence: 1, turnId: 1 },
    }),
    /** Kept. */
    heard: (messageId: string, text: string): LoggedEvent => ({
      ...stamp(true),
      name: 'message.confirmed',
      data: { messageId, text },
    }),
    /** Live-only. */
    interim: (text: string): LoggedEvent => ({
      ...stamp(false),
      name: 'user.speaking',
      data: { text, confidence: 0.5, turnId: 1 },
    }),
    ended: (): LoggedEvent => ({ ...stamp(true), name: 'call.ended', data: { reason: 'hangup' } }),
  };
}
