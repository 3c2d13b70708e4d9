import { listed } from './word-list.ts';

/**
 * Parts of speech, as far as they tell whether an utterance may end. The closed classes are listed here by hand; verbs, nouns
 * and adjectives have files of their own.
 */
export type Tag =
  | 'article' // the, a
  | 'possessive' // my, customer's
  | 'demonstrative' // this, those
  | 'quantifier' // some, any, every
  | 'nominative' // i, we: always a subject
  | 'pronoun' // it, you: subject or object
  | 'objective' // me, them
  | 'indefinite' // something, mine, myself
  | 'be'
  | 'been'
  | 'have'
  | 'do'
  | 'modal'
  | 'not'
  | 'preposition'
  | 'particle' // in, up: preposition or part of a verb
  | 'to'
  | 'and'
  | 'because' // opens a subordinate clause
  | 'that'
  | 'what' // what, who, which: leaves a gap for a noun
  | 'how' // how, when, where, why
  | 'number'
  | 'ordinal'
  | 'letter'
  | 'month'
  | 'day'
  | 'final-adverb' // today, already, too
  | 'mid-adverb' // very, just: speaks of what follows
  | 'degree' // more, as, than
  | 'adjective'
  | 'attributive' // new, other: wants its noun
  | 'modifier-noun' // credit, tracking: wants its noun
  | 'noun'
  | 'name'
  | 'base' // the bare verb
  | 'present' // works
  | 'past'
  | 'gerund'
  | 'participle' // after be or have
  | 'filler'
  | 'yes'
  | 'no'
  | 'greeting'
  | 'thanks'
  | 'polite' // please, sir
  | 'there'
  | 'email' // a whole address
  | 'spelled'; // dot, at, underscore inside a spelled address

/** Words with one part of speech whatever stands beside them. */
export const closedClass: ReadonlyMap<string, Tag> = listed<Tag>({
  article: 'the a an',
  possessive: 'my your our their its whose',
  demonstrative: 'this these those',
  quantifier:
    'some any every each another all both many much few several either neither most enough such certain various',
  nominative: 'i he she we they',
  pronoun: 'you it',
  objective: 'me him us them',
  indefinite: `something anything nothing everything someone anyone somebody anybody nobody everyone everybody none mine yours
    ours theirs hers myself yourself himself herself itself ourselves themselves somewhere anywhere nowhere ones`,
  be: 'am is are was were',
  been: 'be been being',
  have: 'have has had',
  do: 'do does did',
  modal: "can could will would shall should may might must gonna wanna gotta needa can't",
  not: "not n't",
  preposition: `of for from with at into onto about during without between among per via against toward towards within upon
    regarding concerning except besides near across behind beyond under above below beside despite versus by`,
  particle: 'in on up off out over down through around along away',
  to: 'to',
  and: 'and or but nor plus',
  because: `because if when while since until till unless although though whether before after once cause cuz whenever wherever
    whereas whoever whichever whatever`,
  what: 'what who which whom',
  how: 'where why how',
  number: `zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million double triple dozen`,
  ordinal: `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth thirtieth`,
  month: 'january february march april june july august september october november december',
  day: 'monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays',
  'final-adverb': `today tomorrow yesterday tonight now already yet anymore soon later too either instead anyway anyways online
    here again then ever twice together ago else away forever elsewhere abroad overnight downtown upstairs downstairs outside inside
    nearby anytime sometime sometimes everywhere overseas straight o'clock am pm asap whatsoever though altogether otherwise
    immediately correctly properly completely directly separately manually automatically regularly carefully quickly early late`,
  'mid-adverb': `never very really just only quite pretty still also always actually probably almost even basically usually currently
    recently kinda sorta extremely super totally literally simply definitely certainly apparently obviously originally
    previously originally nearly hardly barely somewhat rather fairly particularly especially exactly accidentally supposedly
    specifically maybe perhaps possibly hopefully unfortunately finally normally generally`,
  degree: 'more less than as least fewer',
  filler: 'um uh er erm hmm uhm umm uhh hm mm ah eh',
  yes: 'yes yeah yep yup sure okay ok alright absolutely correct right definitely exactly certainly mhm mmhmm affirmative indeed',
  no: 'no nope nah',
  greeting: 'hi hello hey goodbye bye morning welcome greetings howdy',
  thanks: 'thanks thank thankyou cheers',
  polite: 'please sir ma’am maam sorry pardon',
  there: 'there',
  spelled: 'dot underscore hyphen dash slash com org net edu gov',
});

/** Subordinators with a gap of their own: "whoever answered". */
export const freeRelatives: ReadonlySet<string> = new Set(['whoever', 'whichever', 'whatever']);
