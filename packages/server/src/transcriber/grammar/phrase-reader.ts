import type { Pattern } from './phrase.ts';
import type { SlotList } from './slot-lists.ts';

/** A slot of a pattern, and the list that fills it. */
export interface ReadSlot {
  name: string;
  list: SlotList;
  /** The words that filled it; undefined when it was not said. */
  words: readonly string[] | undefined;
}

type Step =
  | { do: 'word'; word: string }
  /** Goes on at the next step, and if that leads nowhere at `other`. */
  | { do: 'try'; other: number }
  | { do: 'back'; to: number }
  | { do: 'open' | 'close'; slot: number };

/** Where a slot was opened and closed, newest first. */
interface Edge {
  step: Extract<Step, { slot: number }>;
  at: number;
  before: Edge | undefined;
}

/**
 * Makes a reader of a pattern: of several ways to read the same words it takes the one written first, and what may be left out
 * is left in where it fits. A step is taken at most once at each word, so that no phrase, however full of options, costs more
 * than its length times that of what was said.
 *
 * @returns reads words: the slots in the order they are written, those within slots left out; undefined when they do not fit
 */
export function phraseReader(
  pattern: Pattern,
  lists: ReadonlyMap<string, SlotList>,
): (words: readonly string[]) => readonly ReadSlot[] | undefined {
  const slots: { name: string; list: SlotList }[] = [];
  const steps: Step[] = [];
  write(pattern, true);

  return (words) => {
    const found = run(steps, words);
    if (found === null) return undefined;
    const edges = new Map<string, number>();
    for (let edge = found; edge !== undefined; edge = edge.before)
      edges.set(`${edge.step.do} ${edge.step.slot}`, edge.at);
    return slots.map((slot, index) => {
      const from = edges.get(`open ${index}`);
      return { ...slot, words: from === undefined ? undefined : words.slice(from, edges.get(`close ${index}`)) };
    });
  };

  function write(part: Pattern, isOutermost: boolean): void {
    switch (part.kind) {
      case 'word':
        steps.push({ do: 'word', word: part.word });
        return;
      case 'sequence':
        for (const each of part.parts) write(each, isOutermost);
        return;
      case 'choice':
        return writeChoice(part.options, isOutermost);
      case 'optional': {
        const attempt = { do: 'try' as const, other: 0 };
        steps.push(attempt);
        write(part.inner, isOutermost);
        attempt.other = steps.length;
        return;
      }
      case 'slot': {
        const list = lists.get(part.list);
        if (!list) throw new Error(`No slot list "${part.list}"`);
        const slot = isOutermost ? slots.push({ name: part.name, list }) - 1 : undefined;
        if (slot !== undefined) steps.push({ do: 'open', slot });
        const begin = steps.length;
        write(list.pattern, false);
        if (list.repeats) steps.push({ do: 'try', other: steps.length + 2 }, { do: 'back', to: begin });
        if (slot !== undefined) steps.push({ do: 'close', slot });
      }
    }
  }

  function writeChoice(options: readonly Pattern[], isOutermost: boolean): void {
    const ends: { do: 'back'; to: number }[] = [];
    for (const [index, option] of options.entries()) {
      const attempt = { do: 'try' as const, other: 0 };
      if (index < options.length - 1) steps.push(attempt);
      write(option, isOutermost);
      const end = { do: 'back' as const, to: 0 };
      if (index < options.length - 1) steps.push(end);
      ends.push(end);
      attempt.other = steps.length;
    }
    for (const end of ends) end.to = steps.length;
  }
}

/** @returns the edges of the slots of the first way to read all words; null when there is none */
function run(steps: readonly Step[], words: readonly string[]): Edge | undefined | null {
  const tried = new Set<number>();
  const others: { step: number; at: number; edges: Edge | undefined }[] = [{ step: 0, at: 0, edges: undefined }];
  for (let next = others.pop(); next !== undefined; next = others.pop()) {
    let { step: place, at, edges } = next;
    for (;;) {
      const key = at * (steps.length + 1) + place;
      // Been here before: it led nowhere then, and where it leads does not depend on how one came.
      if (tried.has(key)) break;
      tried.add(key);
      const step = steps[place];
      if (step === undefined) {
        if (at === words.length) return edges;
        break;
      }
      if (step.do === 'word') {
        if (words[at] !== step.word) break;
        at += 1;
      } else if (step.do === 'try') others.push({ step: step.other, at, edges });
      else if (step.do !== 'back') edges = { step, at, before: edges };
      place = step.do === 'back' ? step.to : place + 1;
    }
  }
  return null;
}
