/**
 * What an engine does with silences at one setting.
 *
 * @param silences `{ isEnd, pauseMs, … }`: ends of turns, and pauses after which the person went on
 * @param decide how long after the last voice the turn would be ended, ms
 * @returns share of pauses in which the person was cut off, and mean dead air after the ends
 */
export function judge(silences, decide) {
  const ends = silences.filter(({ isEnd }) => isEnd).map(decide);
  const pauses = silences.filter(({ isEnd }) => !isEnd);
  const cut = pauses.filter((silence) => decide(silence) < silence.pauseMs).length;
  return { cutOffs: cut / pauses.length, deadAirMs: ends.reduce((sum, ms) => sum + ms, 0) / ends.length };
}

/** The value of `wanted` where `given` passes `at`, between neighbouring settings in a straight line; undefined where it never does. */
export function read(points, given, at, wanted) {
  for (let index = 1; index < points.length; index += 1) {
    const [before, after] = [points[index - 1], points[index]];
    const [from, to] = [before[given], after[given]];
    if ((from - at) * (to - at) > 0 || from === to) continue;
    return before[wanted] + ((after[wanted] - before[wanted]) * (at - from)) / (to - from);
  }
  return undefined;
}
