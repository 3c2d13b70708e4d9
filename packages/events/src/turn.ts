import { z } from 'zod';
import { EpochSeconds, Milliseconds, openList, Probability, TurnId } from './values.ts';

const Decision = z
  .object({
    by: openList(['probability', 'max_silence', 'transcriber']).describe(
      'What it was decided by: the sum of the votes, the longest silence allowed, or the transcriber.',
    ),
    votes: z.array(
      z.object({
        voter: openList(['words', 'question', 'voice', 'pauses', 'silence', 'transcriber']),
        weight: z.number().describe('Natural log odds that it adds to “the person has finished”.'),
        at: z.number().describe('When it was cast, in ms since the call began.'),
      }),
    ),
  })
  .describe('Who voted what, and when. Not there where only silence is counted.');

const ending = {
  turnId: TurnId.default(0),
  messageId: z.string().default('').describe('The user message this turn amounts to; name it when replying.'),
  text: z.string().default(''),
  probability: Probability.describe('How sure the end-of-turn engine was that the person had finished.'),
  latencyMs: Milliseconds.default(0).describe('From the last voiced sample to this decision.'),
  continues: z.int().positive().optional().describe('The id of the turn this one goes on with.'),
  understood: z
    .boolean()
    .optional()
    .describe(
      'False: the last that was said fits nothing the recogniser was told to expect; `text` holds only what was understood before it.',
    ),
  decision: Decision.optional(),
};

export const EagerTurn = z
  .object(ending)
  .describe('The person probably finished. Start work, and drop it when `turn.continued` comes.');

export const TurnEnd = z
  .object({
    ...ending,
    confidence: Probability.optional(),
    language: z.string().optional(),
    source: z.string().optional(),
  })
  .describe('The person’s turn is over: answer it. Comes once per turn.');

export const TurnPause = z
  .object({
    turnId: TurnId.default(0),
    probability: Probability,
    latencyMs: Milliseconds.default(0),
    decision: Decision.optional(),
  })
  .describe('The person is silent but has probably not finished.');

export const TurnResumed = z
  .object({ turnId: TurnId.default(0), timestamp: EpochSeconds.optional() })
  .describe('The person went on after a pause.');

export const TurnContinued = z
  .object({
    turnId: TurnId.default(0),
    timestamp: EpochSeconds.optional(),
    discarded: z
      .object({
        replies: z.int().nonnegative(),
        characters: z.int().nonnegative().describe('Written for them.'),
        tools: z.int().nonnegative().describe('Asked for by the server-side model, and not run.'),
      })
      .optional()
      .describe('Work that had begun on the turn, and of which nothing was heard.'),
  })
  .describe('The person kept talking after a turn signal: work begun on it is void.');

export const TurnStalled = z
  .object({
    turnId: TurnId.default(0),
    messageId: z.string().default('').describe('The user message that waits for its answer; it may still be answered.'),
    text: z.string().default(''),
    waitedMs: Milliseconds.describe('From the end of the turn to this moment.'),
    reason: openList(['no_reply', 'reply_lost', 'model_silent']).describe(
      'Nobody began to answer; what was begun was never heard; the server’s model said nothing.',
    ),
    recovery: openList(['model_asked', 'said', 'none']).describe(
      'What follows: the server’s model is asked once more; a phrase is said; or nothing, and the agent may still reply.',
    ),
  })
  .describe('A turn ended, and nothing is coming back to the caller.');
