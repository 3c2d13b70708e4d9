import type { LoggedEvent } from '@antiphon/events';

/**
 * Compares a replay with the log that was kept: names, times, positions and contents.
 * @returns the first difference; undefined when there is none
 */
export function firstDifference(log: readonly LoggedEvent[], replayed: readonly LoggedEvent[]): string | undefined {
  const kept = replayed.filter(({ seq }) => seq !== undefined);
  const length = Math.max(log.length, kept.length);
  for (let index = 0; index < length; index += 1) {
    const [was, is] = [told(log[index]), told(kept[index])];
    if (was !== is) return `Event ${index + 1} of the log is\n  ${was}\nand of the replay\n  ${is}`;
  }
  return undefined;
}

/**
 * Of a call whose server died, what log and journal both tell: either may have reached the disk first, and the log was given its
 * end when the server came back.
 */
export function sharedPart(
  log: readonly LoggedEvent[],
  replayed: readonly LoggedEvent[],
): [log: readonly LoggedEvent[], replayed: readonly LoggedEvent[]] {
  const kept = replayed.filter(({ seq }) => seq !== undefined);
  const lived = log.filter(({ name }) => name !== 'call.ended');
  const length = Math.min(lived.length, kept.length);
  return [lived.slice(0, length), kept.slice(0, length)];
}

function told(event: LoggedEvent | undefined): string {
  if (event === undefined) return 'missing';
  const { name, at, inSample, outSample, seq, data } = event;
  return JSON.stringify({ seq, at, name, inSample, outSample, data });
}
