import { z } from 'zod';
import { Milliseconds, openList } from './values.ts';

/** Two shapes are met: flat, and the model vendors' nesting under `function`. */
const ToolCall = z.looseObject({
  id: z.string(),
  name: z.string(),
  arguments: z.string().describe('JSON, as text.'),
});

export const LlmToolCall = z
  .object({ msgId: z.string().describe('Never used twice; answer with it.'), toolCalls: z.array(ToolCall) })
  .describe('The server-side model asks for tools to be run.');

export const LlmToolResult = z
  .object({
    msgId: z.string().optional().describe('The request it belongs to.'),
    toolCallId: z.string().optional(),
    name: z.string().optional(),
    result: z.unknown().optional().describe('Any JSON; `{error}` when the tool failed or took too long.'),
    status: openList(['done', 'failed']).optional(),
    durationMs: Milliseconds.optional().describe('From `llm.tool_call` to here.'),
    ephemeral: z.boolean().optional().describe('Left out of the conversation once it was used.'),
    results: z.array(z.looseObject({ tool_call_id: z.string() })).optional(),
  })
  .describe('One tool has its outcome. It comes again when a tool answers that had been given up.');

/** The model vendors' nesting, made flat. */
export function flattenToolCall(call: unknown): unknown {
  if (typeof call !== 'object' || call === null) return call;
  const nested = (call as { function?: unknown }).function;
  if (typeof nested !== 'object' || nested === null) return call;
  const { name, arguments: args } = nested as { name?: unknown; arguments?: unknown };
  return { ...call, name, arguments: args };
}
