import { freeRelatives, type Tag } from './lexicon/closed-class.ts';
import { timeNouns } from './lexicon/open-class.ts';
import { standsAlone } from './lexicon/phrasal-verbs.ts';
import type { TaggedWord } from './tagger.ts';

/** What a clause still wants: nothing; a noun; a noun besides its receiver; a clause or infinitive; a bare verb; what it is. */
export type Need = 'nothing' | 'object' | 'gift' | 'content' | 'action' | 'quality' | 'predicate' | 'verb' | 'either';

export interface Clause {
  /** `fronted`: a subordinate clause before its main clause ("if i order today"). */
  kind: 'main' | 'fronted' | 'trailing' | 'relative' | 'embedded';
  hasSubject: boolean;
  isFinite: boolean;
  /** Whether a question word or a relative pronoun stands for a missing noun: "what do i need". */
  hasGap: boolean;
  /** Whether "where" or "how" stands for what it is: "where is my order". */
  hasPlaceGap: boolean;
  /** Whether the place asked for may leave its preposition behind: "where did it come from". */
  asksWhere: boolean;
  /** Whether the gap is a measure, which any verb may have: "how long do i wait". */
  isMeasure: boolean;
  /** Whether the missing noun has met the verb or preposition it belongs to. */
  isGapFilled: boolean;
  /** Whether the verb came before its subject: "is the pool". */
  isInverted: boolean;
  need: Need;
}

export interface Structure {
  last: Clause;
  clauses: number;
  hasMain: boolean;
  /** Ended while a subordinate clause still waits for its main clause. */
  awaitsMain: boolean;
  /** The clause before the last relative or embedded one, which may still lack its verb. */
  outerLacksVerb: boolean;
}

const nominal: ReadonlySet<Tag> = new Set<Tag>(['noun', 'name', 'indefinite', 'email', 'number', 'day', 'month', 'letter', 'modifier-noun', 'ordinal', 'demonstrative', 'quantifier', 'that']);

const claiming: ReadonlySet<string> = new Set('say think guess suppose believe assume hope wish mean figure realize'.split(' '));

const determining: ReadonlySet<Tag> = new Set<Tag>(['article', 'possessive', 'demonstrative', 'quantifier']);
const withinNoun: ReadonlySet<Tag> = new Set<Tag>(['article', 'possessive', 'demonstrative', 'quantifier', 'attributive', 'adjective', 'modifier-noun', 'noun', 'name', 'number', 'ordinal', 'letter', 'month', 'day', 'indefinite', 'degree', 'filler', 'mid-adverb', 'and', 'email', 'spelled', 'preposition', 'particle', 'to']);
/** "i need this fixed" */
const causing: ReadonlySet<string> = new Set(['get', 'need', 'want', 'have', 'keep', 'like']);

/** May stand between a question word and its verb. */
const questionable: ReadonlySet<Tag> = new Set<Tag>(['what', 'how', 'noun', 'modifier-noun', 'name', 'attributive', 'adjective', 'quantifier', 'preposition', 'final-adverb', 'degree', 'number', 'mid-adverb', 'filler']);

