import { z } from 'zod';
import { openList } from './values.ts';

const number = z.string();

export const LineCreated = z.object({ number }).describe('The line answers its number.');
export const LineDestroyed = z.object({ number }).describe('The line no longer answers its number.');
export const LineError = z
  .object({
    number: number.optional(),
    code: openList(['LINE_CONFLICT', 'LINE_CONFIG_ERROR', 'PHONE_NOT_IN_ORG', 'UNAUTHORIZED']),
    error: z.string(),
  })
  .describe('The line could not be set up.');
