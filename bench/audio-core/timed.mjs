import { setTimeout } from 'node:timers/promises';

const BLOCKS = 40;
const WARM_UP_BLOCKS = 4;
/** Threads of a peer may spin so long after their work, and would count as the next one's. */
const REST_MS = 100;

/**
 * CPU microseconds of one unit of each rival's work. They take turns block by block, so that whatever else the machine
 * does falls on all of them.
 *
 * @param rivals `run` does `count` units of work, at once or by a promise
 * @returns the rivals with `samples`, one per block
 */
export async function timed(rivals, say) {
  say(`${BLOCKS} blocks each, in turn, after ${WARM_UP_BLOCKS} to warm up`);
  const rows = rivals.map((rival) => ({ ...rival, unit: 'µs CPU', samples: [] }));
  for (let block = -WARM_UP_BLOCKS; block < BLOCKS; block += 1) {
    for (const { run, count, samples, hasThreads } of rows) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      if (block >= 0) samples.push((user + system) / count);
      if (hasThreads) await setTimeout(REST_MS);
    }
  }
  return rows;
}

/** Kilobytes by which the process grows for each of a thousand calls that are opened and used; they are closed then. */
export function memoryPerCall(open, use) {
  const before = process.memoryUsage.rss();
  const calls = Array.from({ length: 1_000 }, () => open());
  for (const call of calls) use(call);
  const after = process.memoryUsage.rss();
  for (const { audio } of calls) audio.close();
  return (after - before) / calls.length / 1_024;
}
