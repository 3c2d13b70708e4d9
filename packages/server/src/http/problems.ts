import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { VoiceError } from '../errors.ts';

/** The body of every refusal. */
export interface Problem {
  error: string;
  code: string;
}

/** Codes that only HTTP has. The rest are in the error table. */
const httpCodes: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  415: 'MEDIA_TYPE_UNSUPPORTED',
  429: 'RATE_LIMITED',
};

/** The status and body that an error becomes. What is not ours to explain to a client stays in the log. */
export function problemOf(error: unknown): { status: number; body: Problem } {
  if (VoiceError.is(error)) return { status: error.status, body: { error: error.message, code: error.code } };
  const { statusCode = 500, message } = error as Partial<FastifyError>;
  if (statusCode < 500 && message) {
    return { status: statusCode, body: { error: message, code: httpCodes[statusCode] ?? 'BAD_REQUEST' } };
  }
  return {
    status: 500,
    body: { error: 'The server failed at this request. Its log says why; try again.', code: 'INTERNAL' },
  };
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = problemOf(error);
  if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
  if (VoiceError.is(error) && error.retryable) reply.header('retry-after', '1');
  reply.code(status).send(body);
}

/** @param hint what there is instead */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply, hint: string): void {
  const path = request.url.split('?', 1)[0] ?? '';
  reply
    .code(404)
    .send({ error: `There is nothing at ${request.method} ${path}. ${hint}`, code: 'NOT_FOUND' } satisfies Problem);
}
