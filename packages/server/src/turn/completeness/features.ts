import { followClauses, type Structure } from './clauses.ts';
import type { Tag } from './lexicon/closed-class.ts';
import { formulas } from './lexicon/formulas.ts';
import { timeNouns, wantingAdjectives } from './lexicon/open-class.ts';
import { isPhrasal, needsParticle } from './lexicon/phrasal-verbs.ts';
import { runAtEnd } from './spoken-details.ts';
import type { TaggedWord } from './tagged-word.ts';

const detailTags: ReadonlySet<Tag> = new Set<Tag>(['number', 'letter', 'ordinal']);
const interjections: ReadonlySet<Tag> = new Set<Tag>(['yes', 'no', 'greeting', 'thanks', 'polite', 'filler']);
/** What a noun must follow. */
const openers: ReadonlySet<Tag> = new Set<Tag>(['article', 'possessive', 'attributive', 'modifier-noun']);
const verbTags: ReadonlySet<Tag> = new Set<Tag>(['base', 'present', 'past', 'gerund', 'participle']);
const inflected: ReadonlySet<Tag> = new Set<Tag>([
  'be',
  'have',
  'do',
  'modal',
  'pronoun',
  'indefinite',
  'final-adverb',
  'that',
  'there',
  'number',
  'preposition',
  'particle',
  'to',
  'not',
  'noun',
  'demonstrative',
  'quantifier',
  'mid-adverb',
]);
/** Said after a whole sentence, as a comma would be. */
const afterthoughts: ReadonlySet<string> = new Set('actually though anyway instead'.split(' '));
const currencies: ReadonlySet<string> = new Set('dollar dollars pound pounds euro euros'.split(' '));
/** Words common enough at an end to be weighed one by one. */
const weighedWords: ReadonlySet<string> = new Set(
  `it you that this one is are was do did does have had on in out up off over back down about for with to of at from not now
  here there again so too right know see help need want think way kind lot order number account address name card
    calling trying going looking said want tell say case excuse thank`.split(/\s+/),
);

/** Whether a phrase that stands alone is all there is, apart from a greeting, yes, no or thanks around it. */
export function isFormula(tagged: readonly TaggedWord[]): boolean {
  if (tagged.length > 12) return false;
  const spoken = tagged.filter(({ tag }) => tag !== 'filler');
  if (spoken.length === 0 || tagged[tagged.length - 1]!.tag === 'filler') return formulas.has(phrase(tagged));
  return formulas.has(phrase(spoken)) || formulas.has(phrase(spoken.filter(({ tag }) => !interjections.has(tag))));
}

/**
 * What speaks for or against an end, each as the name of a row of `weights.ts`.
 *
 * @param tagged the words said; not empty
 */
export function featuresOf(tagged: readonly TaggedWord[]): string[] {
  const spoken = tagged.filter(({ tag }) => tag !== 'filler');
  const features = ['always', `length ${lengthClass(spoken.length)}`];
  const final = tagged[tagged.length - 1]!;
  if (final.tag === 'filler') features.push(spoken.length === 0 ? 'only a filler' : 'ends in a filler');
  if (spoken.length === 0) return features;
  if (spoken.every(({ tag }) => interjections.has(tag))) features.push('only interjections');

  const polite = withoutClosing(spoken);
  if (polite.length < spoken.length && polite.length > 0) features.push('closes politely');
  const hasAfterthought = polite.length > 2 && afterthoughts.has(polite[polite.length - 1]!.word);
  if (hasAfterthought) features.push('closes with an afterthought');
  const bare = hasAfterthought ? polite.slice(0, -1) : polite;
  const words = bare.length > 0 ? bare : spoken;
  const structure = followClauses(words);
  const content = spoken.filter(
    ({ tag }, index) => !(interjections.has(tag) && (index < spoken.length - 1 || index > 0)),
  );
  const ellipsis = content.filter(({ tag }) => tag !== 'not');
  const isNegated = ellipsis.length < content.length;
  if (
    ellipsis.length === 2 &&
    (ellipsis[0]!.tag === 'nominative' || ellipsis[0]!.tag === 'pronoun') &&
    isAuxiliary(ellipsis[1]!) &&
    (isNegated || !ellipsis[1]!.isClitic)
  ) {
    features.push(spoken.length > content.length ? 'answers by its verb, after yes or no' : 'answers by its verb');
    if (isNegated) features.push('answers by its negated verb');
  }
  if (spoken[0]!.tag === 'thanks' && spoken.some(({ word }) => word === 'for')) features.push('thanks for something');
  if (answersByVerb(words)) features.push('a verb that answers an earlier clause');
  features.push(
    ...endingFeatures(words, structure),
    ...structureFeatures(words, structure),
    ...detailFeatures(words),
    ...phrasalFeatures(words),
    ...pairFeatures(words),
  );
  return features;
}

