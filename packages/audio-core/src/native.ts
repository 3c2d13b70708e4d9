import { loadAddon } from './load-addon.ts';

/** Detector options as the addon takes them. */
export interface NativeDetectorOptions {
  /** 0 the network, 1 energy alone. */
  engine: number;
  threshold: number;
  minSilenceMs: number;
  speechEndDelayMs: number;
  portable: boolean;
}

export interface NativeResampler {
  process(samples: Int16Array): Int16Array;
  flush(): Int16Array;
}

export interface NativeSpeechDetector {
  /** Four numbers a verdict: kind (0 start, 1 end), at, speech sample, probability. */
  process(samples: Int16Array): number[];
  /** Four numbers a hop: from, to, at, score. */
  score(samples: Int16Array, isLast: boolean): number[];
  readonly probability: number;
  readonly isSpeech: boolean;
}

/** Options of a playout buffer as the addon takes them. */
export interface NativePlayoutOptions {
  codec: number;
  sampleRateHz: number;
  sequenceBits: number;
  /** Samples of one pull. */
  pullSamples: number;
}

/** Encoder options as the addon takes them. */
export interface NativeEncoderOptions {
  sampleRateHz: number;
  channels: number;
  /** 0 voice, 1 audio, 2 the least delay. */
  purpose: number;
  /** 0: the codec's choice. */
  bitrate: number;
  /** Below 0: the codec's choice. */
  complexity: number;
  fec: boolean;
  expectedLossPercent: number;
  dtx: boolean;
}

export interface NativeLoopSource {
  readonly samples: number;
}

export interface NativeStereoRecorder {
  tick(caller: Int16Array, bot: Int16Array): Int16Array;
  finish(): Int16Array;
}

/** Options of a call as the addon takes them. */
export interface NativeCallOptions {
  codec: number;
  sampleRateHz: number;
  transcriberRateHz: number;
  metricsWindowMs: number;
  leadMs: number;
  gapBoundMs: number;
  stallBoundMs: number;
  detector: NativeDetectorOptions;
  voiceFeatures: boolean;
  echoCheck: boolean;
  recording: boolean;
}

/** What the addon exports. Handles are numbers; results are written into memory shared with us. */
export interface Native {
  openCall(options: NativeCallOptions): number;
  closeCall(handle: number): boolean;
  numbersOf(handle: number): Float64Array;
  framesOf(handle: number): Uint8Array;
  pcmOf(handle: number): Int16Array;
  pushPacket(handle: number, sequence: number, timestamp: number, payload: Uint8Array, atMs: number): void;
  idle(handle: number, atMs: number): void;
  verdict(handle: number, index: number): number[];
  configureDetector(handle: number, options: NativeDetectorOptions): void;
  queue(handle: number, pcm: Int16Array, rateHz: number): void;
  mark(handle: number, id: number, position: number): void;
  tick(handle: number): number;
  markId(handle: number, index: number): number;
  pause(handle: number, farEndCleared: boolean): void;
  resume(handle: number): void;
  resend(handle: number): void;
  clear(handle: number): void;
  /**
   * Five numbers a packet: handle, sequence, timestamp, time in ms, bytes of payload (one behind the other; −1: time passes
   * without a packet). The first becomes 0, or a code below 0. Returns how many have a code.
   */
  pushMany(packets: Float64Array, payloads: Uint8Array, count: number): number;
  /** Each handle becomes its number of frames, or a code below 0. Returns how many have a code. */
  tickMany(calls: Float64Array, count: number): number;
  openPlayout(options: NativePlayoutOptions): number;
  closePlayout(handle: number): boolean;
  playoutNumbers(handle: number): Float64Array;
  playoutPcm(handle: number): Int16Array;
  insertPlayout(handle: number, sequence: number, timestamp: number, payload: Uint8Array, atMs: number): number;
  pullPlayout(handle: number, atMs: number): number;
  clearFrom(handle: number, position: number, fadeMs: number, farEndCleared: boolean): number;
  duck(handle: number, gainDb: number, rampMs: number): void;
  playLoop(handle: number, source: NativeLoopSource, gainDb: number, fadeMs: number): void;
  stopLoop(handle: number, fadeMs: number): void;
  recordingOf(handle: number): Int16Array;
  finishRecording(handle: number): void;
  encode(codec: number, samples: Int16Array): Uint8Array;
  decode(codec: number, bytes: Uint8Array): Int16Array;
  measureLevel(samples: Int16Array): number[];
  /** Whatever is opened below; false when it was closed already. */
  closeCodec(handle: number): boolean;
  openOpusEncoder(options: NativeEncoderOptions): number;
  opusLookahead(handle: number): number;
  opusEncode(handle: number, samples: Int16Array): Uint8Array;
  openOpusDecoder(sampleRateHz: number, channels: number): number;
  opusDecode(handle: number, packet: Uint8Array): Int16Array;
  opusConceal(handle: number, samples: number): Int16Array;
  opusRecover(handle: number, next: Uint8Array, samples: number): Int16Array;
  openNoteReader(sampleRateHz: number, channels: number, limitMs: number): number;
  noteRead(handle: number, bytes: Uint8Array): Int16Array;
  noteReadEnd(handle: number): void;
  /** samples, damaged packets, missing samples at 48 kHz, streams. */
  noteStats(handle: number): number[];
  openNoteWriter(options: NativeEncoderOptions, serial: number, vendor: string, comments: string[]): number;
  noteWrite(handle: number, samples: Int16Array): Uint8Array;
  /** Closes the handle too. */
  noteWriteEnd(handle: number): Uint8Array;
  openWavReader(): number;
  wavRead(handle: number, bytes: Uint8Array): Int16Array;
  wavReadEnd(handle: number): void;
  /** encoding, rate, channels; empty before the format is known. */
  wavFormat(handle: number): number[];
  wavWhole(encoding: number, sampleRateHz: number, channels: number, samples: Int16Array): Uint8Array;
  openWavWriter(encoding: number, sampleRateHz: number, channels: number): number;
  wavWrite(handle: number, samples: Int16Array): Uint8Array;
  wavHeader(handle: number): Uint8Array;
  wavWriteEnd(handle: number): Uint8Array;
  NativeResampler: new (fromHz: number, toHz: number) => NativeResampler;
  NativeLoopSource: new (samples: Int16Array, fromHz: number, lineHz: number) => NativeLoopSource;
  NativeStereoRecorder: new (patienceSamples: number) => NativeStereoRecorder;
  NativeSpeechDetector: new (sampleRateHz: number, options: NativeDetectorOptions) => NativeSpeechDetector;
}

/** Where each number of a call stands in the shared block; `node/src/call.rs` has the same list. */
export const slot = {
  inSample: 0,
  verdicts: 1,
  probability: 2,
  isSpeech: 3,
  pcmLength: 4,
  pcmCapacity: 5,
  hasUserMetrics: 6,
  userMetrics: 7,
  hasBotMetrics: 12,
  botMetrics: 13,
  played: 18,
  queuedEnd: 19,
  isPlaying: 20,
  marks: 21,
  stats: 22,
  loudness: 30,
  isClipping: 31,
  hasDc: 32,
  voiceFeatures: 33,
  echoCoherence: 38,
  echoDelayMs: 39,
  recording: 40,
} as const;

/** Where each number of a playout buffer stands; `node/src/playout.rs` has the same list. */
export const playoutSlot = { targetDelayMs: 0, waiting: 1, started: 2, stats: 3, startedList: 16 } as const;

export const native: Native = loadAddon();
