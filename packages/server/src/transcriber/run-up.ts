/** The last audio of a line, so that an utterance can begin before it was detected. Allocates nothing per push. */
export class RunUp {
  readonly #ring: Int16Array;
  #next = 0;
  #held = 0;

  /** @param capacity samples */
  constructor(capacity: number) {
    this.#ring = new Int16Array(capacity);
  }

  push(pcm: Int16Array): void {
    const capacity = this.#ring.length;
    const tail = pcm.subarray(Math.max(0, pcm.length - capacity));
    const untilEnd = Math.min(tail.length, capacity - this.#next);
    this.#ring.set(tail.subarray(0, untilEnd), this.#next);
    this.#ring.set(tail.subarray(untilEnd), 0);
    this.#next = (this.#next + tail.length) % capacity;
    this.#held = Math.min(capacity, this.#held + tail.length);
  }

  /** Forgets all but the last samples. @param count samples */
  keepOnly(count: number): void {
    this.#held = Math.min(this.#held, Math.max(0, Math.round(count)));
  }

  /** A copy of the last samples: as many as asked for, or as there are. @param count samples */
  last(count: number): Int16Array<ArrayBuffer> {
    const length = Math.min(this.#held, Math.max(0, Math.round(count)));
    const copy = new Int16Array(length);
    const capacity = this.#ring.length;
    const from = (this.#next - length + capacity) % capacity;
    const untilEnd = Math.min(length, capacity - from);
    copy.set(this.#ring.subarray(from, from + untilEnd), 0);
    copy.set(this.#ring.subarray(0, length - untilEnd), untilEnd);
    return copy;
  }
}
