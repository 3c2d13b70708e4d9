import type { Pattern } from './phrase.ts';
import type { SlotList } from './slot-lists.ts';

/** A pattern as JSGF, slots written out in place: the decoder is far quicker on flat grammars than on nested rules. */
export function toJsgf(pattern: Pattern, lists: ReadonlyMap<string, SlotList>): string {
  switch (pattern.kind) {
    case 'word':
      return pattern.word;
    case 'sequence':
      return pattern.parts.map((part) => toJsgf(part, lists)).join(' ');
    case 'choice':
      return `(${pattern.options.map((option) => toJsgf(option, lists)).join(' | ')})`;
    case 'optional':
      return `[${toJsgf(pattern.inner, lists)}]`;
    case 'slot': {
      const list = lists.get(pattern.list);
      if (!list) throw new Error(`No slot list "${pattern.list}"`);
      return list.repeats ? `(${toJsgf(list.pattern, lists)})+` : toJsgf(list.pattern, lists);
    }
  }
}