/** Follows the clauses of an utterance from left to right: who does what, and what is still owed. */
export function followClauses(tagged: readonly TaggedWord[]): Structure {
  const stack: Clause[] = [open('main')];
  let count = 1;
  let hasMain = false;
  let isAfterAnd = false;
  let previous: TaggedWord | null = null;
  let isInNoun = false;
  /** Within "on my last bill": its noun is no subject and no object. */
  let isInPreposition = false;
  /** The verb before, when it claims something: a noun after it begins what is claimed. */
  let contentBase = '';
  let lastBase = '';
  /** Within "what kind", "how many bags": no subject yet. */
  let isInQuestioned = false;
  const top = () => stack[stack.length - 1]!;
  const push = (kind: Clause['kind'], hasGap = false) => {
    stack.push(open(kind, hasGap));
    count++;
  };
  const replaceAll = () => {
    stack.length = 0;
    push('main');
  };

  const subject = (isAlwaysSubject: boolean) => {
    const clause = top();
    if (isAfterAnd && isAlwaysSubject) {
      replaceAll();
      top().hasSubject = true;
      return;
    }
    if (!clause.isFinite) {
      if (clause.hasSubject && isAlwaysSubject && !isAfterAnd) push('relative', true);
      top().hasSubject = true;
      return;
    }
    if (!clause.hasSubject && clause.isInverted) {
      clause.hasSubject = true;
      return;
    }
    if (isAlwaysSubject) {
      const wants = clause.need;
      clause.need = 'nothing';
      if (wants === 'content') push('embedded', clause.hasGap);
      else if (previous && (previous.tag === 'noun' || previous.tag === 'name' || previous.tag === 'indefinite' || previous.tag === 'quantifier')) push('relative', true);
      else if (clause.kind === 'fronted') replaceAll();
      else if (wants === 'object' || wants === 'gift' || wants === 'predicate') push('embedded');
      else replaceAll();
      top().hasSubject = true;
      return;
    }
    clause.need = settled(clause.need, previous);
  };

  const finite = (word: TaggedWord, need: Need) => {
    let clause = top();
    if (clause.isFinite && (clause.kind === 'relative' || clause.kind === 'embedded' || clause.kind === 'fronted')) {
      // A second verb belongs to the clause outside: "the order i placed | hasn't arrived".
      for (let depth = stack.length - 2; depth >= 0; depth--) {
        const outer = stack[depth]!;
        if (outer.isFinite) continue;
        stack.length = depth + 1;
        break;
      }
      clause = top();
    }
    if (clause.isFinite && isAfterAnd) clause.need = 'nothing';
    const isFirst = !clause.isFinite;
    if (isFirst && !clause.hasSubject && isAuxiliary(word.tag)) clause.isInverted = true;
    if (clause.isFinite && clause.kind === 'fronted' && isAuxiliary(word.tag)) {
      replaceAll();
      clause = top();
      clause.hasSubject = previous !== null && nominal.has(previous.tag);
      clause.isInverted = !clause.hasSubject;
    }
    clause.isFinite = true;
    if (clause.kind === 'main') hasMain = true;
    take(clause, need);
    // "who called", "what happened": the missing noun is the subject.
    if (clause.hasGap && !clause.hasSubject && !clause.isInverted) clause.isGapFilled = true;
  };

  for (let index = 0; index < tagged.length; index++) {
    const word = tagged[index]!;
    const clause = top();
    if (!withinNoun.has(word.tag)) isInPreposition = false;
    else if (isInPreposition && determining.has(word.tag) && previous !== null && previous.tag !== 'preposition' && previous.tag !== 'particle' && previous.tag !== 'to' && nominal.has(previous.tag) && !determining.has(previous.tag)) isInPreposition = false;
    if (isInQuestioned && !questionable.has(word.tag)) isInQuestioned = false;
    switch (word.tag) {
      case 'filler':
      case 'polite':
      case 'thanks':
      case 'greeting':
      case 'yes':
      case 'no':
        continue;
      case 'and':
        isAfterAnd = true;
        isInNoun = false;
        previous = word;
        continue;
      case 'because':
        if (freeRelatives.has(word.word)) {
          push('embedded', true);
          break;
        }
        if (clause.need === 'content' || clause.need === 'object') {
          clause.need = 'nothing';
          push('embedded');
        } else if (previous?.tag === 'what' && !hasMain) {
          // "what if …" asks on its own.
          hasMain = true;
          push('embedded');
        } else push(hasMain ? 'trailing' : 'fronted');
        break;
      case 'that':
        if (clause.need === 'content' || clause.need === 'predicate' || clause.need === 'object') {
          clause.need = 'nothing';
          push('embedded');
        } else push('relative', true);
        break;
      case 'what':
      case 'how': {
        const isNounWord = word.tag === 'what';
        const isQuestion = !clause.hasSubject && !clause.isFinite && !(previous && (previous.tag === 'preposition' && clause.isFinite));
        if (isQuestion || (isAfterAnd && clause.isFinite)) {
          if (clause.isFinite) replaceAll();
          top().hasGap = isNounWord;
          top().hasPlaceGap = !isNounWord && word.word !== 'why';
          top().asksWhere = word.word === 'where';
          isInQuestioned = true;
        } else if (isNounWord && previous && (previous.tag === 'noun' || previous.tag === 'name')) push('relative', true);
        else {
          clause.need = 'nothing';
          push('embedded', isNounWord);
          top().hasPlaceGap = !isNounWord && word.word !== 'why';
          top().asksWhere = word.word === 'where';
        }
        isAfterAnd = false;
        break;
      }
      case 'nominative':
        subject(true);
        isAfterAnd = false;
        break;
      case 'pronoun': {
        const next = tagged[index + 1];
        const startsClause = next !== undefined && (isAuxiliary(next.tag) || next.tag === 'past' || next.tag === 'present' || next.tag === 'base' || next.tag === 'mid-adverb' || next.tag === 'not');
        const isObject = clause.isFinite && (clause.need === 'object' || clause.need === 'gift' || clause.need === 'either' || clause.need === 'action') && !startsClause;
        if (isObject) settleWith(clause, word);
        else if (previous?.tag === 'preposition' || previous?.tag === 'particle') settleWith(clause, word);
        else subject(clause.need !== 'predicate' && (startsClause || (clause.need === 'content' && contentBase !== '') || (next === undefined && clause.need !== 'content')) && !(clause.isInverted && !clause.hasSubject));
        isAfterAnd = false;
        break;
      }
      case 'there':
        if (clause.isInverted && !clause.hasSubject) clause.hasSubject = true;
        else subject(true);
        isAfterAnd = false;
        break;
      case 'objective':
        settleWith(clause, word);
        break;
      case 'be':
        finite(word, 'predicate');
        if (top().kind === 'embedded' && top().hasSubject && (top().hasGap || top().hasPlaceGap)) top().need = 'nothing';
        isAfterAnd = false;
        break;
      case 'been':
        clause.need = 'predicate';
        break;
      case 'have':
        finite(word, clause.hasGap ? 'nothing' : 'object');
        isAfterAnd = false;
        break;
      case 'do':
        if (clause.need === 'verb' || previous?.tag === 'to' || clause.need === 'action') {
          take(clause, 'object');
          break;
        }
        finite(word, 'verb');
        isAfterAnd = false;
        break;
      case 'modal':
        finite(word, 'verb');
        isAfterAnd = false;
        break;
      case 'base':
      case 'present':
      case 'past': {
        const need = wantOf(word);
        if (word.tag === 'past' && clause.isFinite && !isAfterAnd && causing.has(lastBase) && previous !== null && (previous.tag === 'pronoun' || previous.tag === 'indefinite' || previous.tag === 'noun' || previous.tag === 'objective')) {
          clause.need = 'nothing';
          break;
        }
        // "is tax included", "has it shipped"
        if (word.tag === 'past' && clause.isInverted && clause.hasSubject && (clause.need === 'predicate' || clause.need === 'object')) {
          clause.need = 'nothing';
          break;
        }
        if (previous?.tag === 'to' || clause.need === 'verb' || clause.need === 'action') {
          take(clause, need);
        } else finite(word, need);
        if (word.valency === 'optional' && top().hasGap) top().isGapFilled = true;
        isAfterAnd = false;
        break;
      }
      case 'participle': {
        const isPassive = hasBeBefore(tagged, index);
        const need = isPassive ? 'nothing' : wantOf(word);
        take(clause, need);
        if (clause.hasGap) clause.isGapFilled = true;
        break;
      }
      case 'gerund':
        take(clause, wantOf(word));
        if (clause.hasGap && ((clause.isInverted && !clause.hasSubject) || word.valency === 'optional')) clause.isGapFilled = true;
        break;
      case 'adjective':
      case 'final-adverb':
        if (isInQuestioned && !clause.isFinite && previous?.word === 'how') {
          clause.hasGap = true;
          clause.isMeasure = true;
          break;
        }
        if (clause.need === 'predicate' || clause.need === 'quality') {
          if (!clause.isInverted || clause.hasSubject || clause.hasGap || clause.hasPlaceGap) clause.need = 'nothing';
        } else if (clause.need === 'either' || (word.tag === 'final-adverb' && clause.need === 'content')) clause.need = 'nothing';
        else if (word.word === 'there' || word.word === 'here' || word.word === 'back') clause.need = clause.need === 'object' ? 'nothing' : clause.need;
        break;
      case 'article':
      case 'possessive':
      case 'attributive':
        isInNoun = true;
        break;
      case 'preposition':
      case 'particle':
        if (clause.need === 'object' && lastBase === 'get') clause.need = 'nothing';
        if ((clause.need === 'predicate' && clause.hasSubject) || clause.need === 'either' || clause.need === 'quality') clause.need = 'nothing';
        if (word.tag === 'particle' && previous !== null && previous.base !== null && standsAlone(previous.base, word.word)) clause.need = 'nothing';
        break;
      case 'to':
        if (clause.need !== 'verb' && clause.need !== 'action') clause.need = 'nothing';
        break;
      default:
        if (isInQuestioned && !clause.isFinite) {
          // "how much", "how long": a measure, which "take" and "cost" want.
          if (word.tag === 'quantifier' || (previous?.word === 'how' && word.tag === 'noun')) {
            clause.hasGap = true;
            clause.isMeasure = true;
          }
          // "what time", "which day": when, not what.
          if (timeNouns.has(word.word) || word.word === 'time') {
            clause.hasGap = false;
            clause.hasPlaceGap = true;
          }
          break;
        }
        if (nominal.has(word.tag)) {
          const isAfterPreposition = isInPreposition;
          const continues = previous !== null && (previous.tag === 'noun' || previous.tag === 'modifier-noun' || previous.tag === 'name');
          const owesSubject = clause.isInverted && !clause.hasSubject;
          if (!isAfterPreposition && !(continues && isInNoun && clause.isFinite) && (!clause.isFinite || owesSubject || clause.need !== 'nothing')) {
            if (clause.isFinite && !owesSubject && clause.need === 'content' && contentBase !== '' && word.tag !== 'number' && word.tag !== 'day' && word.tag !== 'name' && (word.tag !== 'indefinite' || isAuxiliary(tagged[index + 1]?.tag ?? 'noun'))) {
              clause.need = 'nothing';
              push('embedded');
              top().hasSubject = true;
            } else if (clause.isFinite && !owesSubject) clause.need = settled(clause.need, word);
            else {
              clause.hasSubject = true;
              if (owesSubject && (clause.hasGap || clause.hasPlaceGap) && clause.need === 'predicate') clause.need = 'nothing';
            }
          }
          isInNoun = true;
          isAfterAnd = false;
        }
    }
    if (word.tag === 'preposition' || word.tag === 'particle' || word.tag === 'to') isInPreposition = true;
    if (word.base !== null) lastBase = word.base;
    if (word.base !== null) contentBase = claiming.has(word.base) ? word.base : '';
    if (word.tag === 'pronoun' || word.tag === 'nominative' || word.tag === 'objective') isInNoun = false;
    if ((word.tag === 'pronoun' || word.tag === 'indefinite') && top().isInverted && (top().hasGap || top().hasPlaceGap) && top().need === 'predicate' && top().hasSubject) top().need = 'nothing';
    if (isAuxiliary(word.tag)) isInNoun = false;
    previous = word;
  }
  const last = top();
  const outer = stack.length > 1 ? stack[stack.length - 2]! : null;
  return {
    last,
    clauses: count,
    hasMain,
    awaitsMain: stack.some(({ kind }) => kind === 'fronted') && !hasMain,
    outerLacksVerb: outer !== null && outer.hasSubject && !outer.isFinite,
  };
}