/** "… but he didn't": the verb is in the clause before. */
function answersByVerb(words: readonly TaggedWord[]): boolean {
  const end = words.at(-1)?.tag === 'not' ? words.length - 1 : words.length;
  const verb = words[end - 1];
  const subject = words[end - 2];
  const joint = words[end - 3];
  return (
    verb !== undefined &&
    subject !== undefined &&
    joint !== undefined &&
    isAuxiliary(verb) &&
    (end < words.length || !verb.isClitic) &&
    (subject.tag === 'nominative' || subject.tag === 'pronoun') &&
    (joint.tag === 'and' || joint.tag === 'degree') &&
    words.length > 4
  );
}

function phrase(words: readonly TaggedWord[]): string {
  if (words.length > 6) return '';
  return words.map(({ word }) => word).join(' ');
}

function isAuxiliary({ tag }: TaggedWord): boolean {
  return tag === 'be' || tag === 'have' || tag === 'do' || tag === 'modal';
}

/** "please", "thanks" or "if possible" after a whole sentence says that it is one. */
function withoutClosing(words: readonly TaggedWord[]): readonly TaggedWord[] {
  let end = words.length;
  const [third, second, last] = [words[end - 3]?.word, words[end - 2]?.word, words[end - 1]?.word];
  if (third === 'if' && second === 'you' && (last === 'can' || last === 'could')) end -= 3;
  else if (second === 'if' && last === 'possible') end -= 2;
  while (
    end > 0 &&
    (words[end - 1]!.tag === 'polite' ||
      words[end - 1]!.tag === 'thanks' ||
      (words[end - 1]!.word === 'you' && words[end - 2]?.tag === 'thanks'))
  )
    end--;
  return words.slice(0, end);
}

function endingFeatures(words: readonly TaggedWord[], { last: clause }: Structure): string[] {
  const last = words[words.length - 1]!;
  const before = words[words.length - 2];
  const earlier = words[words.length - 3];
  const gap = clause.hasGap ? ' in a gap' : '';
  const end = verbTags.has(last.tag) ? `${last.tag} that wants ${clause.need}` : last.tag;
  const features = [`ends ${last.tag}`, `ends ${before?.tag ?? 'start'} ${end}`];
  if (before && !verbTags.has(last.tag)) features.push(`ends ${earlier?.tag ?? 'start'} ${before.tag} ${last.tag}`);
  if (last.isClitic) features.push('ends in a clitic');
  if (openers.has(last.tag) && words.length > 2) features.push('noun phrase left open');
  if (!last.isKnown)
    features.push(
      before !== undefined && openers.has(before.tag) ? 'an unknown word in a noun phrase' : 'an unknown word',
    );
  if (verbTags.has(last.tag)) features.push(`verb ${last.valency}${gap}`, `verb that wants ${clause.need}`);
  if (before && verbTags.has(before.tag)) features.push(`after ${before.valency} ${last.tag}`);
  if (weighedWords.has(last.word)) {
    features.push(`word ${last.word}`, `word ${before?.tag ?? 'start'} ${last.word}`);
    if (last.tag === 'preposition' || last.tag === 'particle') features.push(`${last.tag}${gap}`);
  } else if (inflected.has(last.tag)) features.push(`other ${last.tag}`);
  if (last.tag === 'adjective' && wantingAdjectives.has(last.word)) features.push('adjective that wants more');
  const mayStrand = last.tag === 'preposition' || last.tag === 'particle' || last.tag === 'to';
  if ((clause.hasGap && !clause.isGapFilled) || (clause.asksWhere && mayStrand)) {
    if (mayStrand) features.push('stranded preposition');
    else if (verbTags.has(last.tag) && !clause.isMeasure) features.push('gap still open at a verb');
  } else if (mayStrand && phrasalFeatures(words)[0]?.startsWith('phrasal') !== true)
    features.push('preposition without a gap');
  if (timeNouns.has(last.word) || last.tag === 'day') {
    features.push('ends in a time', `${before?.tag ?? 'start'} time`);
    // "a five year …", "two week …"
    if (
      before?.tag === 'number' &&
      before.word !== 'one' &&
      before.word !== '1' &&
      last.tag === 'noun' &&
      !last.word.endsWith('s')
    )
      features.push('one of several');
  }
  return features;
}

