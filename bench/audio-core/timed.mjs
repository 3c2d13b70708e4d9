const BLOCKS = 40;
const WARM_UP_BLOCKS = 4;

/**
 * CPU microseconds of one unit of each rival's work. They take turns block by block, so that whatever else the machine
 * does falls on all of them.
 *
 * @param rivals `run` does `count` units of work, at once or by a promise
 * @returns the rivals with `samples`, one per block
 */
export async function timed(rivals, say) {
  say(`${BLOCKS} blocks each, in turn, after ${WARM_UP_BLOCKS} to warm up`);
  const rows = rivals.map((rival) => ({ ...rival, samples: [] }));
  for (let block = -WARM_UP_BLOCKS; block < BLOCKS; block += 1) {
    for (const { run, count, samples } of rows) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      if (block >= 0) samples.push((user + system) / count);
    }
  }
  return rows;
}

/** Bytes by which the process grows for each of a thousand calls that have heard and said a second. */
export function memoryPerCall(open, use) {
  const before = process.memoryUsage.rss();
  const calls = Array.from({ length: 1_000 }, open);
  calls.forEach(use);
  const after = process.memoryUsage.rss();
  for (const { audio } of calls) audio.close();
  return (after - before) / calls.length;
}
