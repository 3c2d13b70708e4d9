/** A map of bounded size: what was used least lately goes first. */
export class Recent<Key, Value> {
  readonly #capacity: number;
  readonly #onDropped: (value: Value) => void;
  readonly #entries = new Map<Key, Value>();

  /** @param capacity entries @param onDropped told of what had to go, not of what was deleted */
  constructor(capacity: number, onDropped: (value: Value) => void = () => {}) {
    this.#capacity = capacity;
    this.#onDropped = onDropped;
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    // A map keeps the order of insertion: put back, it is the latest.
    if (value !== undefined && this.#entries.delete(key)) this.#entries.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const [oldest, dropped] of this.#entries) {
      if (this.#entries.size <= this.#capacity) break;
      this.#entries.delete(oldest);
      this.#onDropped(dropped);
    }
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
