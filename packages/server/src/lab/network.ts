import type { Chance } from './chance.ts';

/** What a network does to packets. Everything is off unless said. */
export interface NetworkOptions {
  /** On the way each packet takes, ms. */
  delayMs?: number;
  /** Up to so much more, any amount as likely as another, ms. */
  jitterMs?: number;
  /** Whether a packet may overtake another; else jitter only bunches them. */
  reorder?: boolean;
  /** Packets lost, each by itself, 0…1. */
  loss?: number;
  /** Packets lost in bursts: how often one begins (0…1, a packet) and how many packets it takes on average. */
  bursts?: { begin: number; packets: number };
  /** Packets that come twice, 0…1, the second up to 40 ms later. */
  duplicates?: number;
  /** How much faster than ours the sender's clock runs, parts per million; negative: slower. */
  driftPpm?: number;
}

const DUPLICATE_WITHIN_MS = 40;

/**
 * A network that is the same for the same chance.
 *
 * @returns for each packet in turn, sent at `sentAt` of the sender's clock, when it arrives on ours, ms: no time when it is
 *   lost, two when it comes twice
 */
export function createNetwork(options: NetworkOptions, chance: Chance): (sentAt: number) => number[] {
  const { delayMs = 0, jitterMs = 0, reorder = false, loss = 0, bursts, duplicates = 0, driftPpm = 0 } = options;
  let isBurst = false;
  let latest = 0;
  return (sentAt) => {
    // Every packet draws the same number of times, so that one setting does not shift the chance of another.
    const [burst, lost, jitter, twice, later] = [chance(), chance(), chance(), chance(), chance()];
    if (bursts !== undefined) isBurst = isBurst ? burst >= 1 / Math.max(1, bursts.packets) : burst < bursts.begin;
    if (isBurst || lost < loss) return [];
    const onTime = sentAt / (1 + driftPpm / 1e6) + delayMs + jitter * jitterMs;
    const at = reorder ? onTime : Math.max(latest, onTime);
    latest = Math.max(latest, at);
    return twice < duplicates ? [at, at + later * DUPLICATE_WITHIN_MS] : [at];
  };
}
