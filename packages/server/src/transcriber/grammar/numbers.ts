const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** 742 → seven hundred forty two. @param value whole, 0…999 999 */
export function numberWords(value: number): string[] {
  if (value < 20) return [ONES[value] as string];
  if (value < 100) return [TENS[Math.floor(value / 10)] as string, ...(value % 10 ? numberWords(value % 10) : [])];
  if (value < 1000)
    return [...numberWords(Math.floor(value / 100)), 'hundred', ...(value % 100 ? numberWords(value % 100) : [])];
  return [...numberWords(Math.floor(value / 1000)), 'thousand', ...(value % 1000 ? numberWords(value % 1000) : [])];
}

const DIGITS: Readonly<Record<string, string>> = Object.fromEntries(
  [...ONES.slice(0, 10).entries()].map(([value, word]) => [word, String(value)]),
);

/** "five five oh double two" → "5502 2" without the spaces. */
export function digitsOf(words: readonly string[]): string {
  let digits = '';
  let times = 1;
  for (const word of words) {
    if (word === 'double') times = 2;
    else if (word === 'triple') times = 3;
    else {
      digits += (word === 'oh' ? '0' : (DIGITS[word] ?? '')).repeat(times);
      times = 1;
    }
  }
  return digits;
}

/** "two hundred and seven" → "207" */
export function numeralOf(words: readonly string[]): string {
  let whole = 0;
  let below1000 = 0;
  for (const word of words) {
    if (word === 'thousand') {
      whole += (below1000 || 1) * 1000;
      below1000 = 0;
    } else if (word === 'hundred') below1000 = (below1000 || 1) * 100;
    else if (word === 'oh') below1000 += 0;
    else below1000 += Math.max(0, ONES.indexOf(word)) + 10 * Math.max(0, TENS.indexOf(word, 2));
  }
  return String(whole + below1000);
}

const oneToNine = ONES.slice(1, 10).join('|');
const tens = TENS.slice(2).join('|');
/** Flat: were "ninety" only the beginning of a longer number, "nineteen", which sounds much the same, would count as sixteen times likelier. */
const belowHundred = `(${ONES.slice(1, 20).join('|')}|${tens}|(${tens}) (${oneToNine}))`;

/** Numbers from zero to 9999 as phrases, as people say them. */
export const numberPhrases = [
  'zero',
  belowHundred,
  `(${oneToNine}|a) hundred [[and] ${belowHundred}]`,
  `(${oneToNine}|a) thousand [(${oneToNine}) hundred] [[and] ${belowHundred}]`,
];

/** One spoken digit. A digit string is any number of these. */
export const digitPhrases = [`(zero|oh|${oneToNine})`, `(double|triple) (zero|oh|${oneToNine})`];
