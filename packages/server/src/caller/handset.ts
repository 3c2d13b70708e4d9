/** Bytes of one 20 ms frame of the line: µ-law, 8000 samples a second. */
export const FRAME_BYTES = 160;

/** µ-law for no pressure at all. */
export const SILENCE = 0xff;

/** One frame of what the person hears, and the marks that were reached before it. */
export interface Heard {
  /** One frame; null when there is nothing to play. Reused: copy what you keep. */
  frame: Uint8Array | null;
  marks: readonly string[];
}

/**
 * The far end's loudspeaker, as the carrier runs it: plays what comes in one after the other on the line's clock, answers a
 * mark once the sound before it has been heard, and drops everything on a clear.
 */
export class Handset {
  #waiting: Uint8Array[] = [];
  /** Bytes of the first waiting piece that have been played. */
  #offset = 0;
  #received = 0;
  #played = 0;
  /** Whether the last frame handed out is still being heard. */
  #isSounding = false;
  #marks: { name: string; at: number }[] = [];
  readonly #frame = new Uint8Array(FRAME_BYTES);

  /** @param audio µ-law, any length; kept */
  receive(audio: Uint8Array): void {
    if (audio.length === 0) return;
    this.#waiting.push(audio);
    this.#received += audio.length;
  }

  /** @returns whether there is nothing to be heard before it: then it is reached at once */
  mark(name: string): boolean {
    if (this.#played === this.#received && !this.#isSounding) return true;
    this.#marks.push({ name, at: this.#received });
    return false;
  }

  /** Drops what has not been heard. @returns the marks that waited for it, which are answered at once */
  clear(): string[] {
    this.#waiting = [];
    this.#offset = 0;
    this.#received = this.#played;
    this.#isSounding = false;
    return this.#marks.splice(0).map((mark) => mark.name);
  }

  /** Twenty milliseconds begin. */
  tick(): Heard {
    const reached = this.#marks.findIndex((mark) => mark.at > this.#played);
    const marks = this.#marks.splice(0, reached < 0 ? this.#marks.length : reached).map((mark) => mark.name);
    let filled = 0;
    for (let piece = this.#waiting[0]; piece && filled < FRAME_BYTES; piece = this.#waiting[0]) {
      const part = piece.subarray(this.#offset, this.#offset + FRAME_BYTES - filled);
      this.#frame.set(part, filled);
      filled += part.length;
      this.#offset += part.length;
      if (this.#offset < piece.length) break;
      this.#waiting.shift();
      this.#offset = 0;
    }
    this.#played += filled;
    this.#isSounding = filled > 0;
    if (filled === 0) return { frame: null, marks };
    return { frame: this.#frame.fill(SILENCE, filled), marks };
  }
}
