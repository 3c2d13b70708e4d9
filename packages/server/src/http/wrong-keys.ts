import { isLoopback } from '../transport/nearness.ts';

export interface WrongKeyLimits {
  /** Wrong keys from one address within the window before it is turned away. */
  attempts: number;
  windowMs: number;
  /** Addresses remembered; the one that has waited longest is forgotten first. */
  addresses: number;
}

const defaults: WrongKeyLimits = { attempts: 30, windowMs: 60_000, addresses: 10_000 };

/** Turns away an address that keeps guessing. This machine's own is never: a proxy or a mistyped script would lock everybody out. */
export interface WrongKeys {
  /** @param at ms of a steady clock */
  isBarred(address: string, at: number): boolean;
  add(address: string, at: number): void;
}

export function createWrongKeys(limits: WrongKeyLimits = defaults): WrongKeys {
  const guesses = new Map<string, { since: number; count: number }>();
  return {
    isBarred(address, at) {
      const guess = guesses.get(address);
      return guess !== undefined && at - guess.since < limits.windowMs && guess.count >= limits.attempts;
    },
    add(address, at) {
      if (isLoopback(address)) return;
      const guess = guesses.get(address);
      if (guess && at - guess.since < limits.windowMs) {
        guess.count += 1;
        return;
      }
      guesses.delete(address);
      guesses.set(address, { since: at, count: 1 });
      if (guesses.size > limits.addresses) guesses.delete(guesses.keys().next().value ?? '');
    },
  };
}
