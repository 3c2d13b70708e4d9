export type { AgentConfig } from './agent-config.ts';
export { AgentConfigSchema, configOf } from './agent-config.ts';
export type { EventAlias } from './aliases.ts';
export { aliases, canonicalName } from './aliases.ts';
export { asyncApi } from './async-api.ts';
export { createCallView, foldCall, foldCalls } from './call-view.ts';
export type {
  CallView,
  Metrics,
  ResponseLatency,
  TranscriptItem,
  TranscriptWord,
  TurnView,
} from './call-view-types.ts';
export type { Catalog, EventData, EventName } from './catalog.ts';
export { catalog, isEventName, isKept } from './catalog.ts';
export { checkOrder } from './check-order.ts';
export type { Command, CommandInput, CommandName } from './commands.ts';
export { commands, isCommandName } from './commands.ts';
export type { AnyEvent, Envelope, LoggedEvent, UnknownFrame } from './envelope.ts';
export type { JsonSchema } from './json-schema.ts';
export { commandSchema, eventSchema, jsonSchema } from './json-schema.ts';
export type { FrameError, ParsedCommand } from './parse-command.ts';
export { formatCommand, parseCommand } from './parse-command.ts';
export { formatSse, parseSse, SSE_PING } from './sse.ts';
export type { JsonRecord, LogReading } from './wire.ts';
export { formatAck, formatFrame, formatLogEntry, parseFrame, parseLogEntry } from './wire.ts';
