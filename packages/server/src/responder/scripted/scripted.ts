import { z } from 'zod';
import { parseSettings } from '../../engines/settings.ts';
import type { ChatMessage, LanguageModelEngine } from '../language-model.ts';

const Settings = z.looseObject({
  provider: z.literal('scripted'),
  reply: z.union([z.string(), z.array(z.string()).min(1)], {
    error: 'must be the text of the reply, or a list of them: one per user message, the last one repeats',
  }),
  delay_ms: z.number().nonnegative().max(600_000).default(0),
});

/** A model that answers what its settings say, word by word, after the delay they say. For labs and tests, and in place of a model that has no key. */
export const scriptedModel: LanguageModelEngine = {
  provider: 'scripted',
  check: (settings) => void parseSettings(Settings, settings, 'llm'),
  open(settings, { clock }) {
    const { reply, delay_ms } = parseSettings(Settings, settings, 'llm');
    const replies = [reply].flat();
    return {
      reply: (messages, sink) =>
        clock.wakeAt(clock.now() + delay_ms, () => {
          for (const token of tokensOf(replyTo(messages, replies))) sink.token(token);
          sink.done();
        }),
      close() {},
    };
  },
  close: async () => {},
};

/** Chosen by the history alone, so a reply that was thrown away and asked for again is the same reply. */
function replyTo(messages: readonly ChatMessage[], replies: readonly string[]): string {
  const userMessages = messages.filter((message) => message.role === 'user').length;
  return replies[Math.min(Math.max(userMessages, 1), replies.length) - 1] ?? '';
}

/** "Hello, you" → "Hello,", " you": together they are the text again. */
const tokensOf = (text: string) => text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
