import type { Tag } from './lexicon/closed-class.ts';
import type { Valency } from './lexicon/verbs.ts';

/** One word with what it is in its sentence. */
export interface TaggedWord {
  word: string;
  tag: Tag;
  /** Of verbs only. */
  base: string | null;
  valency: Valency | null;
  isClitic: boolean;
  /** Whether a list holds it; the rest is guessed by its ending. */
  isKnown: boolean;
}
