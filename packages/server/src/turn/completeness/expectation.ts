/** What a caller was asked for, or says they are about to give. */
export type Expectation =
  | 'yes-no'
  | 'phone'
  | 'zip'
  | 'last-four'
  | 'card'
  | 'security-code'
  | 'reference' // an order, account, claim or policy number
  | 'email'
  | 'address'
  | 'name'
  | 'birth-date'
  | 'date'
  | 'time'
  | 'count'
  | 'open';

/** In this order: the first that fits is the answer. */
const topics: readonly (readonly [Expectation, RegExp])[] = [
  ['email', /\be-?mail(?: address)?\b/],
  ['last-four', /\blast (?:four|4)\b|\bends? in\b|\bending in\b/],
  ['zip', /\b(?:zip|postal|post) ?code\b|\bzip\b|\bpostcode\b/],
  ['security-code', /\bsecurity code\b|\bcvv\b|\bcvc\b|\bpin\b/],
  ['card', /\bcard number\b|\bnumber (?:on|of) (?:your|the|my) card\b/],
  ['birth-date', /\bbirth\b|\bbirthday\b|\bborn\b|\bdob\b/],
  [
    'reference',
    /\b(?:order|account|claim|policy|member|membership|customer|reference|confirmation|booking|tracking|ticket|case|invoice|serial|licen[sc]e|social|passport|flight|id)(?: security)?(?: id)? (?:number|code|id)\b|\bconfirmation\b|\breference\b|\bmember id\b/,
  ],
  [
    'phone',
    /\b(?:phone|telephone|mobile|cell|callback|contact|call you|reach you)\b|\b(?:my|your|best|good|a) number\b|\bnumber is\b/,
  ],
  ['address', /\baddress\b|\bwhere (?:do you|are you) liv|\bi live (?:at|on)\b|\bstreet\b/],
  ['name', /\bnames?\b|\bwho am i speaking\b|\bwho is (?:calling|this)\b|\bspell\b/],
  ['count', /\bhow many\b|\bhow much\b|\bparty size\b|\bparty of\b/],
  ['time', /\bwhat time\b|\btime (?:works|would|is|do|suits)\b/],
  ['date', /\b(?:what|which|expir\w*) (?:day|date)\b|\bdate\b|\bwhen\b|\bwhat day\b/],
];

const asksOpenly =
  /\b(?:what|which|who|whom|whose|where|when|why|how|may i (?:have|ask|get)|can i (?:have|get)|could i (?:have|get)|could you (?:give|tell|spell|provide|confirm|describe|explain)|can you (?:give|tell|spell|provide|confirm|describe|explain)|please (?:give|tell|say|enter|provide|describe|spell)|tell me|spell|describe)\b/;
const asksYesNo =
  /^(?:(?:okay|ok|and|so|great|thanks|thank you|alright|sorry|perfect|sure|got it|just to confirm)[ ,.!]*)*(?:do|does|did|is|are|was|were|am|have|has|had|can|could|will|would|shall|should|may|might|don't|doesn't|didn't|isn't|aren't|wasn't|haven't|hasn't|can't|won't|wouldn't|shouldn't|any)\b|\b(?:is that|does that|would that|right|correct|okay|ok|or not|shall i|should i|would you like|do you want|did you|are you|is it|can i)\b[^?.!]*\?\s*$/;

/**
 * Reads what the agent asked last.
 *
 * @param question the agent's last utterance, punctuated or not
 * @returns `open` when it asked for nothing in particular
 */
export function expectationOf(question: string): Expectation {
  const text = lastQuestion(question);
  const opens = asksOpenly.test(text);
  if (!opens && asksYesNo.test(text)) return 'yes-no';
  const topic = topicOf(text);
  return topic ?? (opens ? 'open' : asksYesNo.test(text) ? 'yes-no' : 'open');
}

/** What a sentence speaks of giving or asking, `null` when nothing of the kind. */
export function topicOf(text: string): Expectation | null {
  for (const [expectation, pattern] of topics) if (pattern.test(text)) return expectation;
  return null;
}

function lastQuestion(utterance: string): string {
  const tail = utterance.slice(-300).toLowerCase().replaceAll('’', "'").trim();
  const sentences = tail.split(/(?<=[.?!])\s+/);
  const asked = sentences.filter((sentence) => sentence.endsWith('?'));
  return asked.at(-1) ?? sentences.at(-1) ?? '';
}

/** "my zip code is …", "you can reach me at …", "i was born on …" */
const announces =
  /\b(?:number|code|e-?mail|address|zip|card|id|four|confirmation|reference|birth|birthday|date|dob|policy|claim|order|account|cell|phone|mobile)(?:'s| is| was| ends in| number)\b|\b(?:reach|call|text|contact|e-?mail) me (?:back )?(?:at|on)\b|\bi live (?:at|on)\b|\bborn (?:on|in)\b|\bends? in\b|\bending in\b|\b(?:number|code)\b/;

/** @returns the detail that somebody's own words announce, `null` when none */
export function announcedBy(text: string): Expectation | null {
  // What is between the words and after them has no say in which of them are looked at.
  const words = text
    .slice(-2_000)
    .replace(/[\s.,!?…]+/g, ' ')
    .trim();
  const tail = words.slice(-200).toLowerCase().replaceAll('’', "'");
  return announces.test(tail) ? topicOf(tail) : null;
}
