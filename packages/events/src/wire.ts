import { catalog, type EventData, type EventName, isEventName, isKept } from './catalog.ts';
import type { AnyEvent, Envelope, LoggedEvent, UnknownFrame } from './envelope.ts';
import { whyRefused } from './refusal.ts';
import { flattenToolCall } from './tool.ts';

/**
 * Keys that are camelCase on the wire too; everything else at the top level is snake_case there.
 * Channel secrets and the chat greeting travel as their users type them.
 */
const sameOnTheWire = new Set(['greetingInChat', 'accessToken', 'verifyToken', 'appSecret']);

/** Events whose handlers get the payload exactly as it travels. */
const untouched = new Set<string>(['memory.ops'] satisfies EventName[]);

/** Keep-alives may carry a clock of their own; it is not ours to fill in. */
const keepAlives = new Set(['ping', 'pong']);

/** Events whose wire form repeats the envelope's time as `timestamp`, in seconds. */
const timed = new Set(
  Object.entries(catalog).flatMap(([name, { data }]) =>
    'timestamp' in data.shape && !keepAlives.has(name) ? [name] : [],
  ),
);

/** Payload fields that would hide one of the envelope's travel under this key. */
export const ASIDE = '$data';

const frameKeys = new Set([
  'event',
  'agent_id',
  'call_id',
  'seq',
  'order',
  'ts',
  'at_ms',
  'in_sample',
  'out_sample',
  ASIDE,
]);
const sseKeys = new Set(['agent', 'callId', 'seq', 'order', 'ts', 'atMs', 'inSample', 'outSample', ASIDE]);

export type JsonRecord = Record<string, unknown>;

/** The spelling of every key the catalog knows, looked up instead of worked out for each frame. */
const wireKeys = new Map<string, string>();
const ownKeys = new Map<string, string>();
for (const { data } of Object.values(catalog)) {
  for (const key of Object.keys(data.shape)) {
    wireKeys.set(key, spellWire(key));
    ownKeys.set(spellWire(key), spellOwn(spellWire(key)));
  }
}

/** `messageId` → `message_id`. */
export function toWireKey(key: string): string {
  return wireKeys.get(key) ?? spellWire(key);
}

/** `message_id` → `messageId`. A key that is camelCase already comes back as it is. */
export function fromWireKey(key: string): string {
  return ownKeys.get(key) ?? spellOwn(key);
}

