import { z } from 'zod';
import { openList } from './values.ts';

export const MessageConfirmed = z
  .object({
    messageId: z.string(),
    text: z.string().default('').describe('What was heard, which is what is remembered.'),
  })
  .describe('A bot message is now part of the conversation.');

export const MessageAborted = z
  .object({ messageId: z.string(), reason: z.string().default('') })
  .describe('A bot message was dropped before any of it was heard.');

export const ReplyRejected = z
  .object({
    messageId: z.string(),
    inReplyTo: z.string().default(''),
    expectedReplyTo: z.string().default(''),
    reason: openList(['message_obsolete', 'queue_full']),
  })
  .describe('A reply named a user message that is no longer the current one, or too many replies waited already.');
