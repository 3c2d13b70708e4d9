import type { EventName } from './catalog.ts';

/** Later spellings that apps use for an event → its name in the catalog. */
export const aliases = {
  'llm.toolCall': 'llm.tool_call',
  'session.idleWarning': 'session.idle_warning',
  'whatsapp.sessionStarted': 'whatsapp.session_started',
  'whatsapp.started': 'whatsapp.session_started',
  'whatsapp.sessionEnded': 'whatsapp.session_ended',
  'chat.started': 'llm.chat.started',
  'call.preparing': 'llm.before',
  'call.preparingTimeout': 'llm.preparing_timeout',
} as const satisfies Record<string, EventName>;

export type EventAlias = keyof typeof aliases;

/** The catalog's spelling of an event's name; a name without an alias comes back as it is. */
export function canonicalName(name: EventName | EventAlias): EventName;
export function canonicalName(name: string): string;
export function canonicalName(name: string): string {
  return Object.hasOwn(aliases, name) ? aliases[name as EventAlias] : name;
}
