import type { Engines } from '../engines/engines.ts';
import type { Transcriber, TranscriberEngine, TranscriberResult } from '../transcriber/transcriber.ts';
import { wrappedOnce } from './faults/queue.ts';

/**
 * What a transcriber that follows turns says of one utterance:
 * - `end`: its final text ends the turn
 * - `eager`: once the speech has ended, the turn is probably over, with the words begun by then; its final text ends it
 * - `taken-back`: the same, but 100 ms later it takes that back, and only its final text ends the turn
 * - `pause`: its final text does not end the turn
 * - `early`: the turn ends, with its first interim text, while the detector still hears speech
 */
export type LabTurnMark = 'end' | 'eager' | 'taken-back' | 'pause' | 'early';

const EAGER_PROBABILITY = 0.6;
const END_PROBABILITY = 0.9;
const TAKEN_BACK_AFTER_MS = 100;

/** The same engines, with a transcriber that follows turns. @param marks one for each utterance; `end` after the last */
export function withTurnMarks(engines: Engines, marks: readonly LabTurnMark[]): Engines {
  const queue = [...marks];
  const following = wrappedOnce((engine: TranscriberEngine) => followTurns(engine, () => queue.shift() ?? 'end'));
  return {
    ...engines,
    transcriber(setting) {
      const chosen = engines.transcriber(setting);
      return { ...chosen, engine: following(chosen.engine) };
    },
  };
}

function followTurns(engine: TranscriberEngine, take: () => LabTurnMark): TranscriberEngine {
  return {
    ...engine,
    check: (settings) => engine.check(settings),
    close: () => engine.close(),
    endsTurns: () => true,
    open(settings, context) {
      const { clock, onResult } = context;
      const byUtterance = new Map<number, LabTurnMark>();
      let interim = '';
      const inner = engine.open(settings, { ...context, onResult: tell });
      return {
        push: (pcm) => inner.push(pcm),
        configure: (changed) => inner.configure(changed),
        close: () => inner.close(),
        speechStarted(utteranceId, spokenMs) {
          interim = '';
          byUtterance.set(utteranceId, take());
          inner.speechStarted(utteranceId, spokenMs);
        },
        speechEnded(utteranceId, silentMs) {
          const mark = byUtterance.get(utteranceId);
          const isGuess = (mark === 'eager' || mark === 'taken-back') && interim !== '';
          inner.speechEnded(utteranceId, silentMs);
          if (!isGuess) return;
          const text = interim;
          const after = (ms: number, result: TranscriberResult) =>
            void clock.wakeAt(clock.now() + ms, () => onResult(result));
          after(0, { type: 'eager-end', utteranceId, text, confidence: 1, probability: EAGER_PROBABILITY });
          if (mark === 'taken-back') after(TAKEN_BACK_AFTER_MS, { type: 'resumed', utteranceId });
        },
      } satisfies Transcriber;

      function tell(result: TranscriberResult): void {
        if (result.type === 'interim') {
          interim = result.text;
          onResult(result);
          const { utteranceId, text, confidence } = result;
          if (byUtterance.get(utteranceId) !== 'early') return;
          byUtterance.set(utteranceId, 'pause');
          return onResult(ended({ type: 'final', utteranceId, text, confidence, understood: true }));
        }
        if (result.type !== 'final' || byUtterance.get(result.utteranceId) === 'pause') return onResult(result);
        onResult(ended(result));
      }
    },
  };
}

const ended = (final: Extract<TranscriberResult, { type: 'final' }>): TranscriberResult => ({
  ...final,
  endsTurn: { probability: END_PROBABILITY },
});
