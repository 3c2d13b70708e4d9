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

/**
 * A pattern as the source of a regular expression over words that each end in a space.
 * Slots become capturing groups, in the order they are written; slots inside slots do not.
 *
 * @param onSlot told of each capturing group, in order
 */
export function toRegExpSource(
  pattern: Pattern,
  lists: ReadonlyMap<string, SlotList>,
  onSlot?: (name: string, list: SlotList) => void,
): string {
  switch (pattern.kind) {
    case 'word':
      return `${pattern.word} `;
    case 'sequence':
      return pattern.parts.map((part) => toRegExpSource(part, lists, onSlot)).join('');
    case 'choice':
      return `(?:${pattern.options.map((option) => toRegExpSource(option, lists, onSlot)).join('|')})`;
    case 'optional':
      return `(?:${toRegExpSource(pattern.inner, lists, onSlot)})?`;
    case 'slot': {
      const list = lists.get(pattern.list);
      if (!list) throw new Error(`No slot list "${pattern.list}"`);
      onSlot?.(pattern.name, list);
      const inner = `(?:${toRegExpSource(list.pattern, lists)})${list.repeats ? '+' : ''}`;
      return onSlot ? `(${inner})` : inner;
    }
  }
}
