import type { z } from 'zod';
import { VoiceError } from '../errors.ts';

/**
 * Reads an engine's settings as its schema says.
 *
 * @param field what the user calls the block: `stt`, `voice`, `llm`.
 * @throws VoiceError INVALID_FIELD with the full name of the first wrong field and the reason.
 */
export function parseSettings<Schema extends z.ZodType>(
  schema: Schema,
  settings: unknown,
  field: string,
): z.output<Schema> {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  throw new VoiceError('INVALID_FIELD', `${fieldName(field, path)}: ${lowerFirst(issue?.message ?? 'invalid')}.`);
}

/** `stt`, ['texts', 2] → `stt.texts[2]` */
function fieldName(field: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : `${name}.${String(key)}`),
    field,
  );
}

const lowerFirst = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
