import { z } from 'zod';

/** How sure an engine is, 0 to 1. */
export const Probability = z.number().min(0).max(1);

/** Whole milliseconds, never negative. */
export const Milliseconds = z.int().nonnegative();

/** Counts the turns of one call from 1. 0 means "no turn": chat messages, and servers that do not number their turns. */
export const TurnId = z.int().nonnegative();

/** Seconds since 1970, with fractions. */
export const EpochSeconds = z.number().nonnegative();

/** Any JSON object; its insides are nobody's business here. */
export const JsonObject = z.record(z.string(), z.unknown());

/** A message of the conversation in the shape language models use: role, content, and whatever else the model adds. */
export const ChatMessage = z.looseObject({ role: z.string() });

/**
 * A list of known words that may grow: an unknown word passes through, and editors still offer the known ones.
 *
 * @param words the words known today.
 */
export function openList<const Word extends string>(words: readonly [Word, ...Word[]]) {
  return z.union([z.enum(words), z.string()]) as unknown as z.ZodType<Word | (string & {}), Word | (string & {})>;
}
