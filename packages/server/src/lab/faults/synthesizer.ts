import type { SynthesisSink, SynthesizerEngine } from '../../synthesizer/synthesizer.ts';
import { type AnyFault, askWith, type Doing } from './question.ts';
import { FaultQueue, wrappedOnce } from './queue.ts';

/**
 * As any engine, and:
 * - `trickle`: the sound comes in pieces of 100 ms, as fast as it is played
 * - `words-late`: the words come after the sound, in a chunk of their own
 * - `no-words`: the engine has no word times
 * - `half`: the engine fails after half of the sound
 * - `doubled`: it says twice that it is done, and then sends the sound again
 */
export type SynthesizerFault = AnyFault | keyof ReturnType<typeof ownFaults>;

export const synthesizerFaults = [
  'none',
  'slow',
  'stalled',
  'trickle',
  'words-late',
  'no-words',
  'half',
  'doubled',
  'failed',
  'dead',
] as const satisfies readonly SynthesizerFault[];

const TRICKLE_MS = 100;
const AGAIN_AFTER_MS = 40;

const ownFaults = (rateHz: number) => ({
  'words-late': (sink: SynthesisSink): SynthesisSink => ({
    ...sink,
    chunk(pcm, words) {
      sink.chunk(pcm, []);
      sink.chunk(pcm.subarray(0, 0), words);
    },
  }),
  'no-words': (sink: SynthesisSink): SynthesisSink => ({ ...sink, chunk: (pcm) => sink.chunk(pcm, []) }),
  doubled: (sink: SynthesisSink, { after }: Doing): SynthesisSink => ({
    ...sink,
    chunk(pcm, words) {
      sink.chunk(pcm, words);
      const again = pcm.slice();
      after(AGAIN_AFTER_MS, () => sink.chunk(again, words));
    },
    done() {
      sink.done();
      sink.done();
    },
  }),
  half: (sink: SynthesisSink, { fail }: Doing): SynthesisSink => ({
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
  }),
  trickle(sink: SynthesisSink, { after }: Doing): SynthesisSink {
    let sent = 0;
    return {
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
    };
  },
});

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
      const own = ownFaults(synthesizer.sampleRateHz);
      return {
        sampleRateHz: synthesizer.sampleRateHz,
        ...(synthesizer.hasWordTimes === false && { hasWordTimes: false as const }),
        close: () => synthesizer.close(),
        speak: (sentence, sink) =>
          askWith(
            queue.take(),
            {
              ask: (to) => synthesizer.speak(sentence, to),
              sink,
              clock: context.clock,
              names: ['The engine', 'this sentence'],
            },
            own,
          ),
      };
    },
  }));
}