function spellWire(key: string): string {
  return sameOnTheWire.has(key) ? key : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function spellOwn(key: string): string {
  return key.replace(/(?<=[a-zA-Z0-9])_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Renames the top-level keys; what they hold is not looked into. `__proto__` is nobody's field and is left out. */
export function renameKeys(record: object, rename: (key: string) => string): JsonRecord {
  const renamed: JsonRecord = {};
  for (const [key, value] of Object.entries(record)) {
    const name = rename(key);
    if (key !== '__proto__' && name !== '__proto__' && value !== undefined) renamed[name] = value;
  }
  return renamed;
}

/** An event as one frame of the agent socket. */
export function formatFrame(event: AnyEvent): JsonRecord {
  const { own, aside } = withoutHiding(wireData(event), frameKeys);
  return {
    event: event.name,
    ...(event.agentId === '' ? {} : { agent_id: event.agentId }),
    ...(event.callId === null ? {} : { call_id: event.callId, session_id: event.callId }),
    ...(event.seq === undefined ? {} : { seq: event.seq }),
    order: event.order,
    ts: event.ts / 1000,
    at_ms: event.at,
    in_sample: event.inSample,
    out_sample: event.outSample,
    ...own,
    ...aside,
    ...(timed.has(event.name) && own.timestamp === undefined ? { timestamp: event.ts / 1000 } : {}),
  };
}

/** An answer that is no event of a call (`connected`, `agent.created`, `error` …) as one frame of the agent socket. */
export function formatAck<Name extends EventName>(
  name: Name,
  data: EventData<Name>,
  about: { agentId?: string | undefined; callId?: string | undefined } = {},
): JsonRecord {
  return {
    event: name,
    ...(about.agentId === undefined ? {} : { agent_id: about.agentId }),
    ...(about.callId === undefined ? {} : { call_id: about.callId }),
    ...(untouched.has(name) ? data : renameKeys(data, toWireKey)),
  };
}

/** Reads one frame of the agent socket. Never throws: what it does not know, or cannot trust, comes back `unknown`. */
export function parseFrame(json: unknown): AnyEvent {
  if (!isRecord(json) || typeof json.event !== 'string') return misshapen('a frame is an object with a text "event"');
  const name = json.event;
  const data = payloadOf(json, frameKeys, name);
  const known = isEventName(name) && 'sessionId' in catalog[name].data.shape;
  if (!known && json.session_id !== undefined && json.session_id === json.call_id) delete data.sessionId;
  return toEvent(name, data, {
    agentId: text(json.agent_id),
    callId: typeof json.call_id === 'string' ? json.call_id : null,
    ...position(json, 'at_ms', 'in_sample', 'out_sample'),
  });
}

export interface LogReading {
  /** Token readers page by `order`, which they know as `seq`; key holders by `seq`. Default: key holder. */
  reader?: 'key' | 'token';
}

/** An event as one entry of the call log. */
export function formatLogEntry(event: AnyEvent, { reader = 'key' }: LogReading = {}): JsonRecord {
  const seq = reader === 'token' ? event.order : event.seq;
  return {
    ...(seq === undefined ? {} : { seq }),
    order: event.order,
    ts: event.ts / 1000,
    call: event.callId,
    agent: event.agentId,
    type: event.name,
    ephemeral: !isKept(event.name),
    at_ms: event.at,
    in_sample: event.inSample,
    out_sample: event.outSample,
    data: wireData(event),
  };
}

/** Reads one entry of the call log. Never throws. */
export function parseLogEntry(json: unknown, { reader = 'key' }: LogReading = {}): AnyEvent {
  if (!isRecord(json) || typeof json.type !== 'string') return misshapen('a log entry is an object with a text "type"');
  const name = json.type;
  const { seq, ...place } = position(json, 'at_ms', 'in_sample', 'out_sample');
  return toEvent(name, isRecord(json.data) ? camelData(json.data, name) : {}, {
    agentId: text(json.agent),
    callId: typeof json.call === 'string' ? json.call : null,
    ...place,
    ...(reader === 'key' && seq !== undefined && json.ephemeral !== true ? { seq } : {}),
  });
}

/** The one-line JSON object of an SSE message: `callId` first, the payload camelCase, `agent` last. */
export function formatSseData(event: AnyEvent): string {
  const { own, aside } = withoutHiding(
    renameKeys(event.data, (key) => key),
    sseKeys,
  );
  return JSON.stringify({
    callId: event.callId,
    ...own,
    ...aside,
    ...(event.seq === undefined ? {} : { seq: event.seq }),
    order: event.order,
    atMs: event.at,
    ts: event.ts / 1000,
    inSample: event.inSample,
    outSample: event.outSample,
    agent: event.agentId,
  });
}

/** Reads the parsed JSON object of an SSE message. Never throws. */
export function parseSseData(name: string, json: unknown): AnyEvent {
  if (!isRecord(json)) return misshapen('an SSE message carries a JSON object');
  return toEvent(name, payloadOf(json, sseKeys, 'memory.ops'), {
    agentId: text(json.agent),
    callId: typeof json.callId === 'string' ? json.callId : null,
    ...position(json, 'atMs', 'inSample', 'outSample'),
  });
}

function wireData(event: AnyEvent): JsonRecord {
  return renameKeys(event.data, untouched.has(event.name) ? (key) => key : toWireKey);
}

function camelData(data: JsonRecord, name: string): JsonRecord {
  return renameKeys(data, untouched.has(name) ? (key) => key : fromWireKey);
}

function withoutHiding(data: JsonRecord, envelope: Set<string>): { own: JsonRecord; aside: JsonRecord } {
  const own: JsonRecord = {};
  const hidden: JsonRecord = {};
  for (const key of Object.keys(data)) (envelope.has(key) ? hidden : own)[key] = data[key];
  return { own, aside: Object.keys(hidden).length === 0 ? {} : { [ASIDE]: hidden } };
}

function payloadOf(json: JsonRecord, envelope: Set<string>, name: string): JsonRecord {
  const own: JsonRecord = {};
  for (const key of Object.keys(json)) if (!envelope.has(key) && key !== '__proto__') own[key] = json[key];
  const aside = json[ASIDE];
  return camelData(isRecord(aside) ? { ...own, ...aside } : own, name);
}

type Place = Omit<Envelope, 'orgId'>;

function position(
  json: JsonRecord,
  at: string,
  inSample: string,
  outSample: string,
): Omit<Place, 'agentId' | 'callId'> {
  const seq = whole(json.seq);
  return {
    order: whole(json.order) ?? seq ?? 0,
    ...(seq === undefined ? {} : { seq }),
    at: amount(json[at]),
    ts: Math.round(amount(json.ts) * 1000),
    inSample: amount(json[inSample]),
    outSample: amount(json[outSample]),
  };
}

function toEvent(name: string, data: JsonRecord, place: Place): AnyEvent {
  const envelope: Envelope = { orgId: '', ...place };
  if (!isEventName(name)) return { ...envelope, unknown: true, name, data };
  const schema = catalog[name].data;
  const payload = name === 'llm.tool_call' ? flatToolCalls(data) : data;
  const given = withoutIdleNulls(payload, schema.shape);
  const checked = schema.safeParse(given);
  if (!checked.success) {
    return { ...envelope, unknown: true, name, data, problem: whyRefused(checked.error.issues, given).message };
  }
  // The schema has just said so; the compiler cannot follow it through the table.
  return { ...envelope, name, data: withDefaults(given, checked.data) } as LoggedEvent;
}

function flatToolCalls(data: JsonRecord): JsonRecord {
  const { messageId, msgId = messageId, toolCalls, ...rest } = data;
  return { ...rest, msgId, toolCalls: Array.isArray(toolCalls) ? toolCalls.map(flattenToolCall) : toolCalls };
}

/** What was given, untouched, and the schema's defaults for what was not. */
export function withDefaults(given: JsonRecord, checked: object): JsonRecord {
  const absent = Object.entries(checked).filter(([key]) => !Object.hasOwn(given, key));
  return absent.length === 0 ? given : { ...given, ...Object.fromEntries(absent) };
}

/** Other languages write null for "not set": such a field is absent, unless null is one of its values. */
export function withoutIdleNulls(record: JsonRecord, shape: JsonRecord): JsonRecord {
  if (!Object.values(record).includes(null)) return record;
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => value !== null || acceptsNull(shape, key)));
}

function acceptsNull(shape: JsonRecord, key: string): boolean {
  if (!Object.hasOwn(shape, key)) return true;
  return (shape[key] as { safeParse(value: unknown): { success: boolean } }).safeParse(null).success;
}

function misshapen(problem: string): UnknownFrame {
  const nowhere = { orgId: '', agentId: '', callId: null, order: 0, at: 0, ts: 0, inSample: 0, outSample: 0 };
  return { ...nowhere, unknown: true, name: '', data: {}, problem };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function amount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function whole(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
