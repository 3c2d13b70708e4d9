import { z } from 'zod';
import { parseSettings } from '../../engines/settings.ts';
import type { Expectations } from './compile.ts';

const Phrase = z.string().trim().min(1).max(500);

const Settings = z
  .strictObject({
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
  })
  .refine(({ jsgf, phrases, slots, digits }) => jsgf === undefined || !(phrases || slots || digits), {
    path: ['jsgf'],
    message: 'a grammar of your own stands alone: leave out phrases, slots and digits',
  });

/** Nothing set: nothing in particular is expected. @throws VoiceError INVALID_FIELD */
export function parseExpectations(settings: unknown): Expectations {
  const { phrases = [], slots = {}, digits = false, jsgf } = parseSettings(Settings, settings, 'stt');
  return { phrases, slots, digits, jsgf };
}
