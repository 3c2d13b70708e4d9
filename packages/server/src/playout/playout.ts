import type { CallAudio } from '@antiphon/audio-core';
import type { Line } from '../transport/transport.ts';
import { FRAME_MS } from './frame.ts';

/** Where playout has arrived. */
export type Milestone =
  | { type: 'sentence-reached'; sentenceId: number; word: number | null }
  | { type: 'end-reached'; messageId: string };

/** How much quieter the bot is while it waits to see whether it is interrupted, and how fast it gets there and back. */
export const DUCKED_DB = -14;
const DUCK_MS = 20;
const UNDUCK_MS = 120;

/**
 * One call's voice on the wire: queues sound and marks in the audio core, and hands the line its frames.
 * All positions are the audio core's; nothing here counts time.
 */
export class Playout {
  readonly #audio: CallAudio;
  readonly #line: Line;
  readonly #arrived: (milestone: Milestone) => void;
  readonly #marks = new Map<number, { position: number; reached: () => void }>();
  readonly #frameSamples: number;
  #nextMark = 1;
  #outSample = 0;
  /** The far end is to drop what it holds before it gets the next frames. */
  #isResending = false;

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
    this.when(position, () => this.#arrived(milestone));
  }

  /** Does something once the sample at `position` is being played; never, when it is cleared before. */
  when(position: number, reached: () => void): void {
    this.#marks.set(this.#nextMark, { position, reached });
    this.#audio.mark(this.#nextMark, position);
    this.#nextMark += 1;
  }

  /** One step of the line's clock: 20 ms. Frames leave before the milestones they carry are announced. */
  tick(): void {
    const frames = this.#audio.tick();
    if (this.#isResending) this.#line.clear();
    this.#isResending = false;
    for (let index = 0; index < frames; index += 1) this.#line.send(this.#audio.frame(index));
    const reached: (() => void)[] = [];
    for (let index = 0; index < this.#audio.markCount; index += 1) {
      const id = this.#audio.markId(index);
      const mark = this.#marks.get(id);
      this.#marks.delete(id);
      if (mark !== undefined) reached.push(mark.reached);
    }
    this.#outSample += this.#frameSamples;
    for (const act of reached) act();
  }

  /**
   * Falls silent, here and at the far end. What was queued is gone.
   * @param fadeMs 0: this moment. Else the frame being heard is the last one, and what follows it fades over so long.
   */
  clear(fadeMs: number): void {
    this.#marks.clear();
    if (fadeMs > 0) return this.#resend(() => this.#audio.clear({ fadeMs, farEndCleared: false }));
    this.#audio.clear();
    this.#line.clear();
  }

  /** Falls silent at a position, here and at the far end; what was queued after it is gone. @param fadeMs over so long after it */
  endAt(position: number, fadeMs: number): void {
    for (const [id, mark] of this.#marks) if (mark.position >= position) this.#marks.delete(id);
    this.#resend(() => this.#audio.clear({ atPosition: position, fadeMs, farEndCleared: false }));
  }

  /** Goes on more quietly with the next frame. */
  duck(): void {
    this.#resend(() => this.#audio.duck(DUCKED_DB, DUCK_MS));
  }

  /** Comes back to its own loudness. */
  unduck(): void {
    this.#audio.unduck(UNDUCK_MS);
  }

  /** Makes a change that is heard with the next frame, although the far end holds several: it drops them, and gets them again. */
  #resend(change: () => void): void {
    this.#audio.resend();
    change();
    this.#isResending = true;
  }
}
