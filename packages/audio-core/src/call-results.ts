import type { Level } from './level.ts';
import { slot } from './native.ts';

/** Levels of one side over one metrics window. */
export interface Metrics extends Level {
  isSpeech: boolean;
  /** 0…1. The highest of the window; for the bot 0 or 1. */
  vadProb: number;
}

/** How the caller speaks just now: what people do at the end of a turn shows in it. */
export interface VoiceFeatures {
  /** Pitch of the newest 24 ms, 64–440; 0 where there is none. */
  pitchHz: number;
  /** How well the newest 24 ms repeat at their pitch, 0…1: under 0.5 is noise or a consonant. 0 in silence. */
  voicing: number;
  /** Change of loudness over the last 800 ms of voice, dB a second; 0 with less than 150 ms. */
  energySlopeDb: number;
  /** Change of pitch over the last 800 ms of voice, semitones a second; 0 with less than 120 ms of pitch. */
  pitchSlopeSemitones: number;
  /** Syllables a second over the last 2 s of voice; 0 with less than 300 ms. */
  speakingRate: number;
}

/** What became of the packets so far. */
export interface LineStats {
  /** Packets that came, of whatever kind. */
  received: number;
  /** Packets given up that have not come since. */
  lost: number;
  /** Packets that came after they were given up. */
  late: number;
  /** Packets that came again. */
  duplicate: number;
  /** Packets that came after a later one, but in time. */
  reordered: number;
  /** Samples of silence heard in place of what was missing. */
  concealedSamples: number;
  /** Packets without one whole sample. */
  empty: number;
  /** Times the sender began a new stream. */
  restarts: number;
}

/** Metrics of silence. */
export function noMetrics(): Metrics {
  return { rms: 0, peak: 0, energyDb: -60, isSpeech: false, vadProb: 0 };
}

/** Fills `metrics` from the addon's numbers. */
export function readMetrics(numbers: Float64Array, at: number, metrics: Metrics): Metrics {
  metrics.rms = numbers[at] as number;
  metrics.peak = numbers[at + 1] as number;
  metrics.energyDb = numbers[at + 2] as number;
  metrics.isSpeech = numbers[at + 3] === 1;
  metrics.vadProb = numbers[at + 4] as number;
  return metrics;
}

/** Features of silence. */
export function noVoiceFeatures(): VoiceFeatures {
  return { pitchHz: 0, voicing: 0, energySlopeDb: 0, pitchSlopeSemitones: 0, speakingRate: 0 };
}

/** Fills `features` from the addon's numbers. */
export function readVoiceFeatures(numbers: Float64Array, features: VoiceFeatures): VoiceFeatures {
  const at = slot.voiceFeatures;
  features.pitchHz = numbers[at] as number;
  features.voicing = numbers[at + 1] as number;
  features.energySlopeDb = numbers[at + 2] as number;
  features.pitchSlopeSemitones = numbers[at + 3] as number;
  features.speakingRate = numbers[at + 4] as number;
  return features;
}

/** A fresh object from the addon's numbers. */
export function readLineStats(numbers: Float64Array): LineStats {
  const at = slot.stats;
  return {
    received: numbers[at] as number,
    lost: numbers[at + 1] as number,
    late: numbers[at + 2] as number,
    duplicate: numbers[at + 3] as number,
    reordered: numbers[at + 4] as number,
    concealedSamples: numbers[at + 5] as number,
    empty: numbers[at + 6] as number,
    restarts: numbers[at + 7] as number,
  };
}
