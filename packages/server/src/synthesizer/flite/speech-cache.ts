import type { Speech } from './flite-task.ts';

/** What was synthesized lately, so that greetings and stock answers are heard at once. Bounded by its audio; the least lately used goes first. */
export class SpeechCache {
  readonly #maxBytes: number;
  readonly #speeches = new Map<string, Speech>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(key: string): Speech | undefined {
    const speech = this.#speeches.get(key);
    if (speech) {
      // A map keeps the order of insertion: put back, it is the latest.
      this.#speeches.delete(key);
      this.#speeches.set(key, speech);
    }
    return speech;
  }

  set(key: string, speech: Speech): void {
    if (this.#speeches.has(key) || speech.pcm.byteLength > this.#maxBytes) return;
    this.#speeches.set(key, speech);
    this.#bytes += speech.pcm.byteLength;
    for (const [oldest, { pcm }] of this.#speeches) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#speeches.delete(oldest);
      this.#bytes -= pcm.byteLength;
    }
  }
}
