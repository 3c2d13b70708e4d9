import { z } from 'zod';
import { type Catalog, catalog, type EventName } from './catalog.ts';
import { type CommandName, commands } from './commands.ts';

export type JsonSchema = Record<string, unknown>;

const eventNames = Object.keys(catalog) as EventName[];
const commandNames = Object.keys(commands) as CommandName[];

/** The JSON Schema of one event's payload, as handlers get it. */
export function eventSchema(name: EventName): JsonSchema {
  const row: Catalog[EventName] = catalog[name];
  return { title: name, 'x-kept': row.kept, ...bare(z.toJSONSchema(row.data, { io: 'output' })) };
}

/** The JSON Schema of one command's fields, camelCase as after parsing. */
export function commandSchema(name: CommandName): JsonSchema {
  return { title: name, ...bare(z.toJSONSchema(commands[name], { io: 'input' })) };
}

/**
 * One JSON Schema document (2020-12) of everything: `$defs` holds each event's payload under the event's name and each
 * command's fields under `command <name>`. `x-kept` tells whether the call log keeps the event.
 */
export function jsonSchema(): JsonSchema {
  const events = eventNames.map((name) => [name, eventSchema(name)]);
  const asked = commandNames.map((name) => [`command ${name}`, commandSchema(name)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Antiphon events and commands',
    $defs: Object.fromEntries([...events, ...asked]),
  };
}

/** Unknown fields pass through everywhere, so nothing is closed. */
function bare({ $schema, ...schema }: JsonSchema): JsonSchema {
  return opened(schema) as JsonSchema;
}

function opened(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(opened);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key, value]) => !(key === 'additionalProperties' && value === false));
  return Object.fromEntries(entries.map(([key, value]) => [key, opened(value)]));
}
