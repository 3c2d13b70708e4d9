import { createHash, timingSafeEqual } from 'node:crypto';
import type { StoredKey } from '../store/store.ts';

/** Which org a key opens. */
export interface Keyring {
  orgOf(apiKey: string): string | undefined;
}

/** Compares digests, all of them, each in constant time: how long it takes says nothing about any key. */
export function createKeyring(keys: readonly StoredKey[]): Keyring {
  const known = keys.map(({ orgId, hash }) => ({ orgId, digest: Buffer.from(hash, 'hex') }));
  return {
    orgOf(apiKey) {
      const given = createHash('sha256').update(apiKey).digest();
      let found: string | undefined;
      for (const { orgId, digest } of known) if (timingSafeEqual(digest, given)) found = orgId;
      return found;
    },
  };
}
