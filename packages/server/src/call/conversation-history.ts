import type { ChatMessage } from '../responder/language-model.ts';
import { closeLedger, hasAsked, type ToolLedger } from './tool-ledger.ts';
import { toolMessages } from './tool-messages.ts';

/** What a call remembers, in its order. What became of tools is the ledger's to tell: an entry only says where they stand. */
export type HistoryEntry =
  | { role: 'user' | 'assistant'; content: string }
  /** `content`: what was heard of the words that the model wrote before it asked. */
  | { role: 'tools'; msgId: string; content: string };

/** The history of a call that is over, as its record keeps it: nobody waits for a tool any more. */
export const recordOf = ({ history, tools }: { history: readonly HistoryEntry[]; tools: ToolLedger }): ChatMessage[] =>
  modelMessages(history, closeLedger(tools));

/** The history as a model takes it. */
export function modelMessages(history: readonly HistoryEntry[], { rounds }: ToolLedger): ChatMessage[] {
  return history.flatMap((entry): ChatMessage[] => {
    if (entry.role !== 'tools') return [{ ...entry }];
    const calls = rounds.find(({ msgId }) => msgId === entry.msgId)?.calls ?? [];
    const shown = calls.filter(({ isForgotten }) => !isForgotten);
    return toolMessages(shown, entry.content);
  });
}

/**
 * Adds a turn's text to the history. Carried words replace their own entry; where the bot was heard in between, only the new
 * words are added, so that the history tells what happened in its order.
 *
 * @param carried the leading part of `text` that an earlier turn said
 */
export function withUserText(history: readonly HistoryEntry[], text: string, carried: string): readonly HistoryEntry[] {
  if (text === '') return history;
  const last = history.at(-1);
  if (carried !== '' && last?.role === 'user' && last.content === carried) {
    return [...history.slice(0, -1), { role: 'user', content: text }];
  }
  const content = text.slice(carried.length).trim();
  return content === '' ? history : [...history, { role: 'user', content }];
}

/** Adds what was heard of a message of the bot. Words that came with a request for tools stand with it, when nothing came between. */
export function withBotText(
  history: readonly HistoryEntry[],
  ledger: ToolLedger,
  messageId: string,
  content: string,
): readonly HistoryEntry[] {
  const last = history.at(-1);
  const isOfTools = last?.role === 'tools' && last.content === '' && hasAsked(ledger, messageId, last.msgId);
  return isOfTools ? [...history.slice(0, -1), { ...last, content }] : [...history, { role: 'assistant', content }];
}
