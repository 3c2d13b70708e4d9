import { SpeechDetector } from '@antiphon/audio-core';
import { people } from '../../packages/audio-core/bench/detector/callers.mjs';
import { placed } from '../../packages/audio-core/bench/detector/lines.mjs';
import { quantile } from '../../packages/audio-core/bench/detector/measures.mjs';
import { seeded } from '../../packages/audio-core/bench/detector/random.mjs';

const RATE = 16_000;
const PLACEMENTS = 4;
/** Later than this, an onset was missed. */
const MISSED_MS = 1_000;

/**
 * How soon ours and the peers that decide by themselves tell that somebody speaks: the labelled clips on a silent line,
 * each a few times.
 *
 * @returns rows of milliseconds after the labelled onset, one sample per clip; none where the clips are not there
 */
export async function measureStarts(peers, say) {
  const random = seeded(1);
  const lines = people(RATE).flatMap(({ samples }) =>
    Array.from({ length: PLACEMENTS }, () => placed(samples, RATE, random)),
  );
  if (lines.length === 0) return [];
  say(`\nstarts of ${lines.length} utterances, 16 kHz`);
  const rows = [];
  for (const { key, what, starts } of [ours, ...peers.filter((peer) => peer.starts)]) {
    const waits = [];
    for (const { samples, from } of lines) {
      const told = (await starts(samples)).find((at) => at > from) ?? Number.POSITIVE_INFINITY;
      waits.push(((told - from) * 1_000) / RATE);
    }
    const missed = waits.filter((wait) => wait > MISSED_MS).length;
    const [median, most] = [0.5, 0.95].map((share) => quantile(waits, share).toFixed(0));
    say(`${what}: median ${median} ms, p95 ${most} ms, missed ${missed}`);
    const heard = waits.filter((wait) => wait <= MISSED_MS);
    rows.push({ key: `starts-${key}`, what: `speech start after its onset, ${what}`, unit: 'ms', samples: heard });
  }
  return rows;
}

const ours = {
  key: 'ours',
  what: 'ours',
  starts: (samples) =>
    new SpeechDetector({ sampleRateHz: RATE })
      .process(samples)
      .filter(({ kind }) => kind === 'start')
      .map(({ at }) => at),
};
