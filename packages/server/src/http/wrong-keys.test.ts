import { expect, it } from 'vitest';
import { hashOfKey } from '../store/store.ts';
import { createKeyring } from './keyring.ts';
import { createWrongKeys } from './wrong-keys.ts';

it('turns an address away that keeps guessing, for a while, and no other', () => {
  const wrong = createWrongKeys({ attempts: 3, windowMs: 1_000, addresses: 10 });
  for (const at of [0, 1, 2]) wrong.add('203.0.113.9', at);
  expect(wrong.isBarred('203.0.113.9', 3)).toBe(true);
  expect(wrong.isBarred('203.0.113.10', 3)).toBe(false);
  expect(wrong.isBarred('203.0.113.9', 1_000)).toBe(false);
});

it('never turns this machine away', () => {
  const wrong = createWrongKeys({ attempts: 1, windowMs: 1_000, addresses: 10 });
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
    wrong.add(address, 0);
    expect(wrong.isBarred(address, 0)).toBe(false);
  }
});

it('remembers so many addresses and no more', () => {
  const wrong = createWrongKeys({ attempts: 1, windowMs: 1_000, addresses: 2 });
  for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.3']) wrong.add(address, 0);
  expect(['203.0.113.1', '203.0.113.2', '203.0.113.3'].map((address) => wrong.isBarred(address, 1))).toEqual([
    false,
    true,
    true,
  ]);
});

it('opens an org with its own key only', () => {
  const keys = createKeyring([
    { orgId: 'default', name: 'server', hash: hashOfKey('right') },
    { orgId: 'acme', name: 'server', hash: hashOfKey('theirs') },
  ]);
  expect(['right', 'theirs', 'wrong', 'righ', ''].map(keys.orgOf)).toEqual([
    'default',
    'acme',
    undefined,
    undefined,
    undefined,
  ]);
});
