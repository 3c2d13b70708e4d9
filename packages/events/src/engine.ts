import { z } from 'zod';

const Port = z.enum(['transcriber', 'synthesizer', 'model', 'turn']);

export const EngineSubstituted = z
  .object({ port: Port, asked: z.string(), used: z.string(), reason: z.string() })
  .describe('The engine that was asked for cannot be used here; a local one works in its place.');

export const EngineFailed = z
  .object({ port: Port, engine: z.string(), reason: z.string(), message: z.string() })
  .describe('An engine failed during the call.');
