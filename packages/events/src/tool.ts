import { z } from 'zod';

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
    msgId: z.string().optional(),
    toolCallId: z.string().optional(),
    name: z.string().optional(),
    result: z.unknown().optional(),
    results: z.array(z.looseObject({ tool_call_id: z.string() })).optional(),
  })
  .describe('Tools answered.');

/** The model vendors' nesting, made flat. */
export function flattenToolCall(call: unknown): unknown {
  if (typeof call !== 'object' || call === null) return call;
  const nested = (call as { function?: unknown }).function;
  if (typeof nested !== 'object' || nested === null) return call;
  const { name, arguments: args } = nested as { name?: unknown; arguments?: unknown };
  return { ...call, name, arguments: args };
}
