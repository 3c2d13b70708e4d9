import type { LoggedEvent } from '@antiphon/events';
import { type ToolOutcome, toolMessages } from '../call/tool-messages.ts';
import type { CallRecord } from '../events/log-sink.ts';

/**
 * What was said so far, read off the log of a call that has no final record yet: the last text of each message of the person; of
 * each message of the bot what was confirmed as heard, and of one that was still being said the words that had begun to play; and
 * the tools with what came of them. In the order in which they began to stand.
 *
 * @param isOver nobody waits for the tools that have not answered
 */
export function messagesOf(events: Iterable<LoggedEvent>, isOver = false): CallRecord['messages'] {
  const messages = new Map<string, CallRecord['messages'][number] | Tools>();
  for (const event of events) {
    if (event.name === 'user.message' && event.data.text) {
      messages.set(`user ${event.data.messageId}`, { role: 'user', content: event.data.text });
    } else if (event.name === 'bot.word') {
      const place = `assistant ${event.data.messageId}`;
      const before = messages.get(place);
      const spoken = before !== undefined && 'content' in before ? before.content : '';
      messages.set(place, { role: 'assistant', content: `${spoken} ${event.data.word}`.trim() });
    } else if (event.name === 'message.confirmed' || event.name === 'message.aborted') {
      const place = `assistant ${event.data.messageId}`;
      // It stands from now on, after what was said while it was.
      messages.delete(place);
      const text = event.name === 'message.confirmed' ? event.data.text : '';
      if (text) messages.set(place, { role: 'assistant', content: text });
    } else if (event.name === 'llm.tool_call') {
      const calls = event.data.toolCalls.map(({ id, name, arguments: text }): ToolOutcome => {
        return { id, name, arguments: text, status: isOver ? 'abandoned' : 'running', result: undefined };
      });
      messages.set(`tools ${event.data.msgId}`, { calls: new Map(calls.map((call) => [call.id, call])) });
    } else if (event.name === 'llm.tool_result') {
      settle(messages.get(`tools ${event.data.msgId}`), event.data);
    }
  }
  return [...messages.values()].flatMap((message): CallRecord['messages'] =>
    'calls' in message ? toolMessages([...message.calls.values()], '') : [message],
  );
}

interface Tools {
  calls: Map<string, ToolOutcome>;
}

function settle(tools: object | undefined, { toolCallId = '', result, status, ephemeral }: Result): void {
  if (tools === undefined || !('calls' in tools)) return;
  const { calls } = tools as Tools;
  const call = calls.get(toolCallId);
  if (call === undefined) return;
  if (ephemeral) calls.delete(toolCallId);
  else calls.set(toolCallId, { ...call, result, status: status === 'failed' ? 'failed' : 'done' });
}

type Result = LoggedEvent<'llm.tool_result'>['data'];
