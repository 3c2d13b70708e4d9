import type { EndOfTurnModel, EndOfTurnSettings, Moment } from './end-of-turn-model.ts';

/** A transcriber that follows turns has not spoken: nothing is known. */
const UNDECIDED = 0.5;

/** Ends turns where the transcriber marks their end, and after the longest silence where it marks nothing. */
export function markedModel({ maxSilenceMs }: Pick<EndOfTurnSettings, 'maxSilenceMs'>): EndOfTurnModel {
  return ({ mark, knownAfterMs }) => {
    const latest: Moment = {
      afterMs: Math.max(maxSilenceMs, knownAfterMs),
      probability: mark?.probability ?? UNDECIDED,
      votes: [],
      by: 'max_silence',
    };
    if (mark === null) return { eager: latest, end: latest };
    const { afterMs, probability } = mark;
    const weight = Math.round(1000 * Math.log(Math.max(0.001, probability) / Math.max(0.001, 1 - probability))) / 1000;
    const marked: Moment = {
      afterMs,
      probability,
      votes: [{ voter: 'transcriber', weight, afterMs }],
      by: 'transcriber',
    };
    return { eager: marked, end: mark.kind === 'end' ? marked : { ...latest, votes: marked.votes ?? [] } };
  };
}
