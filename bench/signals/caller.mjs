import { readFileSync } from 'node:fs';

/** Bytes, and samples, of 20 ms at 8000 Hz. */
export const FRAME = 160;

/** 20 ms of a quiet line: µ-law's zero. */
export const quietFrame = new Uint8Array(FRAME).fill(0xff);

/** A sentence in µ-law, 20 ms a frame: voice from its first sample to its last. `make-caller.mjs` made it. */
export const voiceFrames = cut(readFileSync(new URL('caller.ulaw', import.meta.url)));

function cut(bytes) {
  return Array.from({ length: bytes.length / FRAME }, (_, index) => bytes.subarray(index * FRAME, (index + 1) * FRAME));
}
