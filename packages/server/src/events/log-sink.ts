import type { LoggedEvent } from '@antiphon/events';

/** The row a call has in the database. Times are epoch ms; what is not known yet is null. */
export interface CallRecord {
  id: string;
  orgId: string;
  agentId: string;
  from: string;
  to: string;
  direction: 'inbound' | 'outbound';
  transport: string;
  metadata: Record<string, unknown>;
  status: 'active' | 'ended';
  startedAt: number;
  endedAt: number | null;
  /** Whole seconds. */
  duration: number | null;
  reason: string | null;
  /** What was said, heard words only, in the shape models take. */
  messages: readonly RecordedMessage[];
}

/** One message of a record. One that asks for tools has no words of its own, unless some were heard. */
export interface RecordedMessage {
  role: string;
  content: string | null;
  tool_calls?: readonly unknown[];
  tool_call_id?: string;
}

/** Where call logs go: the store writes kept events durably, in order, and then lets the readers have them. Never blocks. */
export interface LogSink {
  begin(record: CallRecord): void;
  /** Kept and live-only events, in `order`. Readers get both in that order, each only when all kept ones before it are durable. */
  append(event: LoggedEvent): void;
  /** It may come again: a tool that answers after its call's end is still written into the record. */
  end(record: CallRecord): void;
}
