import { z } from 'zod';

/** Reaches handlers exactly as it travels: its keys stay snake_case. */
export const MemoryOps = z
  .object({
    contact: z.string(),
    turn: z.number().optional(),
    final: z.boolean().optional(),
    ops: z.array(z.looseObject({ op: z.enum(['add', 'update', 'delete']), id: z.string() })),
    memory: z.looseObject({ revision: z.number().optional(), path: z.string().optional() }).optional(),
    model: z.string().optional(),
    latency_ms: z.number().nonnegative().optional(),
  })
  .describe('What is remembered of a contact changed.');
