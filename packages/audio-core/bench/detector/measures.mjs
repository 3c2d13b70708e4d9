import { SpeechDetector } from '../../dist/index.js';

/** Silence after which speech has ended, as asked of the detector. */
export const MIN_SILENCE_MS = 200;
const FRAME_MS = 20;

export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** @returns the detector's verdicts on a line that comes in frames of 20 ms */
export function verdictsOf(samples, rate) {
  return new SpeechDetector({ sampleRateHz: rate, minSilenceMs: MIN_SILENCE_MS }).process(samples);
}

/**
 * When speech began and ended for the detector, ms after it did; a verdict is had with the frame that brought it.
 *
 * @returns `start` and `end`, undefined where nobody was heard; `early`, how often speech began before anybody spoke
 */
export function heard({ samples, from, to }, rate) {
  const verdicts = verdictsOf(samples, rate);
  const frame = (rate * FRAME_MS) / 1000;
  const ms = (sample) => (sample * 1000) / rate;
  const starts = verdicts.filter(({ kind, speechSample }) => kind === 'start' && speechSample < to);
  const first = starts.find(({ at }) => at > from);
  const last = verdicts.findLast(({ kind }) => kind === 'end');
  return {
    start: first && ms(Math.ceil(first.at / frame) * frame - from),
    end: last && ms(last.at - to),
    early: starts.filter(({ at }) => at <= from).length,
  };
}

/** A row of figures about many placements. */
export function summary(results) {
  const starts = results.map(({ start }) => start ?? Number.POSITIVE_INFINITY);
  const ends = results.flatMap(({ end }) => end ?? []);
  const shown = (values, shares) => shares.map((share) => quantile(values, share).toFixed(0)).join(' / ');
  return {
    n: results.length,
    start: shown(starts, [0.5, 0.95, 1]),
    missed: starts.filter((start) => start > 1000).length,
    early: results.reduce((sum, { early }) => sum + early, 0),
    end: shown(ends, [0.5, 0.95]),
  };
}

/** Rows `from, to, at, score`: every 8 ms by our score, or the network's own of every window. */
export function scoresOf(samples, rate, isRaw) {
  const detector = new SpeechDetector({ sampleRateHz: rate });
  if (!isRaw) return detector.score(samples, true);
  const size = (rate * 32) / 1000;
  return Array.from({ length: Math.floor(samples.length / size) }, (_, index) => {
    const [from, to] = [index * size, (index + 1) * size];
    detector.process(samples.subarray(from, to));
    return { from, to, at: to, score: detector.probability };
  });
}

/** The score of each 8 ms and whether somebody spoke in them. */
export function hopsOf(rows, isSpeech, rate) {
  const hop = (rate * 8) / 1000;
  return rows.flatMap(({ from, to, at, score }) =>
    Array.from({ length: (to - from) / hop }, (_, n) => ({ at, score, is: isSpeech[from + n * hop + hop / 2] === 1 })),
  );
}

/** How often a hop of speech is scored above one of silence. */
export function rocArea(hops) {
  const sorted = hops.toSorted((a, b) => a.score - b.score);
  let [rank, ranks, positives] = [1, 0, 0];
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (last < sorted.length && sorted[last].score === sorted[first].score) last += 1;
    const speech = sorted.slice(first, last).filter(({ is }) => is).length;
    ranks += (speech * (2 * rank + (last - first) - 1)) / 2;
    positives += speech;
    rank += last - first;
    first = last;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (sorted.length - positives));
}

/**
 * Onsets by score alone: 32 ms above the threshold begin speech, 200 ms under it end it.
 *
 * @returns `waits`, ms from each onset to when it was known, infinite where missed; `falseStarts`
 */
export function onsetsByScore(hops, threshold, rate) {
  const hop = (rate * 8) / 1000;
  let [above, below, isOn, known, falseStarts] = [0, 25, false, 0, 0];
  const waits = [];
  const begins = [];
  hops.forEach(({ at, score, is }, n) => {
    above = score >= threshold ? above + 1 : 0;
    below = score >= threshold ? 0 : below + 1;
    known = above === 1 ? at : Math.max(known, at);
    if (!isOn && above === 4) begins.push({ n, known });
    isOn = above >= 4 || (isOn && below < 25);
    if (is && n > 0 && !hops[n - 1].is) waits.push({ n, wait: Number.POSITIVE_INFINITY });
  });
  const near = (begin) => hops.slice(Math.max(0, begin.n - 4), begin.n + 9).some(({ is }) => is);
  falseStarts = begins.filter((begin) => !near(begin)).length;
  for (const onset of waits) {
    const begin = begins.find(({ n }) => n >= onset.n - 4 && n < onset.n + 125);
    if (begin) onset.wait = ((begin.known - onset.n * hop) * 1000) / rate;
  }
  return { waits: waits.map(({ wait }) => wait), falseStarts };
}
