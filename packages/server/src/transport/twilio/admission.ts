import type { AgentDirectory } from '../../call/calls.ts';
import { slugOf } from '../../responder/slug.ts';
import type { LineInfo } from '../transport.ts';
import type { StreamStart } from './media-frames.ts';
import type { StreamTokens } from './stream-tokens.ts';

export interface AdmissionServices {
  tokens: StreamTokens;
  directory: Pick<AgentDirectory, 'find'>;
  /** The org whose carrier account sends us calls. */
  orgId: string;
  /** Takes the carrier's id of the call when it can name a call of ours, else makes one. */
  nameCall(callSid: string | undefined): string;
}

/** Why a stream is not let in. The code begins the close reason, where carriers' logs show it. */
export interface Refused {
  refused: string;
}

/**
 * Decides whose call a media stream is.
 *
 * @param isDirect the request comes from this machine and no carrier account is configured: it may name its agent itself
 */
export function admit(start: StreamStart, isDirect: boolean, services: AdmissionServices): LineInfo | Refused {
  const { format, parameters, callSid } = start;
  if (format && (format.encoding !== 'audio/x-mulaw' || format.sampleRate !== 8000 || format.channels !== 1)) {
    return { refused: 'UNSUPPORTED_MEDIA: only audio/x-mulaw, 8000 Hz, 1 channel is taken.' };
  }
  const token = parameters.get('token');
  if (token !== undefined) {
    const grant = services.tokens.take(token, callSid);
    if (!grant) return { refused: 'INVALID_TOKEN: the token is unknown, used, older than 60 s, or of another call.' };
    return lineInfo(services.nameCall(callSid), grant);
  }
  if (!isDirect) return { refused: 'INVALID_TOKEN: start.customParameters.token is missing.' };
  const given = parameters.get('agent');
  if (given === undefined) return { refused: 'INVALID_FIELD: start.customParameters.agent is missing.' };
  const agentId = slugOf(given);
  if (!services.directory.find(services.orgId, agentId)) {
    return { refused: `AGENT_NOT_FOUND: agent "${agentId}" is not connected. Start it, or check its id.` };
  }
  const from = parameters.get('from') ?? 'local';
  const to = parameters.get('to') ?? agentId;
  return lineInfo(services.nameCall(callSid), { orgId: services.orgId, agentId, from, to });
}

function lineInfo(callId: string, who: Pick<LineInfo, 'orgId' | 'agentId' | 'from' | 'to'>): LineInfo {
  return {
    callId,
    orgId: who.orgId,
    agentId: who.agentId,
    from: who.from,
    to: who.to,
    direction: 'inbound',
    transport: 'phone',
    codec: 'mulaw',
    sampleRateHz: 8000,
    metadata: {},
  };
}
