import type { AnyEvent } from '@antiphon/events';

/** A message in the shape that language models use. */
export interface Message {
  role: string;
  content?: unknown;
  [key: string]: unknown;
}

/** One line of a transcript. */
export interface TranscriptLine {
  role: 'user' | 'assistant';
  content: string;
}

/** The conversation as the events tell it: each message with the id that later events name it by. */
export type Conversation = readonly { id: string; message: Message }[];

/** What an event adds to the conversation. Pure. A user's message grows under one id; a bot's counts once it was heard. */
export function addEvent(conversation: Conversation, event: AnyEvent): Conversation {
  if (event.unknown) return conversation;
  switch (event.name) {
    case 'user.message': {
      const { messageId, text } = event.data;
      return text === '' ? conversation : put(conversation, messageId, { role: 'user', content: text });
    }
    case 'message.confirmed': {
      const { messageId, text } = event.data;
      return text === '' ? conversation : put(conversation, messageId, { role: 'assistant', content: text });
    }
    case 'llm.tool_call': {
      const { msgId, toolCalls } = event.data;
      const calls = toolCalls.map(({ id, name, arguments: text }) => ({
        id,
        type: 'function',
        function: { name, arguments: text },
      }));
      return put(conversation, msgId, { role: 'assistant', content: null, tool_calls: calls });
    }
    default:
      return conversation;
  }
}

/** What was said, without tools and instructions. */
export function transcriptOf(messages: readonly Message[]): TranscriptLine[] {
  return messages.flatMap(({ role, content }) =>
    (role === 'user' || role === 'assistant') && typeof content === 'string' && content !== ''
      ? [{ role, content }]
      : [],
  );
}

function put(conversation: Conversation, id: string, message: Message): Conversation {
  const at = conversation.findIndex((entry) => entry.id === id);
  return at < 0 ? [...conversation, { id, message }] : conversation.with(at, { id, message });
}
