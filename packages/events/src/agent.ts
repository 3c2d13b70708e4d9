import { z } from 'zod';
import { Milliseconds } from './values.ts';

export const AgentCreated = z.object({}).describe('The agent is registered; its calls may follow.');
export const AgentResumed = z.object({}).describe('The agent is registered again.');
export const AgentConfigured = z.object({}).describe('`agent.configure` was applied.');
export const AgentDisplaced = z
  .object({ reason: z.string().default('') })
  .describe('Another process took the agent’s place.');
export const AgentLost = z
  .object({ graceMs: Milliseconds.describe('How long the call waits for the agent.') })
  .describe('The agent’s socket closed while the call runs.');
export const AgentReturned = z.object({}).describe('The agent came back to the running call.');

export const ChannelAdded = z
  .object({ type: z.string(), ref: z.string().optional() })
  .describe('The agent can be reached this way.');
export const ChannelConfigured = z.object({ ref: z.string().optional() }).describe('A channel’s settings changed.');
export const ChannelRemoved = z
  .object({ ref: z.string().optional(), type: z.string().optional() })
  .describe('The agent can no longer be reached this way.');

const phone = { phone: z.string().optional() };
export const ConfigUpdated = z.object(phone).describe('Older servers’ answer to a changed number.');
export const PhoneAdded = z.object(phone).describe('Older servers’ answer to an added number.');
export const PhoneRemoved = z.object(phone).describe('Older servers’ answer to a removed number.');
