import { z } from 'zod';
import { ChatMessage } from './values.ts';

export const HistoryData = z
  .object({
    requestId: z.string().optional(),
    messages: z.array(ChatMessage).default([]),
    error: z.string().optional(),
  })
  .describe('The conversation, as asked for with `history.get`.');

export const HistoryUpdated = z
  .object({ requestId: z.string().optional(), count: z.int().nonnegative().optional(), error: z.string().optional() })
  .describe('The conversation was changed, or why it was not.');
