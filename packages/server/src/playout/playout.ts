import type { CallAudio } from '@antiphon/audio-core';
import type { Line } from '../transport/transport.ts';

/** Where playout has arrived. */
export type Milestone =
  | { type: 'sentence-reached'; sentenceId: number; word: number | null }
  | { type: 'end-reached'; messageId: string };

/** Samples of one frame: 20 ms. */
const FRAME_MS = 20;

/**
 * One call's voice on the wire: queues sound and marks in the audio core, and hands the line its frames.
 * All positions are the audio core's; nothing here counts time.
 */
export class Playout {
  readonly #audio: CallAudio;
  readonly #line: Line;
  readonly #arrived: (milestone: Milestone) => void;
  readonly #marks = new Map<number, Milestone>();
  readonly #frameSamples: number;
  #nextMark = 1;
  #outSample = 0;

  constructor(audio: CallAudio, line: Line, arrived: (milestone: Milestone) => void) {
    this.#audio = audio;
    this.#line = line;
    this.#arrived = arrived;
    this.#frameSamples = (line.info.sampleRateHz * FRAME_MS) / 1000;
  }

  /** Samples of the line played to the caller, silence included. */
  get outSample(): number {
    return this.#outSample;
  }

  /** @returns the stretch of the outbound queue that holds the sound, in samples of the line. */
  queue(pcm: Int16Array, sampleRateHz: number): { start: number; end: number } {
    const start = this.#audio.queuedEnd;
    return { start, end: this.#audio.queue(pcm, sampleRateHz) };
  }

  /** Announces the milestone once the sample at `position` is being played. */
  mark(position: number, milestone: Milestone): void {
    this.#marks.set(this.#nextMark, milestone);
    this.#audio.mark(this.#nextMark, position);
    this.#nextMark += 1;
  }

  /** One step of the line's clock: 20 ms. Frames leave before the milestones they carry are announced. */
  tick(): void {
    const frames = this.#audio.tick();
    for (let index = 0; index < frames; index += 1) this.#line.send(this.#audio.frame(index));
    const arrived: Milestone[] = [];
    for (let index = 0; index < this.#audio.markCount; index += 1) {
      const id = this.#audio.markId(index);
      const milestone = this.#marks.get(id);
      this.#marks.delete(id);
      if (milestone !== undefined) arrived.push(milestone);
    }
    this.#outSample += this.#frameSamples;
    for (const milestone of arrived) this.#arrived(milestone);
  }

  /** Falls silent at once, here and at the far end. What was queued is gone. */
  clear(): void {
    this.#audio.clear();
    this.#marks.clear();
    this.#line.clear();
  }
}
