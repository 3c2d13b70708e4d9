import { announcedEvidence, answerEvidence } from './answer.ts';
import { expectationOf } from './expectation.ts';
import { featuresOf, isFormula } from './features.ts';
import { englishness } from './language.ts';
import type { TaggedWord } from './tagged-word.ts';
import { tag } from './tagger.ts';
import { tokenize } from './tokens.ts';
import { weights } from './weights.ts';

export interface CompletenessContext {
  /** The agent's last utterance: what it asked decides how much of an answer is a whole one. */
  question?: string;
}

/** What is not known is even odds. */
const NEUTRAL = 0.5;
/** No line of words is ever certain: the voice and the silence have a say too. */
const SURE = 0.99;
/** Log odds, at the most, of words that end in "um". */
const HESITATING = -2;
/** Log odds of a phrase that stands alone ("hold on"), now and then the start of a longer one. */
const FORMULA = 2.5;

/**
 * How likely the words said so far are all that will be said. English as a recogniser gives it, with or without punctuation, in
 * any case; other languages, and no words at all, give 0.5. Pure, and bounded: only the end of a long text is read.
 *
 * @param text what one turn has said so far
 * @returns 0.01 to 0.99
 */
export function completeness(text: string, context: CompletenessContext = {}): number {
  const tagged = tag(tokenize(text));
  if (tagged.length === 0) return NEUTRAL;
  const certainty = englishness(tagged);
  if (certainty === 0) return NEUTRAL;
  const alone = announcedEvidence(text, tagged, evidenceOf(tagged));
  const evidence =
    context.question === undefined ? alone : answerEvidence(expectationOf(context.question), tagged, alone);
  const probability = Math.min(SURE, Math.max(1 - SURE, 1 / (1 + Math.exp(-evidence))));
  return NEUTRAL + (probability - NEUTRAL) * certainty;
}

/** Sum of the weights of what was found, in log odds. */
function evidenceOf(tagged: readonly TaggedWord[]): number {
  if (isFormula(tagged)) return FORMULA;
  let sum = 0;
  for (const feature of featuresOf(tagged)) sum += weights.get(feature) ?? 0;
  return tagged[tagged.length - 1]!.tag === 'filler' ? Math.min(sum, HESITATING) : sum;
}
