import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { formatLogEntry, formatSse, type LoggedEvent } from '@antiphon/events';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** The same words as the real server's policy for pages. */
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export interface ContractServer {
  url: string;
  key: string;
  /** An event happens: it is in the log, and every stream that asked for its call gets it. */
  happen(event: LoggedEvent): void;
  /** An event is in the log, and no stream gets it: as if the network had swallowed it. */
  lose(event: LoggedEvent): void;
  /** Cuts every event stream. */
  cutStreams(): void;
  /** Answers everything with 503, as a server that restarts. */
  setDown(isDown: boolean): void;
  /** Paths asked for, newest last. */
  requests: string[];
  close(): Promise<void>;
}

/** Serves an export and speaks the REST and SSE contract over calls that the test makes up. */
export async function createContractServer(folder: string, key = 'test-key'): Promise<ContractServer> {
  const log: LoggedEvent[] = [];
  const streams = new Set<{ response: ServerResponse; calls: string[] | undefined }>();
  const requests: string[] = [];
  let isDown = false;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(url.pathname + url.search);
    if (isDown) return void response.writeHead(503).end();
    if (!url.pathname.startsWith('/v1/')) return void sendFile(folder, url.pathname, response);
    if (request.headers.authorization !== `Bearer ${key}`) {
      return send(response, 401, { error: 'The API key is not one of this server.', code: 'INVALID_KEY' });
    }
    if (url.pathname === '/v1/events') return stream(request, response, url.searchParams);
    answer(response, url);
  });

  function answer(response: ServerResponse, url: URL): void {
    const [, , , id, events] = url.pathname.split('/');
    const callId = id === undefined ? undefined : decodeURIComponent(id);
    if (callId === undefined) {
      const status = url.searchParams.get('status');
      const calls = [...new Set(log.map((event) => event.callId))].map((one) => summaryOf(log, one)).reverse();
      return send(response, 200, { calls: calls.filter((call) => !status || call.status === status), next: null });
    }
    const own = log.filter((event) => event.callId === callId);
    if (own.length === 0)
      return send(response, 404, { error: `There is no call "${callId}".`, code: 'CALL_NOT_FOUND' });
    if (events === undefined) return send(response, 200, summaryOf(log, callId));
    const after = Number(url.searchParams.get('after') ?? 0);
    const limit = Number(url.searchParams.get('limit') ?? 500);
    const page = own.filter((event) => event.seq !== undefined && event.seq > after).slice(0, limit);
    send(response, 200, {
      entries: page.map((event) => formatLogEntry(event)),
      live: true,
      next: page.at(-1)?.seq ?? after,
    });
  }

  function stream(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    const resume = request.headers['last-event-id'];
    response.write(`retry: 2000\n${resume === undefined ? `id: ${log.length}\n` : ''}\n`);
    const reader = { response, calls: query.get('calls')?.split(',').map(decodeURIComponent) };
    for (const [index, event] of log.entries()) {
      if (resume !== undefined && index >= Number(resume) && event.seq !== undefined) pass(reader, event, index + 1);
    }
    streams.add(reader);
    response.on('close', () => streams.delete(reader));
  }

  function pass(
    { response, calls }: { response: ServerResponse; calls: string[] | undefined },
    event: LoggedEvent,
    position: number,
  ): void {
    if (calls && !calls.includes(event.callId ?? '')) return;
    response.write(formatSse(event, event.seq === undefined ? undefined : String(position)));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    requests,
    happen(event) {
      log.push(event);
      for (const reader of streams) pass(reader, event, log.length);
    },
    lose: (event) => void log.push(event),
    cutStreams() {
      for (const { response } of streams) response.destroy();
    },
    setDown: (down) => {
      isDown = down;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function summaryOf(log: readonly LoggedEvent[], callId: string | null) {
  const own = log.filter((event) => event.callId === callId);
  const started = own.find((event) => event.name === 'call.started');
  const ended = own.find((event) => event.name === 'call.ended');
  const { from = '', to = '', direction = 'inbound', transport = 'phone' } = started?.data ?? {};
  return {
    id: callId,
    agent: own[0]?.agentId,
    from,
    to,
    direction,
    transport,
    metadata: {},
    status: ended ? 'ended' : 'active',
    startedAt: own[0] ? own[0].ts - own[0].at : 0,
    endedAt: ended?.ts ?? null,
    duration: ended?.data.durationSeconds ?? null,
    reason: ended?.data.reason ?? null,
    lastSeq: own.findLast((event) => event.seq !== undefined)?.seq ?? 0,
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function sendFile(folder: string, path: string, response: ServerResponse): Promise<void> {
  const wanted = join(folder, normalize(decodeURIComponent(path)));
  const file = path.endsWith('/') ? join(wanted, 'index.html') : wanted;
  const isThere = wanted.startsWith(folder) && (await stat(file).catch(() => undefined))?.isFile();
  const found = isThere ? file : join(folder, '404.html');
  const type = types[extname(found)] ?? 'application/octet-stream';
  response
    .writeHead(isThere ? 200 : 404, { 'content-type': type, 'content-security-policy': policy })
    .end(await readFile(found));
}
