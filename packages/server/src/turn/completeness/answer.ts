import { announcedBy, type Expectation } from './expectation.ts';
import { type Said, saidOf, spelledOf } from './spoken-details.ts';
import type { TaggedWord } from './tagged-word.ts';

/** Log odds that a part, the whole, or either of an asked detail gives; `null` leaves it to the words alone. */
const verdicts: Record<Said, number | null> = { none: null, part: -3, whole: 3, unsure: 0 };

/** Details that come in pieces with pauses between them. */
const pieced: ReadonlySet<Expectation> = new Set<Expectation>([
  'phone',
  'zip',
  'last-four',
  'card',
  'security-code',
  'reference',
  'email',
  'address',
  'birth-date',
]);

/** Details of words as much as of digits. */
const isPlace: ReadonlySet<Expectation> = new Set<Expectation>(['address', 'email', 'birth-date']);

/**
 * Weighs the words again as the answer to a question.
 *
 * @param evidence log odds of the words by themselves
 * @returns log odds of the words as an answer
 */
export function answerEvidence(expectation: Expectation, tagged: readonly TaggedWord[], evidence: number): number {
  const words = tagged.filter(({ tag }) => tag !== 'filler');
  const last = words.at(-1);
  if (last === undefined || tagged.at(-1)?.tag === 'filler') return evidence;
  if (expectation === 'yes-no') {
    if (words.every(({ tag }) => tag === 'yes' || tag === 'no' || tag === 'polite' || tag === 'thanks'))
      return Math.max(evidence, 4);
    return evidence;
  }
  const said = saidOf(expectation, words);
  const verdict = verdicts[said];
  if (pieced.has(expectation)) {
    // "sure" or "yes" before a number announces it.
    if (words.every(({ tag }) => tag === 'yes' || tag === 'greeting')) return Math.min(evidence, -1);
    if (said === 'part' && (endsInDetail(last) || !isPlace.has(expectation))) return Math.min(evidence, -3);
    if (said === 'unsure' && expectation === 'phone') return -0.5;
    if (said === 'part') return Math.min(evidence, -2);
    return verdict === null ? evidence : said === 'whole' ? Math.max(evidence, verdict) : verdict;
  }
  if (said === 'whole' && (expectation !== 'name' || isBareAnswer(words)))
    return Math.max(evidence, expectation === 'name' ? nameEvidence(words) : (verdict ?? 0));
  if (said === 'part') return Math.min(evidence, -1.5);
  return evidence;
}

/**
 * Weighs the words again by the detail they announce themselves: "my zip code is nine four …".
 *
 * @param evidence log odds of the words by themselves
 */
export function announcedEvidence(text: string, tagged: readonly TaggedWord[], evidence: number): number {
  const words = tagged.filter(({ tag }) => tag !== 'filler');
  const last = words.at(-1);
  if (last === undefined || tagged.at(-1)?.tag === 'filler') return evidence;
  const spelled = verdicts[spelledOf(words)];
  if (spelled !== null) return spelled;
  const isSpelled = words.some(({ word, tag }) => tag === 'email' || word === 'dot' || word === 'underscore');
  if (!endsInDetail(last) && last.tag !== 'name' && last.tag !== 'noun' && !isSpelled) return evidence;
  const announced = isSpelled ? 'email' : announcedBy(text);
  if (announced === null || !pieced.has(announced)) return evidence;
  const isAddress = announced === 'email' || announced === 'address';
  if (!isAddress && !endsInDetail(last)) return evidence;
  if (isAddress && !words.some(({ tag, word }) => tag === 'number' || word === 'dot' || word === 'at')) return evidence;
  const said = saidOf(announced, words);
  if (said === 'part') return Math.min(evidence, -2);
  if (said === 'unsure') return evidence > 0 ? evidence / 2 : 0.3;
  return said === 'whole' ? Math.max(evidence, 2) : evidence;
}

function endsInDetail({ tag }: TaggedWord): boolean {
  return tag === 'number' || tag === 'letter' || tag === 'ordinal' || tag === 'month' || tag === 'spelled';
}

/** A name, with at most "my name is" before it. */
function isBareAnswer(words: readonly TaggedWord[]): boolean {
  return words.length <= 7;
}

/** People give a first name, think, and give the second. */
function nameEvidence(words: readonly TaggedWord[]): number {
  return words.at(-2)?.tag === 'name' ? 3 : 0.8;
}
