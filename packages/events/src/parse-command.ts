import type { z } from 'zod';
import { type Command, type CommandInput, commands, isCommandName } from './commands.ts';
import { type Refusal, whyRefused } from './refusal.ts';
import {
  fromWireKey,
  isRecord,
  type JsonRecord,
  renameKeys,
  toWireKey,
  withDefaults,
  withoutIdleNulls,
} from './wire.ts';

/** Why a frame was refused, and of whom it spoke if that could be read. */
export interface FrameError {
  code: 'NOT_JSON' | 'NOT_OBJECT' | 'UNKNOWN_EVENT' | 'INVALID_FIELD';
  /** The field that is wrong, by its wire name, dotted. */
  field?: string;
  message: string;
  agentId?: string;
  callId?: string;
}

export type ParsedCommand =
  | { ok: true; command: Command; raw: Record<string, unknown> }
  | { ok: false; error: FrameError };

/** Deeper than any real frame, shallow enough that nobody downstream runs out of stack. */
const MAX_DEPTH = 64;

/** Reads one frame that a participant sent. Never throws; a refusal never repeats what the fields held. */
export function parseCommand(text: string): ParsedCommand {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse({ code: 'NOT_JSON', message: 'The frame is not JSON. Send one JSON object per text frame.' });
  }
  if (!isRecord(json)) {
    return refuse({ code: 'NOT_OBJECT', message: 'The frame is not a JSON object. Send {"event": …}.' });
  }
  const about = { ...idOf(json, 'agent_id', 'agentId'), ...idOf(json, 'call_id', 'callId') };
  if (!isShallow(json, MAX_DEPTH)) {
    const message = `The frame is nested deeper than ${MAX_DEPTH} levels.`;
    return refuse({ code: 'INVALID_FIELD', message, ...about });
  }
  const { event, ...fields } = json;
  if (typeof event !== 'string') {
    const message = `Field "event" is ${event === undefined ? 'missing' : 'wrong'}: it must be text, the command's name.`;
    return refuse({ code: 'INVALID_FIELD', field: 'event', message, ...about });
  }
  if (!isCommandName(event)) {
    const message = `No command is called ${spoken(event)}. The reference lists the commands.`;
    return refuse({ code: 'UNKNOWN_EVENT', field: 'event', message, ...about });
  }
  const schema: z.ZodType = commands[event];
  const renamed = renameKeys(fields, fromWireKey);
  const asked = withoutIdleNulls(renamed, shapeOf(event, renamed));
  const checked = schema.safeParse(asked);
  if (!checked.success) {
    const { field, message } = onTheWire(whyRefused(checked.error.issues, asked));
    return refuse({ code: 'INVALID_FIELD', field, message: `${event}: ${message}`, ...about });
  }
  // The schema has just said so; the compiler cannot follow it through the table.
  const command = { ...withDefaults(asked, checked.data as object), event } as Command;
  return { ok: true, command, raw: json };
}

/** A command as it travels: snake_case at the top level, keys in the table's order, nothing that was not set. */
export function formatCommand(command: CommandInput): JsonRecord {
  const { event, ...rest } = command;
  const fields: JsonRecord = rest;
  const order = Object.keys(shapeOf(event, fields));
  const ordered: JsonRecord = { event };
  for (const key of order) if (Object.hasOwn(fields, key)) ordered[key] = fields[key];
  return renameKeys({ ...ordered, ...fields, event }, toWireKey);
}

function shapeOf(event: Command['event'], fields: JsonRecord): JsonRecord {
  const schema = commands[event];
  if ('shape' in schema) return schema.shape;
  const branch = schema.options.find((option) => option.shape.action.value === fields.action);
  return branch?.shape ?? {};
}

function refuse(error: FrameError): ParsedCommand {
  return { ok: false, error };
}

function onTheWire({ field, message }: Refusal): Refusal {
  const [first = '', ...rest] = field.split('.');
  const wire = [toWireKey(first), ...rest].join('.');
  return { field: wire, message: message.replace(`"${field}"`, `"${wire}"`) };
}

/** Ids may be told back, so that the sender knows which agent or call was meant; other values may not. */
function idOf(json: JsonRecord, wire: string, name: string): JsonRecord {
  const value = json[wire];
  return typeof value === 'string' && value.length > 0 && value.length <= 128 ? { [name]: value } : {};
}

/** An unknown name is repeated only when it looks like an event's name, and so cannot be a secret or a sentence. */
function spoken(name: string): string {
  return /^[a-z]{1,16}([._][a-z]{1,16}){0,4}$/i.test(name) ? `"${name}"` : 'that';
}

/**
 * Whether a frame is nested no deeper than `limit`. On its way it takes out every key called `__proto__`, so that merging settings
 * later cannot reach a prototype. Without recursion: the frame may be made to exhaust the stack.
 */
function isShallow(root: object, limit: number): boolean {
  let level: object[] = [root];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limit) return false;
    const below: object[] = [];
    for (const node of level) {
      if (Object.hasOwn(node, '__proto__')) Reflect.deleteProperty(node, '__proto__');
      for (const child of Object.values(node)) if (typeof child === 'object' && child !== null) below.push(child);
    }
    level = below;
  }
  return true;
}
