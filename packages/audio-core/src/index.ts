export { CallAudio, type ClearOptions } from './call-audio.ts';
export { CallBatch } from './call-batch.ts';
export type { CallAudioOptions } from './call-options.ts';
export type { LineStats, Metrics, VoiceFeatures } from './call-results.ts';
export { AudioCoreError, type AudioCoreErrorCode } from './errors.ts';
export { decodeG711, encodeG711, type G711 } from './g711.ts';
export { type Level, measureLevel } from './level.ts';
export type { LineCodec, LineRateHz } from './line.ts';
export { LoopSource } from './loop-source.ts';
export { OggOpusReader, type OggOpusReaderOptions, type OggOpusStats } from './ogg-opus-reader.ts';
export { OggOpusWriter, type OggOpusWriterOptions } from './ogg-opus-writer.ts';
export { OpusDecoder, type OpusDecoderOptions } from './opus-decoder.ts';
export { OpusEncoder, type OpusEncoderOptions, type OpusRateHz } from './opus-encoder.ts';
export {
  type PacketArrival,
  PlayoutBuffer,
  type PlayoutBufferOptions,
  type PlayoutOutcome,
  type PlayoutStats,
} from './playout-buffer.ts';
export { Resampler } from './resampler.ts';
export { type DetectorOptions, type HopScore, SpeechDetector, type Verdict } from './speech-detector.ts';
export { StereoRecorder } from './stereo-recorder.ts';
export { readWav, type Wav, type WavEncoding, WavReader } from './wav-reader.ts';
export { WavWriter, type WavWriterOptions, writeWav } from './wav-writer.ts';
