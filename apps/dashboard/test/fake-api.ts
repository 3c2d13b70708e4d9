import { type AnyEvent, formatSse } from '@antiphon/events';
import { type Api, ApiError, type CallSummary } from '../lib/api.ts';

/** A server in the test's hands: a log per call, and a stream that carries what the test sends down it. */
export interface FakeServer {
  api: Api;
  fetch: typeof fetch;
  summaries: CallSummary[];
  logs: Map<string, AnyEvent[]>;
  /** Every read that arrives is refused with this status. */
  refuse: { status: number | undefined };
  /** Sends an event down the open stream. */
  send(event: AnyEvent): void;
  /** Whether somebody reads the stream. */
  hasReader(): boolean;
  /** Breaks the open stream. */
  cut(): void;
  /** How often each path was read. */
  reads: string[];
}

export function createFakeServer(): FakeServer {
  const logs = new Map<string, AnyEvent[]>();
  const summaries: CallSummary[] = [];
  const reads: string[] = [];
  const refuse: FakeServer['refuse'] = { status: undefined };
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  const check = (path: string) => {
    reads.push(path);
    if (refuse.status !== undefined) throw new ApiError(refuse.status, `refused with ${refuse.status}`);
  };
  return {
    summaries,
    logs,
    reads,
    refuse,
    api: {
      headers: {},
      streamUrl: () => '/v1/events',
      async calls({ status }) {
        check(`calls ${status}`);
        return { calls: summaries.filter((call) => call.status === status) };
      },
      async call(id) {
        check(`call ${id}`);
        const summary = summaries.find((call) => call.id === id);
        if (!summary) throw new ApiError(404, 'no such call');
        return summary;
      },
      async events(id, after) {
        check(`events ${id} ${after}`);
        const page = (logs.get(id) ?? []).filter((event) => event.seq !== undefined && event.seq > after).slice(0, 10);
        return { events: page, isLast: page.length < 10 };
      },
    },
    fetch: async (_url, init) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          stream = controller;
          init?.signal?.addEventListener('abort', () => {
            if (stream === controller) stream = undefined;
          });
        },
      });
      return new Response(body, { status: refuse.status ?? 200 });
    },
    send: (event) => stream?.enqueue(new TextEncoder().encode(formatSse(event, event.seq?.toString()))),
    hasReader: () => stream !== undefined,
    cut: () => stream?.error(new Error('reset')),
  };
}

/** The list's line of a call. */
export function summary(id: string, rest: Partial<CallSummary> = {}): CallSummary {
  return {
    id,
    agentId: 'booking',
    from: '+15550100',
    to: '+15550199',
    direction: 'inbound',
    transport: 'phone',
    status: 'active',
    startedAt: 0,
    endedAt: null,
    duration: null,
    reason: null,
    ...rest,
  };
}

/** Lets everything that is ready happen. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
