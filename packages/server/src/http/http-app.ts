import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Clock } from '../clock.ts';
import type { EventReaders } from '../events/readers.ts';
import { eventStreamRoute } from '../events/sse.ts';
import type { Store } from '../store/store.ts';
import { callRoutes } from './calls.ts';
import { type HealthSources, healthRoute } from './health.ts';
import type { Keyring } from './keyring.ts';
import { type PageFolders, pageRoutes } from './pages.ts';
import { sendProblem } from './problems.ts';
import { requireKey } from './require-key.ts';
import { createWrongKeys } from './wrong-keys.ts';

/** Bounds of one request; no route of ours takes more. */
const limits = {
  bodyBytes: 1024 * 1024,
  /** For the whole request to arrive, ms. */
  requestMs: 30_000,
  connections: 20_000,
};

/** An HTTP server with our errors and bounds, and nothing on it yet. */
export function createHttpApp(log: FastifyBaseLogger): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    // A line per request would name what people ask for, and cost more than the request.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    // Streams and idle connections must not keep a stopping server up.
    forceCloseConnections: true,
    // What fails before there is a route is refused in the same form as the rest.
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    routerOptions: {
      // A published client joins its base and path with two slashes. Source: wire.md §1
      ignoreDuplicateSlashes: true,
    },
  });
  app.server.maxConnections = limits.connections;
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
  return app;
}

export interface ApiSources {
  store: Pick<Store, 'calls' | 'events' | 'position'>;
  readers: EventReaders;
  keys: Keyring;
  clock: Clock;
  health: HealthSources;
  pages: PageFolders;
}

/** The routes that people, dashboards and readers use; the sockets of agents and carriers are plugins of their own. */
export async function apiRoutes(
  app: FastifyInstance,
  { store, readers, keys, clock, health, pages }: ApiSources,
): Promise<void> {
  healthRoute(app, health);
  await app.register(async (api) => {
    api.decorateRequest('orgId', '');
    api.addHook('onRequest', requireKey(keys, createWrongKeys(), clock));
    api.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    callRoutes(api, store);
    eventStreamRoute(api, { readers, position: () => store.position, clock });
  });
  await pageRoutes(app, pages);
}
