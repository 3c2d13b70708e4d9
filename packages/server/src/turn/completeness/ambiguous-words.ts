import { closedClass, type Tag } from './lexicon/closed-class.ts';
import { openClass } from './lexicon/open-class.ts';
import { verbReadings } from './lexicon/verbs.ts';
import type { TaggedWord } from './tagged-word.ts';

const tags = (list: string): ReadonlySet<Tag> => new Set(list.split(' ') as Tag[]);
/** Before a "that" that points at something rather than joins. */
const beforePointing = tags('preposition be do modal and because filler yes no');
/** Before "like" as a verb. */
const beforeLiking = tags('modal nominative do not to mid-adverb pronoun');
/** Before "one" as a noun: "the blue one". */
const beforeNounOne = tags(
  'demonstrative article adjective attributive ordinal what quantifier indefinite that modifier-noun degree',
);

/** Words whose part of speech hangs on their neighbours. @returns null to read the lists */
export function readAmbiguous(
  word: string,
  previous: TaggedWord | null,
  next: string,
  all: readonly TaggedWord[],
): Tag | null {
  const before = previous?.tag ?? null;
  switch (word) {
    case 'her':
      return next === '' || closedClass.has(next) ? 'objective' : 'possessive';
    case 'that':
      if (before === 'be' && openClass.get(next) === 'adjective') return 'indefinite';
      if (previous?.valency === 'content' && (next === 'is' || next === 'was' || next === 'will' || next === 'would'))
        return 'indefinite';
      if (next === '' && (previous?.valency === 'content' || before === 'noun')) return 'that';
      if (next === '') return 'indefinite';
      if (before === null || beforePointing.has(before)) {
        const after = closedClass.get(next);
        if (before === 'be' && (all.at(-2)?.tag === 'noun' || all.at(-2)?.tag === 'gerund')) return 'that';
        return after === undefined && !verbReadings.has(next) ? 'demonstrative' : 'indefinite';
      }
      if (previous?.valency === 'content' || before === 'noun' || before === 'adjective') return 'that';
      return closedClass.has(next) ? (closedClass.get(next) === 'nominative' ? 'that' : 'indefinite') : 'demonstrative';
    case 'this':
    case 'these':
    case 'those': {
      const after = closedClass.get(next);
      if (before === 'be' && openClass.get(next) === 'adjective') return 'indefinite';
      return after === 'be' ||
        after === 'modal' ||
        after === 'do' ||
        after === 'have' ||
        (next === '' && (before === 'be' || before === 'preposition' || before === 'gerund'))
        ? 'indefinite'
        : null;
    }
    case 'after':
    case 'before':
    case 'since':
    case 'until':
    case 'till': {
      if (next === '') return word === 'before' && all.some(({ tag }) => tag === 'have') ? 'final-adverb' : null;
      const after = closedClass.get(next);
      const startsClause =
        after === 'nominative' ||
        after === 'pronoun' ||
        after === 'there' ||
        after === 'indefinite' ||
        verbReadings.get(next)?.form === 'gerund';
      return startsClause ? null : 'preposition';
    }
    case 'sorry':
    case 'welcome':
      return before === 'be' || before === 'mid-adverb' ? 'adjective' : null;
    case 'like':
      return before !== null && beforeLiking.has(before) ? null : 'preposition';
    case 'so':
      return before === null || before === 'filler'
        ? 'mid-adverb'
        : previous?.valency === 'content' || before === 'not' || before === 'do'
          ? 'final-adverb'
          : next === '' || closedClass.get(next) === 'nominative'
            ? 'and'
            : 'mid-adverb';
    case 'one':
      return before !== null && beforeNounOne.has(before) ? 'noun' : null;
    case 'may':
      return next !== '' && (closedClass.get(next) === 'ordinal' || closedClass.get(next) === 'number')
        ? 'month'
        : before === 'preposition'
          ? 'month'
          : null;
    case 'second':
      return before === 'article' && previous?.word === 'a' ? 'noun' : null;
    case 'no':
      return next === '' || closedClass.has(next) || before === null
        ? openClass.get(next) === 'noun' && !closedClass.has(next)
          ? 'quantifier'
          : before !== null && next !== '' && !closedClass.has(next)
            ? 'quantifier'
            : 'no'
        : 'quantifier';
    case 'right':
      return next === 'now' || next === 'away' || next === 'here'
        ? 'final-adverb'
        : before === null
          ? 'yes'
          : before === 'article'
            ? 'attributive'
            : 'adjective';
    case 'away':
      return previous?.word === 'right' || previous?.word === 'straight' || previous?.word === 'far'
        ? 'final-adverb'
        : null;
    case 'back':
      return before === 'article' || before === 'possessive' ? 'noun' : 'final-adverb';
    case 'well':
      return before === null || before === 'yes' || before === 'no' || before === 'filler' ? 'filler' : 'final-adverb';
    case 'ok':
    case 'okay':
    case 'correct':
    case 'sure':
    case 'definitely':
    case 'certainly':
    case 'exactly':
      return before === null || before === 'yes' || before === 'filler' || before === 'no'
        ? 'yes'
        : word === 'definitely' || word === 'certainly' || word === 'exactly'
          ? 'mid-adverb'
          : 'adjective';
    case 'once':
      return previous !== null && next === '' ? 'final-adverb' : null;
    case 'late':
    case 'early':
      return 'adjective';
    case 'later':
      return before === 'article' || before === 'possessive' ? 'attributive' : null;
    case 'morning':
    case 'mm':
      return before === null && word === 'morning' && next === '' ? 'noun' : word === 'mm' ? 'filler' : 'noun';
    case 'hold':
      return null;
    case 'either':
    case 'neither':
      return next === '' ? 'final-adverb' : null;
    case 'all':
    case 'both':
    case 'each':
      return next === '' ? 'indefinite' : null;
    case 'much':
    case 'many':
      return next === '' && before === 'how' ? 'quantifier' : null;
    case 'when':
      return before === null ||
        before === 'filler' ||
        before === 'and' ||
        before === 'mid-adverb' ||
        before === 'yes' ||
        before === 'no' ||
        before === 'greeting'
        ? isInverting(next)
          ? 'how'
          : 'because'
        : previous?.valency === 'content' ||
            previous?.word === 'know' ||
            previous?.word === 'me' ||
            previous?.word === 'out'
          ? 'how'
          : 'because';
    case 'how':
    case 'why':
      return null;
    case 'there':
      return before === 'be' ||
        next === 'is' ||
        next === 'are' ||
        next === 'was' ||
        next === 'were' ||
        next === 'has' ||
        next === 'will'
        ? 'there'
        : 'final-adverb';
    case 'last':
      return before === 'not' || before === 'modal' || before === 'to' || before === 'pronoun' ? null : 'attributive';
    case 'next':
      return 'attributive';
    case 'first':
      return next === '' && before !== 'article' && before !== null ? 'final-adverb' : null;
    case 'most':
      return 'degree';
    case 'least':
      return 'degree';
    case 'thank':
      return next === 'you' || next === 'god' ? 'thanks' : 'base';
    case 'mine':
      return 'indefinite';
    case 'double':
    case 'triple':
    case 'oh':
      return before === null && word === 'oh' && closedClass.get(next) !== 'number' ? 'filler' : null;
    default:
      return null;
  }
}

function isInverting(next: string): boolean {
  const tag = closedClass.get(next);
  return tag === 'be' || tag === 'do' || tag === 'modal' || tag === 'have' || next === '';
}
