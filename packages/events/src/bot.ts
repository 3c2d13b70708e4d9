import { z } from 'zod';
import { Milliseconds, openList } from './values.ts';

export const BotSpeaking = z
  .object({
    messageId: z.string(),
    text: z.string().default('').describe('The whole text of `say` and `reply`; the first sentence of a stream.'),
    inReplyTo: z.string().optional().describe('The user message it answers; empty for `say`.'),
  })
  .describe('The bot began to be heard.');

export const BotWord = z
  .object({
    messageId: z.string(),
    word: z.string(),
    wordIndex: z.int().nonnegative().default(0).describe('Counts the words of the message from 0.'),
    startTime: z.number().nonnegative().optional().describe('Seconds into the message.'),
    endTime: z.number().nonnegative().optional().describe('Seconds into the message.'),
    estimated: z
      .boolean()
      .optional()
      .describe('The voice does not say when it speaks a word: its times are an estimate.'),
  })
  .describe('A word is being played to the caller.');

export const BotFinished = z
  .object({ messageId: z.string(), durationMs: Milliseconds.default(0) })
  .describe('The message was played to its end.');

export const BotInterrupted = z
  .object({
    messageId: z.string(),
    playedMs: Milliseconds.default(0),
    wordsSpoken: z.int().nonnegative().default(0).describe('How many words the caller heard.'),
    lastWord: z.string().optional(),
    reason: openList(['continuation', 'user_spoke', 'cancelled']).default('user_spoke'),
  })
  .describe('The message was cut off.');

export const BotDucked = z
  .object({ messageId: z.string() })
  .describe('The bot went quieter because the caller made a sound.');

export const BotResumed = z
  .object({ messageId: z.string() })
  .describe('The caller’s sound was no interruption: the bot goes on from the same sample.');

export const BargeIn = z
  .object({ cancelledMessageId: z.string().optional() })
  .describe('Older servers’ note of an interruption; `bot.interrupted` says it better.');
