import { z } from 'zod';
import { parseSettings } from '../../engines/settings.ts';

/** What the caller is expected to say, as the agent's author wrote it. */
export interface Expectations {
  phrases: readonly string[];
  slots: Readonly<Record<string, readonly string[]>>;
  digits: boolean;
  jsgf?: string;
}

const Phrase = z.string().trim().min(1).max(500);

const Settings = z.strictObject({
  provider: z.literal('grammar'),
  phrases: z.array(Phrase).max(2000).optional(),
  slots: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a slot name is letters, digits and _'),
      z.array(Phrase).min(1).max(2000),
    )
    .optional(),
  digits: z.boolean().optional(),
  jsgf: z.string().min(1).max(200_000).optional(),
  language: z.string().optional(),
});

export function parseExpectations(settings: unknown): Expectations {
  const { phrases = [], slots = {}, digits = false, jsgf } = parseSettings(Settings, settings, 'stt');
  return { phrases, slots, digits, ...(jsgf !== undefined && { jsgf }) };
}
