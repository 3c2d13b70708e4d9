import { z } from 'zod';

export const Connected = z
  .object({
    orgId: z.string().optional(),
    connectionId: z.string().optional(),
    protocolVersion: z.union([z.string(), z.number()]).optional(),
  })
  .describe('The key was accepted.');
export const Authenticated = z.object({}).describe('Older servers’ second greeting; it says nothing new.');
export const Ping = z.object({ timestamp: z.number().optional() }).describe('Are you there? Answer `pong`.');
export const Pong = z.object({ timestamp: z.number().optional() }).describe('Here.');

export const ErrorFrame = z
  .object({
    code: z.string().optional(),
    error: z.string().default('').describe('What happened, to which thing, and what to do.'),
    message: z.string().optional(),
    field: z.string().optional().describe('The field of the command that is wrong, by its wire name.'),
    phone: z.string().optional(),
    used: z.number().optional(),
    limit: z.number().optional(),
    retryAfterS: z.number().nonnegative().optional(),
    holderAlive: z.boolean().optional(),
  })
  .describe('A frame was refused; the socket lives on.');

export const CreditsRejected = z.object({ reason: z.string().optional() }).describe('No credit to begin with.');
export const CreditsExhausted = z.object({ reason: z.string().optional() }).describe('Credit ran out.');
