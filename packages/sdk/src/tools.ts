import type { EventData } from '@antiphon/events';
import type { Call, ToolResult } from './call.ts';
import { isParser, type JsonSchema, type Schema, schemaOf } from './tool-schema.ts';

/** A tool of the server-side model's, run by this process. Made by `tool`. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** What its arguments must be, for the model. */
  readonly parameters: JsonSchema;
  readonly ephemeral: boolean;
  readonly noFollowup: boolean;
  readonly timeoutMs: number | undefined;
  /** Checks the arguments and does the work. @throws whatever is wrong: the model is told */
  execute(args: unknown, call: Call): unknown;
}

export interface ToolOptions<Args> {
  name: string;
  /** When to use it, for the model. */
  description: string;
  /** A Zod object, version 3 or 4, that checks the arguments; or a JSON Schema, which only describes them. */
  schema: Schema<Args>;
  /** @returns any JSON, or a promise of it. What it throws is told to the model as `{error}`. */
  execute(args: Args, call: Call): unknown;
  /** Its exchange is left out of the conversation once the model has answered with it. Default false. */
  ephemeral?: boolean;
  /** The model need not speak about its result. Default false. */
  noFollowup?: boolean;
  /** How long the server waits for its result, ms. Default: `config.tool_timeout_ms`, 20,000. */
  timeoutMs?: number;
}

/** Describes a tool for the server-side model, and what is done when it asks for it. */
export function tool<Args>(options: ToolOptions<Args>): Tool {
  const { name, description, schema, execute, ephemeral = false, noFollowup = false, timeoutMs } = options;
  // A JSON Schema only describes: its author says what the arguments are.
  const run = (args: unknown, call: Call) => execute(isParser(schema) ? schema.parse(args) : (args as Args), call);
  return { name, description, parameters: schemaOf(schema), ephemeral, noFollowup, timeoutMs, execute: run };
}

/** A tool as its author gives it: made by `tool`, or as it travels. One that travels is answered by hand. */
export type ToolSetting = Tool | { readonly [key: string]: unknown };

export const isTool = (setting: ToolSetting): setting is Tool =>
  typeof setting['execute' as keyof ToolSetting] === 'function';

/** A tool as it travels.    Source: wire.md §2.4 */
export function toWireTool(setting: ToolSetting): Record<string, unknown> {
  if (!isTool(setting)) return { ...setting };
  const { name, description, parameters, timeoutMs } = setting;
  const declared = { type: 'function', function: { name, description, parameters } };
  return timeoutMs === undefined ? declared : { ...declared, timeout_ms: timeoutMs };
}

/** Runs what the model asks for, all at once, and answers when the last is done. Never rejects. */
export async function runTools(
  tools: readonly Tool[],
  call: Call,
  { msgId, toolCalls }: EventData<'llm.tool_call'>,
): Promise<void> {
  const results = toolCalls.map(async ({ id, name, arguments: text }): Promise<ToolResult> => {
    const found = tools.find((each) => each.name === name);
    if (found === undefined) return { toolCallId: id, result: { error: `Unknown tool: ${name}` } };
    const { ephemeral, noFollowup } = found;
    return { toolCallId: id, result: await outcomeOf(found, text, call), ephemeral, noFollowup };
  });
  call.toolResult(msgId, await Promise.all(results));
}

async function outcomeOf(found: Tool, text: string, call: Call): Promise<unknown> {
  try {
    const result = (await found.execute(text.trim() === '' ? {} : JSON.parse(text), call)) ?? null;
    JSON.stringify(result); // what cannot travel is this tool's failure, not that of the others
    return result;
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
