import { z } from 'zod';
import { VoiceError } from '../errors.ts';
import { slugOf } from '../responder/slug.ts';

/**
 * Reads a request's query.
 * @throws VoiceError INVALID_FIELD naming the parameter and what it takes
 */
export function readQuery<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  query: unknown,
): z.infer<z.ZodObject<Shape>> {
  const result = schema.strict().safeParse(query);
  if (result.success) return result.data as z.infer<z.ZodObject<Shape>>;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const known = Object.keys(schema.shape).join(', ');
    throw new VoiceError(
      'INVALID_FIELD',
      `Unknown query parameter "${issue.keys.join('", "')}". This address takes ${known}.`,
    );
  }
  throw new VoiceError(
    'INVALID_FIELD',
    `Query parameter "${String(issue?.path[0])}": ${issue?.message ?? 'not valid'}.`,
  );
}

/** A whole number in a query. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string({ error: 'give it once' })
    .refine((text) => /^\d{1,16}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error:
        most === Number.MAX_SAFE_INTEGER
          ? `takes a whole number from ${least} on`
          : `takes a whole number from ${least} to ${most}`,
    })
    .transform(Number);

/** Names with commas between them, or the parameter several times. */
export const names = z
  .union([z.string(), z.array(z.string())])
  .transform((given) =>
    [given]
      .flat()
      .flatMap((part) => part.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  )
  // A scope that came out empty by mistake must not open everything.
  .refine((list) => list.length > 0, { error: 'it names nothing; leave it out to mean all' })
  .refine((list) => list.length <= 500, { error: 'takes at most 500 names' });

export const oneName = z.string({ error: 'give it once' }).min(1, { error: 'it is empty; leave it out to mean all' });

/** An agent, by the id that its author gave it or the form that events carry. */
export const oneAgent = oneName.transform(slugOf);

export const agents = names.transform((list) => list.map(slugOf));
