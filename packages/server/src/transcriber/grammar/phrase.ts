/** What may be said at one place of a phrase. */
export type Pattern =
  | { kind: 'word'; word: string }
  | { kind: 'sequence'; parts: readonly Pattern[] }
  | { kind: 'choice'; options: readonly Pattern[] }
  | { kind: 'optional'; inner: Pattern }
  /** `{name}` or `{name:list}`: the words that fill it come back under `name`. */
  | { kind: 'slot'; name: string; list: string };

/** A phrase that cannot be read. The message names the place. */
export class PhraseError extends Error {}

/**
 * Reads one phrase: plain words, `[may be left out]`, `(this | that)`, `{slot}`, `{name:slot}`. Case and punctuation mean nothing.
 *
 * @param spell turns a written word ("7:30", "Café") into spoken ones. @throws PhraseError
 */
export function parsePhrase(text: string, spell: (written: string) => readonly string[]): Pattern {
  const tokens = text.match(/\{[^{}]*\}|[[\]()|{}]|[^\s[\]()|{}]+/g) ?? [];
  let at = 0;

  function choice(closer: string | undefined): Pattern {
    const options = [sequence()];
    while (tokens[at] === '|') {
      at++;
      options.push(sequence());
    }
    if (tokens[at] !== closer) {
      throw new PhraseError(
        closer ? `"${closer}" is missing in "${text}"` : `"${tokens[at]}" has no partner in "${text}"`,
      );
    }
    at++;
    return options.length === 1 ? (options[0] as Pattern) : { kind: 'choice', options };
  }

  function sequence(): Pattern {
    const parts: Pattern[] = [];
    for (let token = tokens[at]; token !== undefined && !['|', ')', ']'].includes(token); token = tokens[at]) {
      at++;
      if (token === '(') parts.push(choice(')'));
      else if (token === '[') parts.push({ kind: 'optional', inner: choice(']') });
      else if (token.startsWith('{')) parts.push(slot(token));
      else if (token === '}') throw new PhraseError(`"}" has no partner in "${text}"`);
      else for (const word of spell(token)) parts.push({ kind: 'word', word });
    }
    if (parts.length === 0) throw new PhraseError(`"${text}" has a place with nothing to say`);
    return parts.length === 1 ? (parts[0] as Pattern) : { kind: 'sequence', parts };
  }

  function slot(token: string): Pattern {
    const named = /^\{\s*([A-Za-z]\w*)\s*(?::\s*([A-Za-z]\w*)\s*)?\}$/.exec(token);
    if (!named) throw new PhraseError(`"${token}" is not a slot: write {name} or {name:list}`);
    const name = named[1] as string;
    return { kind: 'slot', name, list: named[2] ?? name };
  }

  return choice(undefined);
}

/** Every word of a pattern, in any order, slots not followed. */
export function wordsOf(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case 'word':
      return [pattern.word];
    case 'sequence':
      return pattern.parts.flatMap(wordsOf);
    case 'choice':
      return pattern.options.flatMap(wordsOf);
    case 'optional':
      return wordsOf(pattern.inner);
    case 'slot':
      return [];
  }
}

/** The slots a pattern names. */
export function slotsOf(pattern: Pattern): { name: string; list: string }[] {
  switch (pattern.kind) {
    case 'slot':
      return [pattern];
    case 'sequence':
      return pattern.parts.flatMap(slotsOf);
    case 'choice':
      return pattern.options.flatMap(slotsOf);
    case 'optional':
      return slotsOf(pattern.inner);
    case 'word':
      return [];
  }
}
