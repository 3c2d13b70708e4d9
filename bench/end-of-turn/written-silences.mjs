import { seeded } from '../../packages/server/dist/lab/recordings.js';
import { readLines } from '../completeness/utterances.mjs';
import { pauseOf } from './pauses.mjs';

/**
 * One pause and one end for each utterance of the lines that took no part in training: the pause after a word drawn by chance,
 * between clauses as likely as within them, its length drawn from `pauses.mjs`. There is no voice, and no caller is known.
 */
export function writtenSilences(seed) {
  const chance = seeded(seed);
  return ['held-out', 'second-held-out'].flatMap((name) =>
    readLines(name).flatMap(({ words, question }) => {
      const silences = [
        { isEnd: true, pauseMs: Number.POSITIVE_INFINITY, text: words.join(' '), prosody: null, question },
      ];
      if (words.length < 2) return silences;
      const length = 1 + Math.floor(chance() * (words.length - 1));
      const text = words.slice(0, length).join(' ');
      return [...silences, { isEnd: false, pauseMs: pauseOf(chance()), text, prosody: null, question }];
    }),
  );
}
