import type { TranscriptItem } from '@antiphon/events';

/** A word of the transcript: heard by the other side, cut off before it was heard, or still to come. */
export interface ShownWord {
  word: string;
  fate: 'heard' | 'cut' | 'coming' | 'now';
}

/** The words of one thing said, as far as they are known. */
export function shownWords(item: TranscriptItem): ShownWord[] {
  const text = item.text.split(/\s+/).filter(Boolean);
  if (item.kind === 'user' || (item.words.length === 0 && item.state === 'finished')) {
    return text.map((word) => ({ word, fate: 'heard' }));
  }
  const isSaid = item.state === 'speaking';
  const played = item.words.map<ShownWord>(({ word, heard }) => ({ word, fate: heard ? 'heard' : 'cut' }));
  const last = played.at(-1);
  if (isSaid && last) last.fate = 'now';
  if (item.state === 'finished') return played;
  return [
    ...played,
    ...text.slice(played.length).map<ShownWord>((word) => ({ word, fate: isSaid ? 'coming' : 'cut' })),
  ];
}

/** Neighbours of the same fate are drawn as one: a long reply is a handful of elements, not a hundred. */
export function runsOf(words: readonly ShownWord[]): { fate: ShownWord['fate']; text: string }[] {
  const runs: { fate: ShownWord['fate']; text: string }[] = [];
  for (const { word, fate } of words) {
    const last = runs.at(-1);
    if (last?.fate === fate) last.text += ` ${word}`;
    else runs.push({ fate, text: word });
  }
  return runs;
}
