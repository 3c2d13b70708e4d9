import type { LoggedEvent } from '@antiphon/events';
import type { CallRecord } from '../events/log-sink.ts';

/**
 * What was said so far, read off the log of a call that has no final record yet: the last text of each message of the person, and
 * what was heard of each message of the bot, in the order in which they began to stand.
 */
export function messagesOf(events: Iterable<LoggedEvent>): CallRecord['messages'] {
  const messages = new Map<string, { role: string; content: string }>();
  for (const event of events) {
    if (event.name === 'user.message' && event.data.text) {
      messages.set(`user ${event.data.messageId}`, { role: 'user', content: event.data.text });
    } else if (event.name === 'message.confirmed' && event.data.text) {
      messages.set(`assistant ${event.data.messageId}`, { role: 'assistant', content: event.data.text });
    }
  }
  return [...messages.values()];
}
