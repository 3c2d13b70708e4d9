export {
  CallAudio,
  type CallAudioOptions,
  type ClearOptions,
  type LineStats,
  type Metrics,
  type VoiceFeatures,
} from './call-audio.ts';
export { type DetectorOptions, SpeechDetector, type Verdict } from './speech-detector.ts';
export { AudioCoreError, type AudioCoreErrorCode } from './errors.ts';
export { decodeG711, encodeG711, type G711 } from './g711.ts';
export { type Level, measureLevel } from './level.ts';
export type { LineCodec, LineRateHz } from './line.ts';
export { LoopSource } from './loop-source.ts';
export { Resampler } from './resampler.ts';
export { StereoRecorder } from './stereo-recorder.ts';
export { readWav, type Wav, writeWav } from './wav.ts';
