import type { Clock } from '../../clock.ts';
import type { Transcriber, TranscriberEngine, TranscriberResult } from '../../transcriber/transcriber.ts';
import { SLOW_MS } from './question.ts';
import { FaultQueue, wrappedOnce } from './queue.ts';

/**
 * - `slow`: the final text comes two seconds late
 * - `late`: it comes ten seconds late, when nobody waits for it any more
 * - `no-final`: it never comes
 * - `doubled`: it comes twice, the second time with other words
 * - `interims-late`: interim text comes half a second late, also after the final
 * - `reordered`: the final comes before the speech has ended, and once more after it
 * - `failed`: the engine reports that it failed
 * - `deaf`: it takes what it is sent and says nothing, of this and all that follow, until it is opened anew
 * - `dead`: its socket has closed: it reports that once, and from then on answers nothing
 */
export type TranscriberFault = (typeof transcriberFaults)[number];

export const transcriberFaults = [
  'none',
  'slow',
  'late',
  'no-final',
  'doubled',
  'interims-late',
  'reordered',
  'failed',
  'deaf',
  'dead',
] as const;

const LATE_MS = 10_000;
const INTERIMS_LATE_MS = 500;

export function withTranscriberFaults(
  faults: readonly TranscriberFault[],
): (engine: TranscriberEngine) => TranscriberEngine {
  const queue = new FaultQueue(faults);
  const state = { toldOfDeath: false };
  return wrappedOnce((engine) => ({
    ...engine,
    check: (settings) => engine.check(settings),
    close: () => engine.close(),
    open(settings, context) {
      let isDeaf = false;
      const byUtterance = new Map<number, TranscriberFault>();
      const faultOf = (id: number | undefined) => (id === undefined ? 'none' : (byUtterance.get(id) ?? 'none'));
      const { clock, onResult } = context;
      const inner = engine.open(settings, {
        ...context,
        onResult: (result) => tell(result, faultOf(result.utteranceId), clock, onResult),
      });
      return {
        push: (pcm) => isDeaf || inner.push(pcm),
        configure: (changed) => inner.configure(changed),
        close: () => inner.close(),
        speechStarted(utteranceId, spokenMs) {
          const fault = queue.take();
          byUtterance.set(utteranceId, fault);
          isDeaf ||= fault === 'deaf';
          if (isDeaf) return;
          inner.speechStarted(utteranceId, spokenMs);
          if (fault === 'reordered')
            onResult({ type: 'final', utteranceId, text: 'too early', confidence: 1, understood: true });
        },
        speechEnded(utteranceId, silentMs) {
          if (isDeaf) return;
          const fault = faultOf(utteranceId);
          if (fault === 'dead') return state.toldOfDeath ? undefined : announceDeath(utteranceId);
          if (fault === 'failed') return fail(utteranceId, 'The engine failed on this utterance.');
          inner.speechEnded(utteranceId, silentMs);
        },
      } satisfies Transcriber;

      function announceDeath(utteranceId: number): void {
        state.toldOfDeath = true;
        fail(utteranceId, 'The engine closed its socket.');
      }
      function fail(utteranceId: number, message: string): void {
        clock.wakeAt(clock.now(), () => onResult({ type: 'failed', utteranceId, code: 'PROVIDER_FAILED', message }));
      }
    },
  }));
}

function tell(
  result: TranscriberResult,
  fault: TranscriberFault,
  clock: Clock,
  onResult: (result: TranscriberResult) => void,
): void {
  const after = (ms: number, told: TranscriberResult = result) =>
    void clock.wakeAt(clock.now() + ms, () => onResult(told));
  const isFinal = result.type === 'final';
  if (fault === 'dead' || (fault === 'no-final' && isFinal)) return;
  if (fault === 'slow' && isFinal) return after(SLOW_MS);
  if (fault === 'late' && isFinal) return after(LATE_MS);
  if (fault === 'interims-late' && !isFinal) return after(INTERIMS_LATE_MS);
  onResult(result);
  if (fault === 'doubled' && isFinal) after(0, { ...result, text: `${result.text} again`.trim() });
}