function structureFeatures(
  words: readonly TaggedWord[],
  { last, clauses, hasMain, awaitsMain, outerLacksVerb }: Structure,
): string[] {
  const features: string[] = [];
  const gap = last.hasGap ? ' in a gap' : '';
  const turned = last.isInverted ? ' asked' : '';
  features.push(`wants ${last.need}${gap}${turned}`);
  if (last.need !== 'nothing' && last.need !== 'either') features.push('wants something');
  const state = `${last.hasSubject ? 'subject' : 'no subject'}, ${last.isFinite ? 'verb' : 'no verb'}`;
  features.push(`${last.kind}: ${state}`);
  if (last.hasSubject && !last.isFinite && last.kind !== 'main') features.push('clause without its verb');
  if (awaitsMain)
    features.push('awaits its main clause', `awaits, after ${words[0]!.word === 'because' ? 'because' : 'another'}`);
  const startsAt = words.findIndex(({ tag }) => !interjections.has(tag) && tag !== 'and' && tag !== 'mid-adverb');
  const first = words[Math.max(startsAt, 0)]!;
  if (outerLacksVerb) {
    features.push('outer clause without its verb');
    // "the order i placed last week"
    if (openers.has(first.tag) && !hasMain) features.push('a noun and its clause, and no verb yet');
  }
  if (!hasMain && !awaitsMain)
    features.push(
      `fragment ${lengthClass(words.length)}`,
      `fragment from ${first.tag}`,
      `fragment from ${first.tag} to ${timeNouns.has(words[words.length - 1]!.word) ? 'time' : words[words.length - 1]!.tag}`,
    );
  features.push(hasMain ? 'has a main clause' : 'no main clause', `clauses ${Math.min(clauses, 4)}`);
  if (first.tag === 'what' || first.tag === 'how')
    features.push(last.isFinite ? 'wh question with a verb' : 'wh question without a verb');
  return features;
}

/** "turn it off" is whole, "turn it" is not, and "on" alone may open a phrase. */
function phrasalFeatures(words: readonly TaggedWord[]): string[] {
  const last = words[words.length - 1]!;
  const isParticle = last.tag === 'particle' || last.tag === 'final-adverb';
  for (let index = words.length - (isParticle ? 2 : 1); index >= 0 && index >= words.length - 5; index--) {
    const { base, tag } = words[index]!;
    if (base === null) continue;
    const between = words.length - 1 - index - (isParticle ? 1 : 0);
    if (isParticle)
      return isPhrasal(base, last.word)
        ? [
            `phrasal verb${between > 0 ? ' around its object' : ''}`,
            `phrasal ${base === 'be' ? 'be' : 'verb'} ${last.tag}`,
          ]
        : last.tag === 'particle'
          ? ['particle without its verb']
          : [];
    const mayWait = between === 0 || (between === 1 && (last.tag === 'pronoun' || last.tag === 'objective'));
    return mayWait && tag !== 'past' && needsParticle(base)
      ? [`waits for a particle${between === 0 ? ' at once' : ''}`]
      : [];
  }
  return [];
}

/** Numbers that are no known detail: a quantity, a time, a code. */
function detailFeatures(words: readonly TaggedWord[]): string[] {
  const last = words[words.length - 1]!;
  if (!detailTags.has(last.tag)) return [];
  const run = runAtEnd(words);
  const [before, earlier] = [words[run.start - 1], words[run.start - 2]];
  const owesCents = before?.tag === 'and' && currencies.has(earlier?.word ?? '');
  const first = words[run.start]!.word;
  return [
    ...(owesCents ? ['money without its cents'] : []),
    ...(run.words > 1 && /^(?:0|oh$|o$|zero$)/.test(first)
      ? ['run from zero', `run from zero of ${Math.min(run.characters, 11)}`]
      : []),
    `run ${Math.min(run.words, 5)}${run.start === 0 ? ' alone' : ''}`,
    `run of ${Math.min(run.characters, 11)}`,
    last.tag === 'letter' ? 'run ends in a letter' : 'run ends in a digit',
  ];
}

/** "from … to", "between … and", "either … or": the first half announces the second. */
function pairFeatures(words: readonly TaggedWord[]): string[] {
  const features: string[] = [];
  for (let index = Math.max(0, words.length - 6); index < words.length - 1; index++) {
    const { word } = words[index]!;
    const rest = words.slice(index + 1);
    if (word === 'between' && !rest.some(({ tag }) => tag === 'and')) features.push('between without and');
    if (word === 'from' && index > 0 && rest.length <= 2 && (rest[0]?.tag === 'number' || rest[0]?.tag === 'day'))
      features.push('from without to');
    if (word === 'either' && !rest.some(({ word }) => word === 'or')) features.push('either without or');
  }
  return features;
}

function lengthClass(count: number): string {
  return count <= 3 ? String(count) : count <= 5 ? '4-5' : count <= 8 ? '6-8' : count <= 12 ? '9-12' : '13+';
}