function open(kind: Clause['kind'], hasGap = false): Clause {
  return { kind, hasSubject: false, isFinite: false, hasGap, isInverted: false, hasPlaceGap: false, asksWhere: false, isMeasure: false, isGapFilled: false, need: 'nothing' };
}

/** A verb in a clause with a missing noun has found it. */
function take(clause: Clause, need: Need): void {
  const fills = clause.hasGap && !clause.isGapFilled && (need === 'object' || need === 'gift' || need === 'either' || need === 'content');
  if (fills) clause.isGapFilled = true;
  clause.need = fills && need !== 'content' ? 'nothing' : need;
}

function isAuxiliary(tag: Tag): boolean {
  return tag === 'be' || tag === 'have' || tag === 'do' || tag === 'modal';
}

function wantOf({ valency }: TaggedWord): Need {
  return valency === null || valency === 'nothing' || valency === 'optional' ? 'nothing' : valency;
}

/** A receiver ("send me") does not settle what is sent; anything else does. */
function settled(need: Need, word: TaggedWord | null): Need {
  if (need === 'verb' || (need === 'gift' && word?.tag === 'objective') || (need === 'action' && word !== null)) return need;
  return 'nothing';
}

function settleWith(clause: Clause, word: TaggedWord): void {
  clause.need = settled(clause.need, word);
}

function hasBeBefore(tagged: readonly TaggedWord[], index: number): boolean {
  for (let back = index - 1; back >= 0; back--) {
    const { tag } = tagged[back]!;
    if (tag === 'be' || tag === 'been') return true;
    if (tag !== 'not' && tag !== 'mid-adverb' && tag !== 'filler') return false;
  }
  return false;
}
