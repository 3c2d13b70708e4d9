import type { LoggedEvent } from '@antiphon/events';
import type { CallRecord } from '../events/log-sink.ts';

/**
 * What was said so far, read off the log of a call that has no final record yet: the last text of each message of the person, and
 * of each message of the bot what was confirmed as heard; of one that was still being said, the words that had begun to play.
 * In the order in which they began to stand.
 */
export function messagesOf(events: Iterable<LoggedEvent>): CallRecord['messages'] {
  const messages = new Map<string, { role: string; content: string }>();
  for (const event of events) {
    if (event.name === 'user.message' && event.data.text) {
      messages.set(`user ${event.data.messageId}`, { role: 'user', content: event.data.text });
    } else if (event.name === 'bot.word') {
      const place = `assistant ${event.data.messageId}`;
      const spoken = messages.get(place)?.content ?? '';
      messages.set(place, { role: 'assistant', content: `${spoken} ${event.data.word}`.trim() });
    } else if (event.name === 'message.confirmed' || event.name === 'message.aborted') {
      const place = `assistant ${event.data.messageId}`;
      // It stands from now on, after what was said while it was.
      messages.delete(place);
      const text = event.name === 'message.confirmed' ? event.data.text : '';
      if (text) messages.set(place, { role: 'assistant', content: text });
    }
  }
  return [...messages.values()];
}
