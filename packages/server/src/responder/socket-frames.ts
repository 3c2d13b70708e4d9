import { type Command, formatAck } from '@antiphon/events';
import { VoiceError } from '../errors.ts';

/** A frame that says what was refused and why. Codes of the wire that only this socket uses are plain strings. */
export interface Refusal {
  code: string;
  /** What happened, to which thing, and what to do. */
  error: string;
  /** The field that is wrong, by its wire name. */
  field?: string | undefined;
  agentId?: string | undefined;
  callId?: string | undefined;
  messageId?: string | undefined;
  requestId?: string | undefined;
  phone?: string | undefined;
  retryAfterS?: number | undefined;
  holderAlive?: boolean | undefined;
}

export function errorFrame(refusal: Refusal): string {
  const { agentId, callId, ...data } = refusal;
  return JSON.stringify(formatAck('error', data, { agentId, callId }));
}

/** The ids of a command, so that its sender can tell which one an answer is about. */
export function idsOf(command: Command): Partial<Refusal> {
  const fields: Record<string, unknown> = command;
  return readIds((camel) => fields[camel]);
}

/** The same from a frame that is no command, as far as it can be read. */
export function idsOfText(text: string): Partial<Refusal> {
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame !== 'object' || frame === null) return {};
    const fields = new Map<string, unknown>(Object.entries(frame));
    return readIds((_, snake) => fields.get(snake));
  } catch {
    return {};
  }
}

function readIds(read: (camel: string, snake: string) => unknown): Partial<Refusal> {
  const text = (camel: string, snake: string) => {
    const value = read(camel, snake);
    return typeof value === 'string' ? value.slice(0, 200) : undefined;
  };
  return {
    agentId: text('agentId', 'agent_id'),
    callId: text('callId', 'call_id') ?? text('sessionId', 'session_id'),
    messageId: text('messageId', 'message_id'),
    requestId: text('requestId', 'request_id'),
  };
}

/** What to tell the sender of an error that was thrown while its command was carried out. */
export function refusalOf(error: unknown): Pick<Refusal, 'code' | 'error' | 'field'> {
  if (!VoiceError.is(error))
    return { code: 'INTERNAL_ERROR', error: 'The server failed on this command. Its log says why.' };
  const field = 'field' in error && typeof error.field === 'string' ? error.field : undefined;
  return { code: error.code, error: error.message, field };
}
