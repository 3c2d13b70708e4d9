/**
 * How many pauses within a turn outlast a silence: what the row "VAD only" of livekit/eot-bench (README, commit 10855b4) says
 * of its recordings. Between its points the logarithm runs straight.
 */
const survival = [
  [0, 1],
  [300, 0.556],
  [600, 0.217],
  [1000, 0.1],
  [1600, 0.05],
  [3200, 0.005],
];

/** @param chance 0…1 @returns a pause, ms, that so many pauses outlast */
export function pauseOf(chance) {
  for (let index = 1; index < survival.length; index += 1) {
    const [fromMs, from] = survival[index - 1];
    const [toMs, to] = survival[index];
    if (chance < to) continue;
    return fromMs + ((toMs - fromMs) * Math.log(chance / from)) / Math.log(to / from);
  }
  return survival.at(-1)[0];
}
