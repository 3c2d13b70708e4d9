import type { ChatMessage } from '../responder/language-model.ts';
import type { ToolCall } from './tool-ledger.ts';

/** What the history tells of a tool. */
export type ToolOutcome = Pick<ToolCall, 'id' | 'name' | 'arguments' | 'status' | 'result'>;

/**
 * Tools that were asked for at once, as messages of the history: the model's, then one for each of them, whatever became of it.
 * There is no other way into the history, so no model ever sees a tool without a result.
 *
 * @param content what was heard of the words that came with them
 */
export function toolMessages(calls: readonly ToolOutcome[], content: string): ChatMessage[] {
  if (calls.length === 0) return content === '' ? [] : [{ role: 'assistant', content }];
  return [
    {
      role: 'assistant',
      content: content === '' ? null : content,
      tool_calls: calls.map(({ id, name, arguments: text }) => ({
        id,
        type: 'function',
        function: { name, arguments: text },
      })),
    },
    ...calls.map((call): ChatMessage => ({ role: 'tool', tool_call_id: call.id, content: resultText(call) })),
  ];
}

/** What a model reads as a tool's result: what the agent answered, or where the tool stands. */
function resultText({ status, result }: ToolOutcome): string {
  if (status === 'done' || status === 'failed') return typeof result === 'string' ? result : JSON.stringify(result);
  if (status === 'abandoned' && result !== undefined) return JSON.stringify({ status, result });
  return JSON.stringify({ status });
}
