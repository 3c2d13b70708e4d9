import { createStore, type Store } from '../../lib/store.ts';

/** The key that this tab signs its requests with. `undefined` until the address and the tab's memory have been read. */
export interface Session {
  key: string | undefined;
  /** Why the form is shown again: a sentence for people. */
  reason?: string;
  isRead: boolean;
}

const NAME = 'antiphon.key';

/** What the key store needs of the browser. */
export interface KeyPlaces {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  history: Pick<History, 'replaceState' | 'state'>;
}

export interface KeyStore extends Store<Session> {
  /** Takes a key from `#key=…`, which never leaves the browser, and removes it from the address; else the tab's own. */
  read(places: KeyPlaces): void;
  signIn(key: string): void;
  /** @param reason the sentence that the form shows; none when the person asked for it */
  signOut(reason?: string): void;
}

export function createKeyStore(): KeyStore {
  const store = createStore<Session>({ key: undefined, isRead: false });
  let storage: KeyPlaces['storage'] | undefined;
  return {
    ...store,
    read(places) {
      storage = places.storage;
      const { location, history } = places;
      const given = new URLSearchParams(location.hash.replace(/^#/, '')).get('key');
      if (given) {
        storage.setItem(NAME, given);
        history.replaceState(history.state, '', location.pathname + location.search);
      }
      store.set({ key: storage.getItem(NAME) ?? undefined, isRead: true });
    },
    signIn(key) {
      storage?.setItem(NAME, key);
      store.set({ key, isRead: true });
    },
    signOut(reason) {
      storage?.removeItem(NAME);
      store.set({ key: undefined, isRead: true, ...(reason === undefined ? {} : { reason }) });
    },
  };
}

export const keyStore = createKeyStore();
