import { type AnyEvent, parseLogEntry } from '@antiphon/events';

/** A call as the list of calls has it. Times are epoch ms; what is not known yet is null. */
export interface CallSummary {
  id: string;
  agentId: string;
  from: string;
  to: string;
  direction: string;
  transport: string;
  status: string;
  startedAt: number;
  endedAt: number | null;
  /** Whole seconds. */
  duration: number | null;
  reason: string | null;
}

/** The server has answered, and not with what was asked for. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** The server's REST routes that the dashboard reads. Every method throws ApiError, or TypeError when nobody answers. */
export interface Api {
  /** One page, newest first. */
  calls(query: CallsQuery, signal: AbortSignal): Promise<CallsPage>;
  call(callId: string, signal: AbortSignal): Promise<CallSummary>;
  /** The kept events of a call after `seq`, in order, as many as the server gives at a time. */
  events(callId: string, after: number, signal: AbortSignal): Promise<{ events: AnyEvent[]; isLast: boolean }>;
  /** The event stream of these calls, or of all. */
  streamUrl(calls?: readonly string[]): string;
  readonly headers: Record<string, string>;
}

export interface CallsQuery {
  status?: 'active' | 'ended';
  /** The `next` of an earlier page. */
  before?: string;
  limit?: number;
}

export interface CallsPage {
  calls: CallSummary[];
  /** Where the next page begins; undefined: this is the last. */
  next?: string;
}

/** The most that the server gives at a time. */
const CALLS_LIMIT = 200;
const EVENTS_LIMIT = 1000;

export function createApi(key: string, request: typeof fetch): Api {
  const headers = { Authorization: `Bearer ${key}` };

  async function read(path: string, signal: AbortSignal): Promise<Record<string, unknown>> {
    const response = await request(path, { headers, signal, cache: 'no-store' });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw new ApiError(response.status, messageOf(body) ?? `The server answered ${response.status}.`);
    if (!isRecord(body))
      throw new ApiError(response.status, `The server answered ${path} with something that is no object.`);
    return body;
  }

  const pathOf = (callId: string) => `/v1/calls/${encodeURIComponent(callId)}`;
  return {
    headers,
    streamUrl: (calls) => `/v1/events${calls ? `?calls=${calls.map(encodeURIComponent).join(',')}` : ''}`,
    async calls({ limit = CALLS_LIMIT, ...rest }, signal) {
      const { calls, next } = await read(`/v1/calls?${new URLSearchParams({ ...rest, limit: String(limit) })}`, signal);
      return {
        calls: Array.isArray(calls) ? calls.filter(isRecord).map(parseSummary) : [],
        ...(typeof next === 'string' ? { next } : {}),
      };
    },
    async call(callId, signal) {
      return parseSummary(await read(pathOf(callId), signal));
    },
    async events(callId, after, signal) {
      const { entries } = await read(`${pathOf(callId)}/events?after=${after}&limit=${EVENTS_LIMIT}`, signal);
      const events = Array.isArray(entries) ? entries.map((entry) => parseLogEntry(entry)) : [];
      return { events, isLast: events.length < EVENTS_LIMIT };
    },
  };
}

function parseSummary(row: Record<string, unknown>): CallSummary {
  return {
    id: text(row.id),
    agentId: text(row.agent),
    from: text(row.from),
    to: text(row.to),
    direction: text(row.direction),
    transport: text(row.transport),
    status: text(row.status),
    startedAt: number(row.startedAt) ?? 0,
    endedAt: number(row.endedAt),
    duration: number(row.duration),
    reason: typeof row.reason === 'string' ? row.reason : null,
  };
}

function messageOf(body: unknown): string | undefined {
  return isRecord(body) && typeof body.error === 'string' ? body.error : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
