import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendNotFound } from './problems.ts';

/**
 * What the pages may load: themselves only. Next.js starts a page from inline scripts and styles.
 * Source: w3.org/TR/CSP3; `frame-ancestors` keeps them out of other sites' frames.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self)',
};

export interface PageFolders {
  /** Places of the dashboard's static export, in order of preference. */
  dashboard: readonly string[];
  docs: readonly string[];
}

/** Serves the dashboard at `/` and the docs at `/docs/`, where they are built; answers what is nowhere. */
export async function pageRoutes(app: FastifyInstance, folders: PageFolders): Promise<void> {
  const dashboard = folders.dashboard.find(hasIndex);
  const docs = folders.docs.find(hasIndex);
  if (dashboard) await serve(app, dashboard, '/', true);
  if (docs) await serve(app, docs, '/docs/', !dashboard);

  const notFoundPage = dashboard && readIfThere(join(dashboard, '404.html'));
  app.setNotFoundHandler((request, reply) => {
    if (notFoundPage && wantsPage(request)) {
      return reply.code(404).headers(pageHeaders).type('text/html; charset=utf-8').send(notFoundPage);
    }
    const hint = dashboard
      ? 'The API is under /v1 and the dashboard at /.'
      : 'The API is under /v1; the dashboard is not built into this server.';
    return sendNotFound(request, reply, hint);
  });
}

async function serve(app: FastifyInstance, root: string, prefix: string, decorateReply: boolean): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    prefix,
    decorateReply,
    // A folder without its slash is sent to the one with it: the export's links are relative to it.
    redirect: true,
    cacheControl: false,
    setHeaders(reply, path) {
      for (const [name, value] of Object.entries(pageHeaders)) reply.header(name, value);
      // Names of built assets carry a hash of what is in them.
      const isNamedByContent = /[\\/](_next[\\/]static|assets)[\\/]/.test(path);
      reply.header('cache-control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

const wantsPage = ({ method, headers, url }: FastifyRequest) =>
  method === 'GET' && !url.startsWith('/v1/') && (headers.accept ?? '').includes('text/html');

const hasIndex = (folder: string) => existsSync(join(folder, 'index.html'));

function readIfThere(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}
