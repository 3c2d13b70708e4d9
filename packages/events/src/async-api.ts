import { catalog, type EventName } from './catalog.ts';
import { type CommandName, commands } from './commands.ts';
import { commandSchema, eventSchema, type JsonSchema } from './json-schema.ts';
import { ASIDE, toWireKey } from './wire.ts';

const eventNames = Object.keys(catalog) as EventName[];
const commandNames = Object.keys(commands) as CommandName[];

/** Frames of the socket itself, which no event stream carries. */
const socketOnly = new Set<EventName>(['connected', 'authenticated', 'ping', 'pong', 'error']);
const streamed = eventNames.filter((name) => !socketOnly.has(name));

/**
 * The AsyncAPI 3.0 document of the agent socket and the event stream, in their wire forms.
 *
 * @param version of the server that speaks it.
 */
export function asyncApi(version: string): JsonSchema {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Antiphon',
      version,
      description: 'What a voice agent hears and says: every event and command, as they travel.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: {
      agentSocket: {
        address: '/client',
        title: 'Agent socket',
        description: 'A WebSocket. One JSON object per text frame; its `event` says which.',
        messages: { ...refs(eventNames, eventId, frameId), ...refs(commandNames, commandId, commandId) },
      },
      eventStream: {
        address: '/v1/events',
        title: 'Event stream',
        description: 'Server-sent events of many calls. `id:` resumes with `Last-Event-ID`; `:ping` every 30 s.',
        messages: refs(streamed, eventId, streamId),
      },
    },
    operations: {
      receiveEvents: {
        action: 'send',
        summary: 'The server tells the agent what happens.',
        channel: { $ref: '#/channels/agentSocket' },
        messages: eventNames.map((name) => ({ $ref: `#/channels/agentSocket/messages/${eventId(name)}` })),
      },
      sendCommands: {
        action: 'receive',
        summary: 'The agent asks the server to act.',
        channel: { $ref: '#/channels/agentSocket' },
        messages: commandNames.map((name) => ({ $ref: `#/channels/agentSocket/messages/${commandId(name)}` })),
      },
      followEvents: {
        action: 'send',
        summary: 'The server tells a reader what happens.',
        channel: { $ref: '#/channels/eventStream' },
        messages: streamed.map((name) => ({ $ref: `#/channels/eventStream/messages/${eventId(name)}` })),
      },
    },
    components: {
      messages: {
        ...Object.fromEntries(eventNames.map((name) => [frameId(name), message(name, frameSchema(name))])),
        ...Object.fromEntries(streamed.map((name) => [streamId(name), message(name, streamSchema(name))])),
        ...Object.fromEntries(commandNames.map((name) => [commandId(name), message(name, commandFrameSchema(name))])),
      },
    },
  };
}

const eventId = (name: string) => name.replaceAll('.', '_');
const frameId = (name: string) => `frame_${eventId(name)}`;
const streamId = (name: string) => `stream_${eventId(name)}`;
const commandId = (name: string) => `command_${eventId(name)}`;

function refs<Name extends string>(
  names: readonly Name[],
  key: (name: Name) => string,
  target: (name: Name) => string,
) {
  return Object.fromEntries(names.map((name) => [key(name), { $ref: `#/components/messages/${target(name)}` }]));
}

function message(name: string, payload: JsonSchema): JsonSchema {
  const { description, ...schema } = payload;
  return { name, title: name, ...(description === undefined ? {} : { summary: description }), payload: schema };
}

const place = {
  order: { type: 'integer', description: 'Rises with every event of the call.' },
  seq: { type: 'integer', minimum: 1, description: 'Kept events only: gapless per call.' },
  ts: { type: 'number', description: 'Seconds since 1970.' },
};

function frameSchema(name: EventName): JsonSchema {
  const envelope = {
    event: { type: 'string', const: name },
    agent_id: { type: 'string' },
    call_id: { type: 'string' },
    ...place,
    at_ms: { type: 'integer', description: 'Ms since the call began.' },
    in_sample: { type: 'integer', minimum: 0 },
    out_sample: { type: 'integer', minimum: 0 },
  };
  const rename = name === 'memory.ops' ? (key: string) => key : toWireKey;
  return within(envelope, ['event'], renamed(eventSchema(name), rename));
}

function streamSchema(name: EventName): JsonSchema {
  const envelope = {
    callId: { type: ['string', 'null'] },
    agent: { type: 'string' },
    ...place,
    atMs: { type: 'integer', description: 'Ms since the call began.' },
    inSample: { type: 'integer', minimum: 0 },
    outSample: { type: 'integer', minimum: 0 },
  };
  return within(envelope, ['callId', 'agent'], eventSchema(name));
}

function commandFrameSchema(name: CommandName): JsonSchema {
  return within({ event: { type: 'string', const: name } }, ['event'], renamed(commandSchema(name), toWireKey));
}

function within(envelope: JsonSchema, always: string[], schema: JsonSchema): JsonSchema {
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(alternatives)) {
    const { oneOf, anyOf, ...rest } = schema;
    return { ...rest, oneOf: alternatives.map((each: JsonSchema) => within(envelope, always, each)) };
  }
  const { properties = {}, required = [], ...rest } = schema as { properties?: JsonSchema; required?: string[] };
  const hidden = Object.keys(properties).filter((key) => Object.hasOwn(envelope, key));
  const own = Object.fromEntries(Object.entries(properties).filter(([key]) => !hidden.includes(key)));
  const aside = Object.fromEntries(hidden.map((key) => [key, properties[key]]));
  return {
    ...rest,
    type: 'object',
    properties: {
      ...envelope,
      ...own,
      ...(hidden.length === 0 ? {} : { [ASIDE]: { type: 'object', properties: aside } }),
    },
    required: [...always, ...required.filter((key) => !hidden.includes(key))],
  };
}

/** Only the top level is spelt differently on the wire. */
function renamed(schema: JsonSchema, rename: (key: string) => string): JsonSchema {
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(alternatives)) {
    const { anyOf, ...rest } = schema;
    return { ...rest, oneOf: alternatives.map((each: JsonSchema) => renamed(each, rename)) };
  }
  const { properties, required, ...rest } = schema as { properties?: object; required?: string[] };
  const spelt = Object.entries(properties ?? {}).map(([key, value]) => [rename(key), value]);
  return { ...rest, properties: Object.fromEntries(spelt), ...(required ? { required: required.map(rename) } : {}) };
}
