import { readAmbiguous } from './ambiguous-words.ts';
import { closedClass, type Tag } from './lexicon/closed-class.ts';
import { openClass } from './lexicon/open-class.ts';
import { mostlyNouns, type Valency, verbReadings } from './lexicon/verbs.ts';
import type { TaggedWord } from './tagged-word.ts';
import type { Token } from './tokens.ts';

const nounBefore: ReadonlySet<Tag> = new Set<Tag>([
  'article',
  'possessive',
  'demonstrative',
  'quantifier',
  'attributive',
  'modifier-noun',
  'number',
  'ordinal',
  'preposition',
  'adjective',
  'noun',
  'no',
  'degree',
]);
const determining: ReadonlySet<Tag> = new Set<Tag>(['article', 'possessive', 'demonstrative', 'quantifier']);
const neverPredicated: ReadonlySet<string> = new Set(
  'whole main previous entire own upcoming following original current actual overall only initial annual former recent prior existing'.split(
    ' ',
  ),
);
const able: ReadonlySet<string> = new Set(
  'able unable ready happy glad possible impossible hard easy sorry late early necessary important willing free sure afraid nice good'.split(
    ' ',
  ),
);
const directing: ReadonlySet<string> = new Set(
  'transfer connect send speak talk switch move moved fly drive deliver ship upgrade speaking talking transferred connected shipped sent delivered listen listening reply respond back over'.split(
    ' ',
  ),
);
/** Nouns with an infinitive after them: "a way to". */
const purposes: ReadonlySet<string> = new Set(
  'way time chance need reason right ability place option plan idea how'.split(' '),
);
const subjects: ReadonlySet<string> = new Set('i you we they he she'.split(' '));
const intensifying: ReadonlySet<string> = new Set('pretty really very so too quite extremely'.split(' '));
const subjectBefore: ReadonlySet<Tag> = new Set<Tag>(['nominative', 'modal', 'do', 'polite']);
const spokenAddress = /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/;

/** Gives each word its part of speech, reading left to right with one word of look-ahead. */
export function tag(tokens: readonly Token[]): TaggedWord[] {
  const tagged: TaggedWord[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { word, isClitic } = tokens[index]!;
    tagged.push(readWord(word, isClitic, tagged, tokens[index + 1]?.word ?? ''));
  }
  return tagged;
}

function readWord(word: string, isClitic: boolean, before: readonly TaggedWord[], next: string): TaggedWord {
  const said = (tag: Tag, valency: Valency | null = null, isKnown = true): TaggedWord => ({
    word,
    tag,
    base: tag === 'be' || tag === 'been' ? 'be' : null,
    valency,
    isClitic,
    isKnown,
  });
  const previous = lastSpoken(before);
  const previousTag = previous?.tag ?? null;

  if (isClitic) {
    if (word === "'s") return said('possessive');
    if (word === 'have') return said('have');
    if (word === 'will' || word === 'would') return said('modal');
    return said('be');
  }
  const special = readAmbiguous(word, previous, next, before);
  if (special) return said(special);
  const closed = closedClass.get(word);
  // "on the second floor" answers where; only after a verb is it part of one.
  if (closed === 'particle' && previousTag === null && isDeterminer(next)) return said('preposition');
  if (closed !== undefined) return said(closed);
  if (word.length === 1 && word >= 'a' && word <= 'z') return said('letter');
  const first = word.charCodeAt(0);
  if (first >= 48 && first <= 57) return said(/^\d+(?:st|nd|rd|th)$/.test(word) ? 'ordinal' : 'number');
  if (spokenAddress.test(word)) return said('email');

  const verb = verbReadings.get(word);
  const open = openClass.get(word);
  const takesObject =
    verb !== undefined &&
    verb.form === 'past' &&
    (previousTag === 'noun' ||
      previousTag === 'name' ||
      previousTag === 'nominative' ||
      previousTag === 'indefinite') &&
    isDeterminer(next);
  if (verb && (takesObject || isVerbHere(word, verb.form, open !== undefined, previous, before))) {
    const isParticiple =
      (verb.form === 'past' || verb.form === 'participle') &&
      (previousTag === 'be' ||
        previousTag === 'been' ||
        previousTag === 'have' ||
        previousTag === 'not' ||
        previousTag === 'mid-adverb') &&
      hasAuxiliary(before);
    return { ...said(isParticiple ? 'participle' : verb.form, verb.valency), base: verb.base };
  }
  // "when i brake": after who does it, what is done.
  if (open === 'noun' && verb === undefined && previousTag === 'nominative' && !openClass.has(next))
    return { ...said('base', 'optional'), base: word };
  if (open !== undefined) return said(placed(open, word, previousTag, next));
  if (
    mostlyNouns.has(word) ||
    (verb?.form === 'base' &&
      previousTag !== null &&
      (determining.has(previousTag) || previousTag === 'adjective' || previousTag === 'attributive'))
  )
    return said('noun');
  if (verb) return { ...said(verb.form, verb.valency), base: verb.base };
  return guess(word, previousTag, before, said);
}

/** The same adjective wants its noun after "the" and none after "is". */
function placed(open: Tag, word: string, previous: Tag | null, next: string): Tag {
  // "the flat you advertised": whoever comes after it begins a clause, so that nothing is left for it to describe.
  const isAdjective = open === 'adjective' || open === 'attributive';
  if (isAdjective && previous === 'article' && subjects.has(next)) return 'noun';
  if (open === 'adjective' && previous !== null && determining.has(previous)) return 'attributive';
  if (
    open === 'attributive' &&
    !neverPredicated.has(word) &&
    (previous === null || !(determining.has(previous) || previous === 'attributive'))
  )
    return 'adjective';
  return open;
}

