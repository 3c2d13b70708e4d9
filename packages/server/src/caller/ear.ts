import { decodeG711, measureLevel } from '@antiphon/audio-core';
import { FRAME_BYTES } from './handset.ts';

/** A stretch of the call, in samples of the line (8000 a second) from its start. */
export interface Span {
  start: number;
  end: number;
}

/** Sound below this is not heard: −50 dB of full scale, far under any voice, above the noise of µ-law. */
const AUDIBLE_RMS = 10 ** (-50 / 20);
/** Shorter silences lie within what is said. 400 ms: longer than a pause between two words. */
const JOIN_SAMPLES = 3_200;

/** Remembers what the person hears: all of it, and in which stretches there was sound. */
export class Ear {
  readonly spans: Span[] = [];
  readonly #frames: (Int16Array | null)[] = [];
  readonly #onSpan: (span: Span) => void;
  #open: Span | undefined;

  /** @param onSpan told each stretch of sound once it is over */
  constructor(onSpan: (span: Span) => void = () => {}) {
    this.#onSpan = onSpan;
  }

  /** When the last sound ended, in ms from the call's start; null when there was none. */
  get lastHeardMs(): number | null {
    const last = this.#open ?? this.spans.at(-1);
    return last ? last.end / 8 : null;
  }

  /** Twenty milliseconds of the line, null for silence. */
  hear(frame: Uint8Array | null): void {
    const start = this.#frames.length * FRAME_BYTES;
    const samples = frame && decodeG711('mulaw', frame);
    this.#frames.push(samples);
    if (this.#open && start - this.#open.end >= JOIN_SAMPLES) this.#close();
    if (!samples || measureLevel(samples).rms < AUDIBLE_RMS) return;
    this.#open ??= { start, end: start };
    this.#open.end = start + FRAME_BYTES;
  }

  /** The call is over. @returns all that was heard, 16-bit samples, silence where there was none */
  finish(): Int16Array {
    this.#close();
    const recording = new Int16Array(this.#frames.length * FRAME_BYTES);
    this.#frames.forEach((samples, index) => {
      if (samples) recording.set(samples, index * FRAME_BYTES);
    });
    return recording;
  }

  #close(): void {
    if (!this.#open) return;
    this.spans.push(this.#open);
    this.#onSpan(this.#open);
    this.#open = undefined;
  }
}
