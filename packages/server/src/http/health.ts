import type { FastifyInstance } from 'fastify';
import type { StorageHealth } from '../store/log-writer.ts';

export interface HealthSources {
  version: string;
  liveCalls(): number;
  isDraining(): boolean;
  storage(): StorageHealth;
}

/** `GET /health`, without a key: for probes and for people. Always 200 while the process answers; `ok` is the verdict. */
export function healthRoute(app: FastifyInstance, { version, liveCalls, isDraining, storage }: HealthSources): void {
  app.get('/health', async (_request, reply) => {
    const { error, ...state } = storage();
    reply.header('cache-control', 'no-store');
    return {
      ok: state.state === 'ok' && !isDraining(),
      version,
      draining: isDraining(),
      calls: liveCalls(),
      // The engine's words may name files of this machine; its code says enough to strangers.
      storage: { ...state, ...(error ? { error: error.code, since: error.since } : {}) },
    };
  });
}
