import { z } from 'zod';

export const LogCaughtUp = z
  .object({ seq: z.int().nonnegative().optional() })
  .describe('The reader has everything so far; what follows is live. Repeats the last position.');
export const LogGap = z
  .object({ from: z.int().nonnegative(), resumeFrom: z.int().nonnegative(), snapshot: z.unknown().optional() })
  .describe('The reader fell behind and missed events.');
export const LogLost = z
  .object({ from: z.int().nonnegative().describe('The first position that could not be kept.') })
  .describe('The log could not be written from here on; the call goes on.');
