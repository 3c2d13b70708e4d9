import type { FastifyInstance } from 'fastify';
import type { Calls } from '../../call/calls.ts';
import type { Clock } from '../../clock.ts';
import { type NewId, randomId } from '../../ids.ts';
import type { WritableAgentDirectory } from '../../responder/agent-directory.ts';
import { cameFromPage, isLoopback, wasForwarded } from '../nearness.ts';
import { closeSocket, prepareWebSockets, type SocketLog, shared } from '../websocket.ts';
import { createCallNames } from './call-names.ts';
import { createMediaStream, type MediaStreamServices } from './media-stream.ts';
import { createStreamTokens } from './stream-tokens.ts';
import { MEDIA_PATH, routeVoiceWebhook } from './voice-webhook.ts';

export interface TwilioTransportOptions {
  calls: Pick<Calls, 'begin'>;
  directory: Pick<WritableAgentDirectory, 'find' | 'findForCall'>;
  config: {
    /** The org whose carrier account sends us calls. */
    orgId: string;
    /** The address the server listens on. */
    host: string;
    /** Twilio's account secret, with which it signs. Undefined: calls come from this machine only. */
    twilioAuthToken?: string | undefined;
    /** How the internet reaches this server, e.g. `https://voice.example.com`. */
    publicUrl?: string | undefined;
  };
  clock: Clock;
  log: SocketLog;
  /** Absent: random ones. */
  newId?: NewId;
  /** Ids of the calls that are logged already. */
  usedCallIds?: Iterable<string>;
  /** Makes one-time tokens that nobody can guess. Absent: 192 random bits. */
  newToken?: () => string;
}

/** Calls that come in by phone: `POST /twilio/voice` and `WS /twilio/media`. */
export const twilioTransport = shared(async (app: FastifyInstance, options: TwilioTransportOptions): Promise<void> => {
  const { calls, directory, config, clock, log } = options;
  const { orgId, host, twilioAuthToken: authToken, publicUrl } = config;
  const tokens = createStreamTokens(clock, options.newToken ?? randomToken);
  const nameCall = createCallNames(options.newId ?? randomId, options.usedCallIds);
  const services: MediaStreamServices = { calls, directory, tokens, orgId, nameCall, clock, log };
  const mayBeDirect = authToken === undefined && isLoopback(host);

  await prepareWebSockets(app);
  app.register(async (routes) => {
    routeVoiceWebhook(routes, {
      tokens,
      findAgent: (to, from) => directory.findForCall(orgId, to, from),
      authToken,
      publicUrl,
      log,
    });

    routes.get(MEDIA_PATH, { websocket: true }, (socket, request) => {
      const { headers } = request;
      const isNear = isLoopback(request.socket.remoteAddress) && !wasForwarded(headers) && !cameFromPage(headers);
      const stream = createMediaStream(
        {
          send(text) {
            if (socket.readyState === socket.OPEN) socket.send(text);
          },
          get bufferedBytes() {
            return socket.bufferedAmount;
          },
          close: (code, reason) => closeSocket(socket, code, reason, clock),
        },
        mayBeDirect && isNear,
        services,
      );
      socket.on('message', (data, isBinary) => {
        if (isBinary) stream.receiveBinary();
        else stream.receive(data.toString());
      });
      socket.on('close', (code) => stream.closed(code));
      // The socket closes itself after an error, with the code that says which.
      socket.on('error', (error) => log.warn({ err: error }, 'media socket failed'));
    });
  });
});

/** Four ids: 192 random bits. */
function randomToken(): string {
  return Array.from({ length: 4 }, () => randomId('').slice(1)).join('');
}
