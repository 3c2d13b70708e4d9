import { z } from 'zod';
import { ChatMessage, JsonObject } from './values.ts';

export const LlmChatStarted = z
  .object({
    sessionId: z.string().optional(),
    metadata: JsonObject.optional(),
    language: z.string().optional(),
    model: z.string().optional(),
  })
  .describe('A text conversation began.');
export const ChatMessageReceived = z
  .object({ text: z.string(), messageId: z.string().optional() })
  .describe('The person wrote.');
export const LlmChatChunk = z
  .object({ messageId: z.string().default(''), token: z.string().optional(), text: z.string().optional() })
  .describe('A piece of the answer being written.');
export const LlmChatToken = z
  .object({ messageId: z.string().optional(), token: z.string().default(''), text: z.string().default('') })
  .describe('A piece of the answer being written; `text` is the answer so far.');
export const ChatResponse = z.object({ text: z.string() }).describe('The whole answer.');
export const LlmChatDone = z
  .object({ text: z.string(), messageId: z.string().optional(), model: z.string().optional() })
  .describe('The answer is complete.');
export const LlmChatToolCall = z.object({ toolCalls: z.array(z.unknown()) }).describe('The model asks for tools.');
export const LlmChatToolResult = z.object({ result: z.unknown().optional() }).describe('A tool answered.');
export const LlmChatEnded = z
  .object({
    sessionId: z.string().optional(),
    reason: z.string().optional(),
    durationSeconds: z.number().nonnegative().optional(),
    messages: z.array(ChatMessage).optional(),
  })
  .describe('The text conversation is over.');
export const LlmChatError = z
  .object({
    sessionId: z.string().optional(),
    error: z.string().default(''),
    durationSeconds: z.number().nonnegative().optional(),
    messages: z.array(ChatMessage).optional(),
  })
  .describe('The text conversation failed.');
