import type { Tag } from './lexicon/closed-class.ts';
import type { TaggedWord } from './tagged-word.ts';

/** What a clause still wants: nothing; a noun; a noun besides its receiver; a clause or infinitive; a bare verb; what it is. */
export type Need = 'nothing' | 'object' | 'gift' | 'content' | 'action' | 'quality' | 'predicate' | 'verb' | 'either';

export interface Clause {
  /** `fronted`: a subordinate clause before its main clause ("if i order today"). */
  kind: 'main' | 'fronted' | 'trailing' | 'relative' | 'embedded';
  hasSubject: boolean;
  isFinite: boolean;
  /** Whether a question word or a relative pronoun stands for a missing noun: "what do i need". */
  hasGap: boolean;
  /** Whether the missing noun has met the verb or preposition it belongs to. */
  isGapFilled: boolean;
  /** Whether the gap is a measure, which any verb may have: "how long do i wait". */
  isMeasure: boolean;
  /** Whether "where" or "how" stands for what it is: "where is my order". */
  hasPlaceGap: boolean;
  /** Whether the place asked for may leave its preposition behind: "where did it come from". */
  asksWhere: boolean;
  /** Whether the verb came before its subject: "is the pool". */
  isInverted: boolean;
  need: Need;
}

export function openClause(kind: Clause['kind'], hasGap = false): Clause {
  return {
    kind,
    hasSubject: false,
    isFinite: false,
    hasGap,
    isGapFilled: false,
    isMeasure: false,
    hasPlaceGap: false,
    asksWhere: false,
    isInverted: false,
    need: 'nothing',
  };
}

/** Gives a clause its verb's need, unless the missing noun of a question meets it. */
export function take(clause: Clause, need: Need): void {
  const fills =
    clause.hasGap &&
    !clause.isGapFilled &&
    (need === 'object' || need === 'gift' || need === 'either' || need === 'content');
  if (fills) clause.isGapFilled = true;
  clause.need = fills && need !== 'content' ? 'nothing' : need;
}

/** A noun or pronoun after the verb. A receiver ("send me") does not settle what is sent; anything else does. */
export function settle(clause: Clause, word: TaggedWord | null): void {
  const { need } = clause;
  if (need === 'verb' || (need === 'gift' && word?.tag === 'objective') || (need === 'action' && word !== null)) return;
  clause.need = 'nothing';
}

/** @returns what a verb wants by itself */
export function wantOf({ valency }: TaggedWord): Need {
  return valency === null || valency === 'nothing' || valency === 'optional' ? 'nothing' : valency;
}

export function isAuxiliary(tag: Tag | undefined): boolean {
  return tag === 'be' || tag === 'have' || tag === 'do' || tag === 'modal';
}
