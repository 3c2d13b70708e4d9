import { decodeG711 } from '@antiphon/audio-core';
import type { Clock } from '../clock.ts';
import { FRAME_MS } from '../playout/frame.ts';
import type { Line, LineEvents, LineInfo } from '../transport/transport.ts';

const SAMPLES_PER_MS = 8;

/**
 * The caller's end of a line: plays what it is sent as a telephone would, answers marks when their sound has been played, and
 * remembers what was heard.
 */
export class FarEnd implements Line {
  readonly info: LineInfo;
  readonly confirmsPlayout: boolean;
  /** Whether the server has hung up. */
  isHungUp = false;
  /** Whom marks are answered to. */
  events: LineEvents | undefined;
  readonly #clock: Clock;
  readonly #beganAt: number;
  readonly #delayMs: number;
  #heard = new Int16Array(SAMPLES_PER_MS * 60_000);
  /** When all that was sent will have been played, ms of the call. */
  #playedUntil = 0;
  readonly #pending = new Map<() => void, string>();

  /** @param delayMs how long a frame takes to get here, and a mark's answer to get back; Infinity: marks are never answered */
  constructor(info: LineInfo, clock: Clock, delayMs: number) {
    this.info = info;
    this.#clock = clock;
    this.#beganAt = clock.now();
    this.#delayMs = Number.isFinite(delayMs) ? delayMs : 0;
    this.confirmsPlayout = Number.isFinite(delayMs);
  }

  /** Ms since the call began. */
  get at(): number {
    return this.#clock.now() - this.#beganAt;
  }

  /** What was played up to now, 8 kHz mono from the call's first sample. */
  get heard(): Int16Array {
    return this.#heard.slice(0, Math.round(Math.min(this.#playedUntil, this.at) * SAMPLES_PER_MS));
  }

  /** Adds what is played from `fromMs` of the call on to `into`. @param gain 1: as loud as it was sent */
  addTo(into: Float64Array, fromMs: number, gain: number): void {
    const from = Math.round(fromMs * SAMPLES_PER_MS);
    for (let at = Math.max(0, -from); at < into.length; at += 1) {
      into[at] = (into[at] ?? 0) + (this.#heard[from + at] ?? 0) * gain;
    }
  }

  send(frame: Uint8Array): void {
    const { codec } = this.info;
    const pcm = codec === 'pcm16' ? new Int16Array(frame.slice().buffer) : decodeG711(codec, frame);
    const start = Math.max(this.at + this.#delayMs, this.#playedUntil);
    const from = Math.round(start * SAMPLES_PER_MS);
    this.#makeRoom(from + pcm.length);
    this.#heard.set(pcm, from);
    this.#playedUntil = start + FRAME_MS;
  }

  mark(name: string): void {
    if (!this.confirmsPlayout) return;
    const cancel = this.#clock.wakeAt(this.#beganAt + Math.max(this.at, this.#playedUntil) + this.#delayMs, () => {
      this.#pending.delete(cancel);
      this.events?.marked(name);
    });
    this.#pending.set(cancel, name);
  }

  clear(): void {
    const from = Math.round((this.at + this.#delayMs) * SAMPLES_PER_MS);
    this.#heard.fill(0, from);
    this.#playedUntil = Math.min(this.#playedUntil, this.at + this.#delayMs);
    for (const [cancel, name] of this.#pending) {
      cancel();
      this.#clock.wakeAt(this.#clock.now() + this.#delayMs * 2, () => this.events?.marked(name));
    }
    this.#pending.clear();
  }

  hangUp(): void {
    this.isHungUp = true;
  }

  #makeRoom(samples: number): void {
    if (samples <= this.#heard.length) return;
    const larger = new Int16Array(samples * 2);
    larger.set(this.#heard);
    this.#heard = larger;
  }
}
