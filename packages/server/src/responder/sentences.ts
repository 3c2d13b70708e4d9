/**
 * A sentence ends at `.`, `!`, `?`, `…` or a line break, closing quotes and brackets included, once white space follows:
 * so "7.30" and "U.S." in mid-word stay whole.
 */
const SENTENCE_END = /[.!?…]+["'”’)\]]*(?=\s)|\n+/u;

/** Titles and abbreviations whose full stop ends nothing. */
const ABBREVIATION = /(?:^|\s)(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|e\.g|i\.e|No|Nr|approx|[A-Z])\.$/u;

/** A stretch without an end is cut at a comma or, failing that, anywhere between words: speech must not wait for it. */
const LONG = 240;

/**
 * Takes whole sentences off the front of a text that may still be growing.
 *
 * @param isComplete nothing more will come: the rest is a sentence too.
 * @returns the sentences, trimmed, none empty, and what is left over.
 */
export function takeSentences(text: string, isComplete: boolean): { sentences: string[]; rest: string } {
  const sentences: string[] = [];
  let rest = text;
  let from = 0;
  for (;;) {
    const end = SENTENCE_END.exec(rest.slice(from));
    if (end === null) {
      const cut = rest.length > LONG ? cutLong(rest) : 0;
      if (cut === 0) break;
      push(sentences, rest.slice(0, cut));
      rest = rest.slice(cut);
      from = 0;
      continue;
    }
    const cut = from + end.index + end[0].length;
    if (ABBREVIATION.test(rest.slice(0, cut))) {
      from = cut;
      continue;
    }
    push(sentences, rest.slice(0, cut));
    rest = rest.slice(cut);
    from = 0;
  }
  if (!isComplete) return { sentences, rest };
  push(sentences, rest);
  return { sentences, rest: '' };
}

function push(sentences: string[], sentence: string): void {
  const trimmed = sentence.trim();
  if (trimmed !== '') sentences.push(trimmed);
}

function cutLong(text: string): number {
  const head = text.slice(0, LONG);
  const comma = Math.max(head.lastIndexOf(', '), head.lastIndexOf('; '), head.lastIndexOf(': '));
  if (comma > 0) return comma + 1;
  return head.lastIndexOf(' ') + 1;
}
