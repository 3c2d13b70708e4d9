/** One word as the tagger reads it. */
export interface Token {
  word: string;
  /** Cut off a contraction: the "am" of "i'm". Nobody ends on one of these. */
  isClitic: boolean;
}

/** Only the end of what was said decides; these bound the work for any length of text. UTF-16 code units, and words. */
const LONGEST_TAIL = 2_000;
const MOST_WORDS = 60;

/** Words as recognisers write them when they leave the apostrophe out. Those that are words of their own ("ill", "were") stay. */
const bare: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    im: ['i', 'am'],
    ive: ['i', 'have'],
    dont: ['do', 'not'],
    doesnt: ['does', 'not'],
    didnt: ['did', 'not'],
    cant: ['can', 'not'],
    cannot: ['can', 'not'],
    wont: ['will', 'not'],
    isnt: ['is', 'not'],
    wasnt: ['was', 'not'],
    arent: ['are', 'not'],
    werent: ['were', 'not'],
    havent: ['have', 'not'],
    hasnt: ['has', 'not'],
    hadnt: ['had', 'not'],
    couldnt: ['could', 'not'],
    wouldnt: ['would', 'not'],
    shouldnt: ['should', 'not'],
    thats: ['that', 'is'],
    whats: ['what', 'is'],
    wheres: ['where', 'is'],
    hows: ['how', 'is'],
    whos: ['who', 'is'],
    theres: ['there', 'is'],
    heres: ['here', 'is'],
    lets: ['let', 'us'],
    youre: ['you', 'are'],
    theyre: ['they', 'are'],
    weve: ['we', 'have'],
    youve: ['you', 'have'],
    theyve: ['they', 'have'],
    youll: ['you', 'will'],
    theyll: ['they', 'will'],
    hes: ['he', 'is'],
    shes: ['she', 'is'],
    itll: ['it', 'will'],
    youd: ['you', 'would'],
    theyd: ['they', 'would'],
    "can't": ['can', 'not'],
    "won't": ['will', 'not'],
    "let's": ['let', 'us'],
    gonna: ['going', 'to'],
    wanna: ['want', 'to'],
    gotta: ['got', 'to'],
    needa: ['need', 'to'],
    "ma'am": ['maam'],
    oclock: ["o'clock"],
    "o'clock": ["o'clock"],
  }),
);

const cliticWords: Readonly<Record<string, string>> = {
  s: 'is',
  m: 'am',
  re: 'are',
  ve: 'have',
  ll: 'will',
  d: 'would',
};
const takesIs = new Set(
  'it that what where how who there here he she when why this everything something nothing everyone someone one'.split(
    ' ',
  ),
);
const afterId = new Set('like love rather prefer appreciate be'.split(' '));

const pattern = /[\p{L}\p{M}\p{N}@#][\p{L}\p{M}\p{N}'@]*(?:[.,:_+&][\p{L}\p{N}]+)*/gu;

/**
 * Takes a line apart: lower case, no punctuation, contractions in two.
 *
 * @returns the last 60 words, of the last 2000 characters; a possessive keeps its "'s" as a token of its own
 */
export function tokenize(text: string): Token[] {
  // Cut after the spaces are gone, so that nothing trailing changes what is read.
  const whole = text.length > LONGEST_TAIL ? text.trimEnd() : text;
  const tail = whole.length > LONGEST_TAIL ? whole.slice(-LONGEST_TAIL).replace(/^\S+/, '') : whole;
  const tokens: Token[] = [];
  const found = (tail.toLowerCase().replaceAll('’', "'").match(pattern) ?? []).slice(-MOST_WORDS);
  for (let index = 0; index < found.length; index++) {
    const raw = found[index]!;
    const word = raw.endsWith("'") ? raw.slice(0, -1) : raw;
    const parts = bare.get(word) ?? (word === 'id' && afterId.has(found[index + 1] ?? '') ? ['i', 'would'] : undefined);
    if (parts) {
      parts.forEach((part, place) => {
        tokens.push({ word: part, isClitic: place > 0 && part !== 'not' && part !== 'us' && part !== 'to' });
      });
      continue;
    }
    const cut = word.lastIndexOf("'");
    if (cut <= 0 || word === "o'clock") {
      if (word !== '') tokens.push({ word, isClitic: false });
      continue;
    }
    const head = word.slice(0, cut);
    const rest = word.slice(cut + 1);
    if (rest === 't' && head.endsWith('n')) {
      tokens.push({ word: head.slice(0, -1), isClitic: false }, { word: 'not', isClitic: false });
    } else if (rest === 's' && !takesIs.has(head)) {
      tokens.push({ word: head, isClitic: false }, { word: "'s", isClitic: true });
    } else if (cliticWords[rest] !== undefined) {
      tokens.push({ word: head, isClitic: false }, { word: cliticWords[rest], isClitic: true });
    } else {
      tokens.push({ word, isClitic: false });
    }
  }
  return tokens;
}
