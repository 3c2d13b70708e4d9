import { z } from 'zod';
import { EpochSeconds, Milliseconds, Probability, TurnId } from './values.ts';

export const SpeechStarted = z
  .object({
    turnId: TurnId.default(0),
    confidence: Probability.default(1).describe('The voice detector’s probability when it decided.'),
    timestamp: EpochSeconds.optional(),
  })
  .describe('The caller began to make voice.');

export const SpeechEnded = z
  .object({
    turnId: TurnId.default(0),
    durationMs: Milliseconds.describe('From the onset to the last voiced sample.'),
    timestamp: EpochSeconds.optional(),
  })
  .describe('The caller stopped making voice.');

export const UserSpeaking = z
  .object({
    text: z.string(),
    confidence: Probability.default(1),
    messageId: z.string().optional(),
    confirmedText: z.string().optional().describe('The part of the turn that is already final.'),
    turnId: TurnId.default(0),
  })
  .describe('The transcript as heard so far; it will change.');

export const UserMessage = z
  .object({
    messageId: z.string(),
    text: z.string().describe('The text of the turn so far: readers replace by `messageId`.'),
    confidence: Probability.default(1),
    language: z.string().optional(),
    lagMs: z.number().nonnegative().optional(),
    turnId: TurnId.default(0),
    understood: z
      .boolean()
      .optional()
      .describe(
        'False: speech was heard that fits nothing the recogniser was told to expect; `text` then holds only what was understood before, mostly nothing.',
      ),
    slots: z
      .record(z.string(), z.string())
      .optional()
      .describe('What a grammar’s slots were filled with, over the whole turn.'),
  })
  .describe('The final text of what the caller said.');

export const UserBackchannel = z
  .object({ text: z.string(), turnId: TurnId.default(0) })
  .describe('The caller acknowledged ("mm-hmm") without taking the turn.');
