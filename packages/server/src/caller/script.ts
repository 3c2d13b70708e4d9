import { FRAME_MS } from '../playout/frame.ts';
import { FRAME_BYTES } from './handset.ts';

/** What a caller is to say, and how it waits. */
export interface Script {
  /** Encoded for the line, each of whole frames. */
  clips: readonly Uint8Array[];
  /** Silence before each clip. */
  pauseMs: number;
  /** Before each clip, also waits until the bot has been silent for `pauseMs`, and between two clips for its answer. */
  wait: boolean;
  /** After the last clip, stays until nothing has been heard for this long. */
  lingerMs: number;
}

/** What the caller does in the next 20 ms. */
export type Step = { do: 'speak'; clip: number; frame: Uint8Array } | { do: 'listen' } | { do: 'hang up' };

/** A bot that never falls silent is talked to all the same after this long. */
const LONGEST_WAIT_MS = 20_000;
/** A bot that does not answer is talked to all the same after this long. */
const ANSWER_WITHIN_MS = 5_000;
/** And is left after this long. */
const LONGEST_LINGER_MS = 30_000;

/**
 * Plays a caller's part, a frame at a time. Pure.
 *
 * @returns a function to call once per frame; `lastHeardMs` is when the last sound of the bot ended, on the same clock of
 *   frames, null before the first
 */
export function performScript(script: Script): (lastHeardMs: number | null) => Step {
  let now = -FRAME_MS;
  let clip = 0;
  let offset = 0;
  /** When the caller last fell silent. */
  let silentSince = 0;

  return (lastHeardMs) => {
    now += FRAME_MS;
    const speech = script.clips[clip];
    const quietSince = lastHeardMs === null ? silentSince : Math.max(silentSince, lastHeardMs);
    if (!speech) {
      const isOver = now - quietSince >= script.lingerMs || now - silentSince >= LONGEST_LINGER_MS;
      return isOver ? { do: 'hang up' } : { do: 'listen' };
    }
    if (offset === 0) {
      const isDue = now - silentSince >= script.pauseMs;
      const hasAnswered = clip === 0 || (lastHeardMs !== null && lastHeardMs > silentSince);
      const patienceMs = hasAnswered ? script.pauseMs : Math.max(script.pauseMs, ANSWER_WITHIN_MS);
      const isTurn =
        !script.wait || now - quietSince >= patienceMs || now - silentSince >= script.pauseMs + LONGEST_WAIT_MS;
      if (!isDue || !isTurn) return { do: 'listen' };
    }
    const step: Step = { do: 'speak', clip, frame: speech.subarray(offset, offset + FRAME_BYTES) };
    offset += FRAME_BYTES;
    if (offset >= speech.length) {
      clip += 1;
      offset = 0;
      silentSince = now + FRAME_MS;
    }
    return step;
  };
}
