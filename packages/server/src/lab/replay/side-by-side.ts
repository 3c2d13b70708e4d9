import type { LoggedEvent } from '@antiphon/events';
import { keyMaker } from './recorded.ts';

/** One line of a comparison. */
export interface ComparedLine {
  /** `moved`: in both, at other times; `changed`: in both, with other contents; `gone`: only before; `new`: only now. */
  how: 'same' | 'moved' | 'changed' | 'gone' | 'new';
  before: LoggedEvent | undefined;
  now: LoggedEvent | undefined;
}

/** Times of a played world are those of the lab: closer than this is the same, ms. */
const TOLERANCE_MS = 40;

/** Sets two logs of one call beside each other. Words and live-only events are left out. */
export function compareLogs(before: readonly LoggedEvent[], now: readonly LoggedEvent[]): ComparedLine[] {
  const [left, right] = [keyed(before), keyed(now)];
  const rightKeys = new Set(right.map(({ key }) => key));
  const leftByKey = new Map(left.map((entry) => [entry.key, entry.event]));
  const lines: ComparedLine[] = [
    ...right.map(({ key, event }): ComparedLine => {
      const earlier = leftByKey.get(key);
      if (earlier === undefined) return { how: 'new', before: undefined, now: event };
      return { how: howDifferent(earlier, event), before: earlier, now: event };
    }),
    ...left
      .filter(({ key }) => !rightKeys.has(key))
      .map(({ event }): ComparedLine => ({ how: 'gone', before: event, now: undefined })),
  ];
  const at = ({ before: old, now: recent }: ComparedLine) => recent?.at ?? old?.at ?? 0;
  return lines.sort((a, b) => at(a) - at(b));
}

function keyed(events: readonly LoggedEvent[]) {
  const name = keyMaker();
  return events
    .filter((event) => event.seq !== undefined && event.name !== 'bot.word')
    .map((event) => ({ key: name(event), event }));
}

function howDifferent(before: LoggedEvent, now: LoggedEvent): ComparedLine['how'] {
  if (detail(before) !== detail(now)) return 'changed';
  return Math.abs(before.at - now.at) > TOLERANCE_MS ? 'moved' : 'same';
}

const MARKS = { same: ' ', moved: '~', changed: '*', gone: '-', new: '+' } as const;
const WIDTH = 62;

/** The comparison as a person reads it: what was recorded on the left, what would have been on the right. */
export function comparisonText(lines: readonly ComparedLine[], titles: readonly [string, string]): string {
  const rows = lines.map(({ how, before, now }) => row(before && tell(before), MARKS[how], now && tell(now)));
  return [row(titles[0], ' ', titles[1]), ...rows].join('\n');
}

const row = (left = '', mark: string, right = '') =>
  `${left.slice(0, WIDTH).padEnd(WIDTH)} ${mark} ${right.slice(0, 100)}`.trimEnd();

const tell = (event: LoggedEvent) => `${String(event.at).padStart(7)}  ${event.name} ${detail(event)}`.trimEnd();

/** What tells an event of its kind from another, times left out. */
function detail({ data }: LoggedEvent): string {
  const { turnId, text, reason, digits, messageId, lastWord } = data as Record<string, unknown>;
  const said = text === undefined ? undefined : JSON.stringify(text);
  const turn = turnId === undefined ? undefined : `turn ${turnId}`;
  const id = turn === undefined ? messageId : turn;
  return [id, reason, digits, said, lastWord === undefined ? undefined : `after ${JSON.stringify(lastWord)}`]
    .filter((part) => part !== undefined)
    .join(' ');
}
