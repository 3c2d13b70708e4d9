import { z } from 'zod';
import { ChatMessage, EpochSeconds, JsonObject, openList } from './values.ts';

export const Direction = z.enum(['inbound', 'outbound']);

export const Transport = openList(['phone', 'webrtc', 'chat', 'whatsapp', 'unknown']);

/** Why a call ended. The first seven are the ones an agent's author should know; the list is open. */
export const CallEndReason = openList([
  'hangup',
  'timeout',
  'idle_timeout',
  'max_duration',
  'no_answer',
  'busy',
  'failed',
  'client_hangup',
  'disconnected',
  'canceled',
  'chat_completed',
  'chat_error',
  'routed',
]);

export const CallRinging = z
  .object({ from: z.string(), to: z.string(), direction: Direction.default('inbound') })
  .describe('A call waits to be accepted or rejected. Only for numbers added with `ringing: true`.');

export const CallRejected = z.object({ reason: z.string().default('') }).describe('A ringing call was turned away.');

export const CallDialing = z
  .object({ from: z.string(), to: z.string() })
  .describe('An outbound call was placed and has not been answered yet.');

const LineEntry = z.looseObject({
  who: z.enum(['caller', 'line']),
  text: z.string(),
  at: z.number().optional(),
});

export const CallStarted = z
  .object({
    sessionId: z.string().optional(),
    from: z.string(),
    to: z.string(),
    direction: Direction.default('inbound'),
    transport: Transport.default('unknown'),
    metadata: JsonObject.optional(),
    language: z.string().optional(),
    extension: z.string().nullable().optional(),
    owner: z.enum(['line', 'agent']).optional(),
    routedFrom: z.string().optional(),
    lineTranscript: z.array(LineEntry).optional(),
    resumed: z.boolean().optional().describe('The agent came back to a call that was already running.'),
  })
  .describe('A call connected.');

export const CallUpdated = z
  .object({ language: z.string().optional() })
  .describe('A property of the call changed while it runs.');

export const CallEnded = z
  .object({
    sessionId: z.string().optional(),
    reason: CallEndReason,
    durationSeconds: z.number().nonnegative().optional(),
    startedAt: EpochSeconds.optional(),
    endedAt: EpochSeconds.optional(),
    messages: z.array(ChatMessage).optional().describe('The whole conversation; for the bot, what was heard.'),
    direction: Direction.optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    metadata: JsonObject.optional(),
  })
  .describe('The call is over. Nothing else of it follows.');

export const CallError = z
  .object({ error: z.string(), code: z.string().optional() })
  .describe('A call that was asked for could not be made.');

export const CallForwarded = z.object({ to: z.string() }).describe('The call was handed to another number.');

export const CallRecording = z
  .object({
    audio: z.string().describe('Base64 of the file.'),
    durationMs: z.number().nonnegative(),
    format: z.string().default('wav'),
    sampleRate: z.int().positive(),
  })
  .describe('The recording of a call that has ended.');

export const CallHeld = z.object({}).describe('The call is on hold.');
export const CallUnheld = z.object({}).describe('The call is off hold.');
export const CallMuted = z.object({}).describe('The caller is muted: what they say is kept back.');

export const CallUnmuted = z
  .object({ mutedTranscript: z.string().nullable().default(null).describe('What the caller said while muted.') })
  .describe('The caller is heard again.');

export const CallDtmfSent = z.object({ digits: z.string() }).describe('Tones were played to the far end.');

export const CallDtmfReceived = z
  .object({ digit: z.string(), digits: z.string().describe('All keys pressed so far.') })
  .describe('The caller pressed a key.');

export const CallRouted = z.object({ agent: z.string() }).describe('A line handed its call to an agent.');

export const CallRouteFailed = z
  .object({
    agent: z.string(),
    reason: openList(['offline', 'unknown', 'no_phone_config', 'capacity', 'swap_failed']),
  })
  .describe('A line could not hand its call to an agent; the line keeps it.');
