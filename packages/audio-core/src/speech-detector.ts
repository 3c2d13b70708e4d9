import { crossing, requireOneOf, requireRange, requireSamples } from './errors.ts';
import { type LineRateHz, requireLineRate } from './line.ts';
import { type NativeDetectorOptions, type NativeSpeechDetector, native } from './native.ts';

/** How to hear speech. */
export interface DetectorOptions {
  /** `silero` is the embedded network, `energy` loudness over the line's noise. Default `silero`. */
  engine?: 'silero' | 'energy';
  /** Scores from here on begin speech, 0…1. Default 0.5. */
  threshold?: number;
  /** Speech has ended when nobody spoke for this long. Default 200. */
  minSilenceMs?: number;
  /** The verdict that speech ended waits this much longer. Default 0. */
  speechEndDelayMs?: number;
}

/** A decision of the detector. Positions are samples of the stream. */
export interface Verdict {
  kind: 'start' | 'end';
  /** Samples heard when it was decided. */
  at: number;
  /** Start: first sample of the speech. End: the sample after its last. */
  speechSample: number;
  /** The score that decided, 0…1. */
  probability: number;
}

/** How likely 8 ms of the stream was speech. Positions are samples of the stream. */
export interface HopScore {
  /** First sample. */
  from: number;
  /** The sample after the last. */
  to: number;
  /** Samples heard when the score was known: up to 96 ms more than `to`, and none where a voice begins. */
  at: number;
  /** 0…1. */
  score: number;
}

const engines = ['silero', 'energy'] as const;

/** Checks options and fills in defaults. @throws INVALID_OPTION */
export function nativeDetectorOptions(options: DetectorOptions, portable: boolean): NativeDetectorOptions {
  return {
    engine: engines.indexOf(requireOneOf('detector.engine', options.engine ?? 'silero', engines)),
    threshold: requireRange('detector.threshold', options.threshold ?? 0.5, 0, 1),
    minSilenceMs: requireRange('detector.minSilenceMs', options.minSilenceMs ?? 200, 0, 60_000),
    speechEndDelayMs: requireRange('detector.speechEndDelayMs', options.speechEndDelayMs ?? 0, 0, 60_000),
    portable,
  };
}

/** Fills `verdict` from the addon's four numbers. */
export function readVerdict(numbers: number[], offset: number, verdict: Verdict): Verdict {
  verdict.kind = numbers[offset] === 0 ? 'start' : 'end';
  verdict.at = numbers[offset + 1] ?? 0;
  verdict.speechSample = numbers[offset + 2] ?? 0;
  verdict.probability = numbers[offset + 3] ?? 0;
  return verdict;
}

/** Listens to one mono stream, without a call around it: for tools and tests. */
export class SpeechDetector {
  readonly #detector: NativeSpeechDetector;

  /** @throws INVALID_OPTION */
  constructor(options: DetectorOptions & { sampleRateHz: LineRateHz; portable?: boolean }) {
    const detector = nativeDetectorOptions(options, options.portable ?? false);
    const rate = requireLineRate(options.sampleRateHz);
    this.#detector = crossing(() => new native.NativeSpeechDetector(rate, detector));
  }

  /** Hears samples of any length. @returns the decisions made meanwhile, in order. */
  process(samples: Int16Array): Verdict[] {
    const numbers = crossing(() => this.#detector.process(requireSamples('samples', samples)));
    return Array.from({ length: numbers.length / 4 }, (_, index) =>
      readVerdict(numbers, index * 4, { kind: 'start', at: 0, speechSample: 0, probability: 0 }),
    );
  }

  /**
   * Hears samples as `process` does, and answers how likely each 8 ms was speech: with what followed taken into account,
   * so closer to where voices begin and end than `probability` is.
   *
   * @param isLast nothing follows: the hops that wait for it are scored now
   * @returns the hops scored meanwhile, in order, each of the stream once from the first call on
   */
  score(samples: Int16Array, isLast = false): HopScore[] {
    const numbers = crossing(() => this.#detector.score(requireSamples('samples', samples), isLast));
    const at = (index: number) => numbers[index] ?? 0;
    return Array.from({ length: numbers.length / 4 }, (_, hop) => ({
      from: at(4 * hop),
      to: at(4 * hop + 1),
      at: at(4 * hop + 2),
      score: at(4 * hop + 3),
    }));
  }

  /** The newest score, 0…1. */
  get probability(): number {
    return this.#detector.probability;
  }

  /** Whether somebody is speaking, by the last verdict. */
  get isSpeech(): boolean {
    return this.#detector.isSpeech;
  }
}
