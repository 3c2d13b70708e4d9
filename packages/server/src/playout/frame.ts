/** Sound moves in frames of this length, on every line and in both directions, ms. */
export const FRAME_MS = 20;
