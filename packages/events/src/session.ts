import { z } from 'zod';
import { openList } from './values.ts';

export const SessionIdleWarning = z
  .object({ remainingSeconds: z.number().nonnegative(), idleTimeoutSeconds: z.number().nonnegative() })
  .describe('The caller has been silent for long; without speech the call will end.');

export const SessionTimeout = z
  .object({ sessionId: z.string().optional(), reason: openList(['max_duration', 'idle_timeout']) })
  .describe('A limit of the call was reached: it is about to end.');

const who = { sessionId: z.string().optional(), contact: z.string().optional() };

export const SessionPaused = z.object(who).describe('A person took over: the model is silent.');
export const SessionResumed = z.object(who).describe('The model answers again.');
export const SessionConfigured = z
  .object({ sessionId: z.string().optional() })
  .describe('`session.configure` was applied.');
export const SessionSent = z.object(who).describe('`session.send` was done.');

export const SessionConfigUpdated = z
  .object({ sessionId: z.string().optional(), success: z.boolean().optional() })
  .describe('Older servers’ answer to a changed session.');