function isDeterminer(word: string): boolean {
  const tag = closedClass.get(word);
  return tag === 'article' || tag === 'possessive' || tag === 'objective';
}

/** Whether the "to" just said leads to a place or a person, not to a verb: "transfer me to", "allergic to". */
function isDirection(before: readonly TaggedWord[]): boolean {
  const ahead = before.at(-2);
  if (ahead === undefined) return true;
  if (ahead.tag === 'adjective') return !able.has(ahead.word);
  if (ahead.tag === 'objective' || ahead.tag === 'pronoun') return directing.has(before.at(-3)?.word ?? '');
  return directing.has(ahead.word);
}

/** Whether "do", "can" or their like still waits for its verb: "does my insurance …". */
function owesVerb(before: readonly TaggedWord[]): boolean {
  for (let index = before.length - 1; index >= 0 && index >= before.length - 5; index--) {
    const { tag } = before[index]!;
    if (tag === 'do' || tag === 'modal') return index === 0 || before[index - 1]!.tag !== 'nominative';
    if (
      tag === 'base' ||
      tag === 'gerund' ||
      tag === 'past' ||
      tag === 'present' ||
      tag === 'be' ||
      tag === 'and' ||
      tag === 'to'
    )
      return false;
  }
  return false;
}

function lastSpoken(before: readonly TaggedWord[]): TaggedWord | null {
  for (let index = before.length - 1; index >= 0; index--) if (before[index]!.tag !== 'filler') return before[index]!;
  return null;
}

function hasAuxiliary(before: readonly TaggedWord[]): boolean {
  for (let index = before.length - 1; index >= 0; index--) {
    const { tag } = before[index]!;
    if (tag === 'be' || tag === 'been' || tag === 'have') return true;
    if (tag !== 'not' && tag !== 'mid-adverb' && tag !== 'filler' && tag !== 'final-adverb') return false;
  }
  return false;
}

function isVerbHere(
  word: string,
  form: string,
  isAlsoOpen: boolean,
  previous: TaggedWord | null,
  before: readonly TaggedWord[],
): boolean {
  const previousTag = previous?.tag ?? null;
  const isNounToo = isAlsoOpen || mostlyNouns.has(word);
  if (!isNounToo)
    return !(
      form === 'base' &&
      previousTag !== null &&
      (determining.has(previousTag) || previousTag === 'adjective' || previousTag === 'attributive')
    );
  if (previousTag === null || previousTag === 'and' || previousTag === 'yes' || previousTag === 'greeting')
    return form === 'base' && mostlyNouns.has(word);
  if (previousTag === 'to') return form === 'base' && !(isDirection(before) && mostlyNouns.has(word));
  if (subjectBefore.has(previousTag)) return true;
  if (previousTag === 'be' || previousTag === 'been')
    return form === 'gerund' ? !isAlsoOpen || true : form === 'past' || form === 'participle' ? !isAlsoOpen : false;
  if (previousTag === 'have') return form === 'past' || form === 'participle';
  if (previousTag === 'pronoun') return true;
  if (
    form === 'base' &&
    (previousTag === 'indefinite' ||
      previousTag === 'noun' ||
      previousTag === 'name' ||
      previousTag === 'final-adverb') &&
    owesVerb(before)
  )
    return true;
  if (form === 'gerund' && !isAlsoOpen && previousTag === 'noun') return true;
  if (previousTag === 'not') return form === 'base';
  if (previousTag === 'objective')
    return previous?.word === 'me' || previous?.word === 'us'
      ? form === 'base' && before.at(-2)?.valency === 'action'
      : form === 'base';
  if (previousTag === 'mid-adverb') {
    const earlier = before.at(-2)?.tag;
    return earlier === 'nominative' || earlier === 'to' || earlier === 'modal' || earlier === 'pronoun';
  }
  if (nounBefore.has(previousTag)) return false;
  return false;
}

function guess(
  word: string,
  before: Tag | null,
  all: readonly TaggedWord[],
  said: (tag: Tag, valency?: Valency | null, isKnown?: boolean) => TaggedWord,
): TaggedWord {
  const isVerbal =
    before === 'nominative' ||
    before === 'pronoun' ||
    before === 'be' ||
    before === 'been' ||
    before === 'have' ||
    before === 'noun';
  if (word.length > 4) {
    // "pretty badly" closes a sentence; "recently" stands within it as well.
    if (word.endsWith('ly'))
      return said(intensifying.has(all.at(-1)?.word ?? '') ? 'final-adverb' : 'mid-adverb', null, false);
    if (word.endsWith('ing') && isVerbal) return said('gerund', 'either', false);
    if (word.endsWith('ed'))
      return isVerbal
        ? said(before === 'be' || before === 'been' ? 'participle' : 'past', 'either', false)
        : said('adjective', null, false);
    if (/(?:able|ible|ful|less|ous|ish)$/.test(word)) return said('adjective', null, false);
    if (/(?:tion|ment|ness|ance|ence|ity|ship|ism|ist)s?$/.test(word)) return said('noun', null, false);
  }
  if (
    before === 'modal' ||
    before === 'nominative' ||
    (before === 'not' && owesVerb(all.slice(0, -1))) ||
    (before === 'to' && !isDirection(all) && !(all.at(-2)?.tag === 'noun' && !purposes.has(all.at(-2)?.word ?? '')))
  )
    return said('base', 'optional', false);
  return said(
    before === 'article' || before === 'possessive' || before === 'attributive' || before === 'adjective'
      ? 'noun'
      : 'name',
    null,
    false,
  );
}
