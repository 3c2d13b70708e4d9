import { requireOneOf, requireRange } from './errors.ts';
import { codecNumber, type LineCodec, type LineRateHz, requireLineRate } from './line.ts';
import type { NativeCallOptions } from './native.ts';
import { type DetectorOptions, nativeDetectorOptions } from './speech-detector.ts';

/** How a call sounds and what is wanted of it. */
export interface CallAudioOptions {
  codec: LineCodec;
  /** Rate of the line, both directions; frames are 20 ms. */
  sampleRateHz: LineRateHz;
  detector?: DetectorOptions;
  /** Rate of the PCM handed out for transcription; 0 hands out none. Default 0. */
  transcriberRateHz?: 0 | 8000 | 16000;
  /** Levels are reported for stretches of this length. Default 100. */
  metricsWindowMs?: number;
  /** Outbound audio is sent this far ahead of its playing, at most 1000. Default 100. */
  leadMs?: number;
  /** A missing packet is given up this long after a later one came. Default 60. */
  gapBoundMs?: number;
  /** A line on which nothing comes is taken as silent this long after its sound was due. Default 200. */
  stallBoundMs?: number;
  /** Follow pitch, slopes and speaking rate of the caller's voice, for `voiceFeatures`. Default false. */
  voiceFeatures?: boolean;
  /** Look for our own audio in the caller's, and do not let it begin or prolong speech. Default false. */
  echoCheck?: boolean;
  /** Give out both sides in stereo, for `recording`. Default false. */
  recording?: boolean;
  /** Only arithmetic that gives the same bits on every machine. Default false. */
  portable?: boolean;
}

/** Checks options and fills in defaults. @throws INVALID_OPTION */
export function nativeCallOptions(options: CallAudioOptions): NativeCallOptions {
  return {
    codec: codecNumber(options.codec),
    sampleRateHz: requireLineRate(options.sampleRateHz),
    transcriberRateHz: requireOneOf('transcriberRateHz', options.transcriberRateHz ?? 0, [0, 8000, 16000]),
    metricsWindowMs: requireRange('metricsWindowMs', options.metricsWindowMs ?? 100, 20, 60_000),
    leadMs: requireRange('leadMs', options.leadMs ?? 100, 0, 1_000),
    gapBoundMs: requireRange('gapBoundMs', options.gapBoundMs ?? 60, 0, 60_000),
    stallBoundMs: requireRange('stallBoundMs', options.stallBoundMs ?? 200, 0, 60_000),
    detector: nativeDetectorOptions(options.detector ?? {}, options.portable ?? false),
    voiceFeatures: options.voiceFeatures ?? false,
    echoCheck: options.echoCheck ?? false,
    recording: options.recording ?? false,
  };
}
