import type { Clause } from './clause.ts';
import { ClauseReader } from './clause-reader.ts';
import type { TaggedWord } from './tagged-word.ts';

export interface Structure {
  last: Clause;
  clauses: number;
  hasMain: boolean;
  /** Ended while a subordinate clause still waits for its main clause. */
  awaitsMain: boolean;
  /** The clause before the last relative or embedded one, which may still lack its verb. */
  outerLacksVerb: boolean;
}

/** Follows the clauses of an utterance from left to right: who does what, and what is still owed. */
export function followClauses(tagged: readonly TaggedWord[]): Structure {
  const reader = new ClauseReader(tagged);
  for (let index = 0; index < tagged.length; index++) reader.read(index);
  const { stack, count, hasMain } = reader;
  const outer = stack[stack.length - 2];
  return {
    last: reader.top,
    clauses: count,
    hasMain,
    awaitsMain: !hasMain && stack.some(({ kind }) => kind === 'fronted'),
    outerLacksVerb: outer?.hasSubject === true && !outer.isFinite,
  };
}
