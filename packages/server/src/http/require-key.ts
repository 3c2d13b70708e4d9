import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import { VoiceError } from '../errors.ts';
import type { Keyring } from './keyring.ts';
import type { Problem } from './problems.ts';
import type { WrongKeys } from './wrong-keys.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The org whose key came with the request; set on every route behind `requireKey`. */
    orgId: string;
  }
}

/** An `onRequest` hook: the request carries an API key as a bearer token, and acts for that key's org. */
export function requireKey(keys: Keyring, wrongKeys: WrongKeys, clock: Clock) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (wrongKeys.isBarred(request.ip, clock.now())) {
      const problem: Problem = {
        error: 'Too many wrong API keys from your address. Wait a minute, then try the right one.',
        code: 'RATE_LIMITED',
      };
      return reply.code(429).header('retry-after', '60').send(problem);
    }
    const key = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    const orgId = key === undefined ? undefined : keys.orgOf(key);
    if (orgId === undefined) {
      if (key !== undefined) wrongKeys.add(request.ip, clock.now());
      reply.header('www-authenticate', 'Bearer');
      throw new VoiceError('INVALID_KEY', key === undefined ? noKey : wrongKey);
    }
    request.orgId = orgId;
    return undefined;
  };
}

const noKey =
  'This address needs an API key. Send it as the header `Authorization: Bearer <key>`; a server that made its own keeps it in the file `api-key` of its data folder.';
const wrongKey =
  'The API key is not one of this server. Check it against the one the server was given, or the file `api-key` in its data folder.';
