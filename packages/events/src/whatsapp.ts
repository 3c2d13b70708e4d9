import { z } from 'zod';
import { ChatMessage, EpochSeconds, openList } from './values.ts';

export const WhatsappSessionStarted = z
  .object({ sessionId: z.string(), contactPhone: z.string(), contactName: z.string().default('') })
  .describe('The first message of a new contact.');

export const WhatsappMessage = z
  .object({
    sessionId: z.string(),
    from: z.string(),
    name: z.string().default(''),
    type: openList(['text', 'audio', 'image', 'video', 'document']),
    text: z.string().default('').describe('For a voice note, its transcript.'),
    messageId: z.string(),
    paused: z.boolean().default(false),
  })
  .describe('The contact wrote.');

export const WhatsappResponse = z
  .object({
    sessionId: z.string().default(''),
    to: z.string(),
    text: z.string(),
    source: openList(['human']).optional(),
  })
  .describe('The agent, or a person in its place, wrote.');

export const WhatsappStatus = z
  .object({ status: openList(['sent', 'delivered', 'read']), recipient: z.string(), messageId: z.string() })
  .describe('What became of a message.');

export const WhatsappSessionEnded = z
  .object({
    sessionId: z.string(),
    contactPhone: z.string(),
    contactName: z.string().default(''),
    reason: openList(['window_expired', 'idle_timeout']),
    duration: z.number().nonnegative().optional(),
    messageCount: z.int().nonnegative().optional(),
    messages: z.array(ChatMessage).optional(),
    transcript: z.array(z.unknown()).optional(),
    startedAt: EpochSeconds.optional(),
    endedAt: EpochSeconds.optional(),
  })
  .describe('The conversation with a contact is over.');
