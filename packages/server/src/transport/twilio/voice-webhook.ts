import type { FastifyInstance, FastifyRequest } from 'fastify';
import { cameFromPage, isLoopback, wasForwarded } from '../nearness.ts';
import { normalizePhoneNumber } from '../phone-number.ts';
import type { SocketLog } from '../websocket.ts';
import { type Form, isSignedBy, parseForm } from './signature.ts';
import type { StreamGrant, StreamTokens } from './stream-tokens.ts';
import { connectStream, sayAndHangUp } from './twiml.ts';

export const VOICE_PATH = '/twilio/voice';
export const MEDIA_PATH = '/twilio/media';

/** Twilio's form for a call has some forty short fields. */
const MAX_FORM_BYTES = 64 * 1024;

export interface VoiceWebhookServices {
  tokens: StreamTokens;
  /** Whose number this is. */
  findAgent(to: string, from: string): Pick<StreamGrant, 'orgId' | 'agentId'> | undefined;
  /** Twilio's account secret; undefined: only this machine may post here. */
  authToken: string | undefined;
  /** How the internet reaches this server, e.g. `https://voice.example.com`; undefined: as the request says. */
  publicUrl: string | undefined;
  log: SocketLog;
}

/** `POST /twilio/voice`: Twilio asks what to do with a call that came in. */
export function routeVoiceWebhook(app: FastifyInstance, services: VoiceWebhookServices): void {
  const { tokens, findAgent, log } = services;
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    (_, body, done) => {
      done(null, parseForm(body.toString()));
    },
  );
  app.post(VOICE_PATH, (request, reply) => {
    const form = request.body instanceof Map ? (request.body as Form) : parseForm('');
    const base = trustedBase(request, form, services);
    if (base === undefined) {
      log.warn({ remote: request.ip }, 'twilio webhook refused');
      return reply.code(403).send({
        code: 'INVALID_SIGNATURE',
        error:
          services.authToken === undefined
            ? 'No Twilio auth token is configured, so only requests made on this machine are taken. Configure it.'
            : 'X-Twilio-Signature does not fit. Check the auth token, and that the public URL is the one Twilio calls.',
      });
    }
    reply.type('text/xml');
    const to = first(form, 'To');
    const from = first(form, 'From');
    const callSid = first(form, 'CallSid');
    const agent = findAgent(to, from);
    if (!agent) {
      log.warn({ pii: { to } }, 'no agent for the number that was called');
      return sayAndHangUp('Nobody can take this call at the moment. Please try again later.');
    }
    const token = tokens.issue({
      orgId: agent.orgId,
      agentId: agent.agentId,
      from: normalizePhoneNumber(from) ?? from,
      to: normalizePhoneNumber(to) ?? to,
      callSid,
    });
    return connectStream(`${base.replace(/^http/, 'ws')}${MEDIA_PATH}`, token);
  });
}

/** @returns the base URL by which the far end knows us, or undefined when the request is not to be trusted */
function trustedBase(request: FastifyRequest, form: Form, services: VoiceWebhookServices): string | undefined {
  const { authToken, publicUrl } = services;
  const { headers } = request;
  const asked = [headers['x-forwarded-host'], headers.host].flatMap((host) => (typeof host === 'string' ? [host] : []));
  const bases =
    publicUrl === undefined
      ? asked.flatMap((host) => [`https://${host}`, `http://${host}`])
      : [publicUrl.replace(/\/+$/, '')];
  if (authToken === undefined) {
    if (!isLoopback(request.socket.remoteAddress) || wasForwarded(headers) || cameFromPage(headers)) return undefined;
    return publicUrl === undefined ? `http://${headers.host}` : bases[0];
  }
  const given = headers['x-twilio-signature'];
  return bases.find((base) =>
    isSignedBy(authToken, base + request.url, form, typeof given === 'string' ? given : undefined),
  );
}

function first(form: Form, name: string): string {
  return form.get(name)?.[0]?.trim() ?? '';
}
