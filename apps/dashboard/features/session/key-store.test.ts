import { expect, it } from 'vitest';
import { createKeyStore, type KeyPlaces } from './key-store.ts';

function browser(hash: string, kept: Record<string, string> = {}) {
  const addresses: string[] = [];
  const places: KeyPlaces = {
    storage: {
      getItem: (name) => kept[name] ?? null,
      setItem: (name, value) => {
        kept[name] = value;
      },
      removeItem: (name) => {
        delete kept[name];
      },
    },
    location: { hash, pathname: '/calls/', search: '?id=CA1' },
    history: { state: null, replaceState: (_state, _title, url) => void addresses.push(String(url)) },
  };
  return { places, addresses, kept };
}

it('takes the key out of the address, where nobody should read it over a shoulder', () => {
  const { places, addresses, kept } = browser('#key=k%20%2B1');
  const keys = createKeyStore();
  keys.read(places);
  expect(keys.get().key).toBe('k +1');
  expect(addresses).toEqual(['/calls/?id=CA1']);
  expect(Object.values(kept)).toEqual(['k +1']);
});

it('remembers the key for as long as the tab lives, and leaves the address alone then', () => {
  const { places, addresses } = browser('', { 'antiphon.key': 'k1' });
  const keys = createKeyStore();
  keys.read(places);
  expect(keys.get()).toEqual({ key: 'k1', isRead: true });
  expect(addresses).toEqual([]);
});

it('forgets a refused key and says why it asks again', () => {
  const { places, kept } = browser('#key=old');
  const keys = createKeyStore();
  keys.read(places);
  keys.signOut('The server does not know this key.');
  expect(keys.get()).toEqual({ key: undefined, isRead: true, reason: 'The server does not know this key.' });
  expect(kept).toEqual({});
});
