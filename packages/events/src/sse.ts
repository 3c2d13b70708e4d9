import type { AnyEvent } from './envelope.ts';
import { formatSseData, parseSseData } from './wire.ts';

/** The comment that keeps an idle stream open; sent every 30 s. */
export const SSE_PING = ':ping\n\n';

/**
 * An event as one message of a server-sent event stream.
 *
 * @param position where in the stream it stands; opaque to readers, who send it back as `Last-Event-ID`.
 */
export function formatSse(event: AnyEvent, position?: string): string {
  const id = position === undefined ? '' : `id: ${oneLine(position)}\n`;
  return `event: ${oneLine(event.name)}\n${id}data: ${formatSseData(event)}\n\n`;
}

/**
 * Reads one message of a server-sent event stream. Never throws.
 *
 * @param name the message's `event:` field.
 * @param data the message's `data:` field.
 */
export function parseSse(name: string, data: string): AnyEvent {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    json = undefined;
  }
  return parseSseData(name, json);
}

function oneLine(value: string): string {
  return value.replace(/[\r\n\0]+/g, ' ');
}
