import type { Clock } from '../../clock.ts';
import type { SynthesisSink, SynthesizerEngine } from '../../synthesizer/synthesizer.ts';
import { FaultQueue, wrappedOnce } from './queue.ts';

/**
 * - `slow`: the sound comes two seconds late
 * - `stalled`: nothing ever comes
 * - `trickle`: the sound comes in pieces of 100 ms, as fast as it is played
 * - `words-late`: the words come after the sound, in a chunk of their own
 * - `no-words`: the engine has no word times
 * - `half`: the engine fails after half of the sound
 * - `doubled`: it says twice that it is done, and then sends the sound again
 * - `failed`: it reports that it failed
 * - `dead`: its socket has closed: this and all that follow fail
 */
export type SynthesizerFault =
  | 'none'
  | 'slow'
  | 'stalled'
  | 'trickle'
  | 'words-late'
  | 'no-words'
  | 'half'
  | 'doubled'
  | 'failed'
  | 'dead';

const SLOW_MS = 2_000;
const TRICKLE_MS = 100;

export function withSynthesizerFaults(
  faults: readonly SynthesizerFault[],
): (engine: SynthesizerEngine) => SynthesizerEngine {
  const queue = new FaultQueue(faults);
  return wrappedOnce((engine) => ({
    ...engine,
    check: (settings) => engine.check(settings),
    close: () => engine.close(),
    open(settings, context) {
      const synthesizer = engine.open(settings, context);
      const { clock } = context;
      return {
        sampleRateHz: synthesizer.sampleRateHz,
        ...(synthesizer.hasWordTimes === false && { hasWordTimes: false as const }),
        close: () => synthesizer.close(),
        speak(sentence, sink) {
          const fault = queue.take();
          const over = { isCancelled: false };
          const cancel = speakWith(
            fault,
            (to) => synthesizer.speak(sentence, to),
            sink,
            clock,
            synthesizer.sampleRateHz,
            over,
          );
          return () => {
            over.isCancelled = true;
            cancel();
          };
        },
      };
    },
  }));
}

function speakWith(
  fault: SynthesizerFault,
  speak: (sink: SynthesisSink) => () => void,
  sink: SynthesisSink,
  clock: Clock,
  rateHz: number,
  over: { isCancelled: boolean },
): () => void {
  const after = (ms: number, act: () => void) => void clock.wakeAt(clock.now() + ms, () => over.isCancelled || act());
  const fail = (message: string) => after(0, () => sink.failed({ code: 'PROVIDER_FAILED', message }));
  switch (fault) {
    case 'none':
      return speak(sink);
    case 'stalled':
      return () => {};
    case 'failed':
      fail('The engine failed on this sentence.');
      return () => {};
    case 'dead':
      fail('The engine closed its socket.');
      return () => {};
    case 'slow':
      after(SLOW_MS, () => speak(sink));
      return () => {};
    case 'words-late':
      return speak({
        ...sink,
        chunk(pcm, words) {
          sink.chunk(pcm, []);
          sink.chunk(pcm.subarray(0, 0), words);
        },
      });
    case 'no-words':
      return speak({ ...sink, chunk: (pcm) => sink.chunk(pcm, []) });
    case 'doubled':
      return speak({
        ...sink,
        chunk: (pcm, words) => {
          sink.chunk(pcm, words);
          const again = pcm.slice();
          after(40, () => sink.chunk(again, words));
        },
        done() {
          sink.done();
          sink.done();
        },
      });
    case 'half':
      return speak({
        ...sink,
        chunk(pcm, words) {
          const half = pcm.subarray(0, pcm.length >> 1);
          const ms = (half.length * 1000) / rateHz;
          sink.chunk(
            half,
            words.filter(({ endMs }) => endMs <= ms),
          );
        },
        done: () => fail('The engine broke off.'),
      });
    case 'trickle': {
      let sent = 0;
      return speak({
        ...sink,
        chunk(pcm, words) {
          const step = (rateHz * TRICKLE_MS) / 1000;
          for (let from = 0; from < pcm.length; from += step) {
            const piece = pcm.slice(from, from + step);
            const [fromMs, toMs] = [(from * 1000) / rateHz, ((from + step) * 1000) / rateHz];
            const begun = words.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
            after(sent * TRICKLE_MS, () => sink.chunk(piece, begun));
            sent += 1;
          }
        },
        done: () => after(sent * TRICKLE_MS, () => sink.done()),
      });
    }
  }
}
