import { z } from 'zod';
import { Milliseconds } from './values.ts';

export const LlmBefore = z
  .object({ turn: z.int().nonnegative().optional() })
  .describe('The model is about to be asked: the agent may set prompt variables, then says `llm.ready`.');

export const LlmPreparingTimeout = z
  .object({ turn: z.int().nonnegative().optional(), waitedMs: Milliseconds, budgetMs: Milliseconds })
  .describe('The agent did not say `llm.ready` in time; the model was asked without it.');

export const LlmThinking = z.object({}).describe('The server-side model is at work.');

export const LlmResponse = z
  .object({ text: z.string().default(''), finishReason: z.string().optional() })
  .describe('The server-side model answered.');

export const LlmError = z
  .object({ error: z.string(), code: z.string().optional() })
  .describe('The server-side model failed.');

export const DocsSources = z
  .object({ sources: z.array(z.unknown()).default([]) })
  .describe('The passages of the knowledge base that the answer drew on.');
