import type { native } from '../dist/native.js';

/** Any function of the addon. */
export type Anything = (...values: unknown[]) => unknown;

/** What a call came to: `fine`, `false`, the code of the error it threw, or its name where the engine refused the value. */
export function outcome(act: () => unknown): unknown {
  try {
    return act() === false ? 'false' : 'fine';
  } catch (error) {
    const { code, name } = error as { code?: string; name?: string };
    return code ?? name;
  }
}

/** A view whose memory was transferred away. */
export function detached<T extends ArrayBufferView>(view: T): T {
  structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] });
  return view;
}

export const detector = { engine: 1, threshold: 0.5, minSilenceMs: 200, speechEndDelayMs: 0, portable: false };

export const callOptions = {
  codec: 0,
  sampleRateHz: 8000,
  transcriberRateHz: 16000,
  metricsWindowMs: 100,
  leadMs: 100,
  gapBoundMs: 60,
  stallBoundMs: 200,
  detector,
  voiceFeatures: true,
  echoCheck: true,
  recording: true,
};

export const playoutOptions = { codec: 0, sampleRateHz: 8000, sequenceBits: 16, pullSamples: 160 };

export const encoderOptions = {
  sampleRateHz: 8000,
  channels: 1,
  purpose: 0,
  bitrate: 0,
  complexity: -1,
  fec: false,
  expectedLossPercent: 0,
  dtx: false,
};

type Addon = typeof native;
const note = (addon: Addon) => addon.openNoteWriter(encoderOptions, 1, 'v', []);

/** Arguments with which every function does what it is for, made anew for each call. */
export const wellMeant: Record<string, (addon: Addon) => unknown[]> = {
  openCall: () => [callOptions],
  closeCall: (addon) => [addon.openCall(callOptions)],
  numbersOf: (addon) => [addon.openCall(callOptions)],
  framesOf: (addon) => [addon.openCall(callOptions)],
  pcmOf: (addon) => [addon.openCall(callOptions)],
  recordingOf: (addon) => [addon.openCall(callOptions)],
  pushPacket: (addon) => [addon.openCall(callOptions), 1, 160, new Uint8Array(160), 20],
  idle: (addon) => [addon.openCall(callOptions), 20],
  verdict: (addon) => [callWithVerdict(addon), 0],
  configureDetector: (addon) => [addon.openCall(callOptions), detector],
  queue: (addon) => [addon.openCall(callOptions), new Int16Array(80), 8000],
  mark: (addon) => [addon.openCall(callOptions), 7, 80],
  tick: (addon) => [addon.openCall(callOptions)],
  markId: (addon) => [callWithMark(addon), 0],
  pause: (addon) => [addon.openCall(callOptions), true],
  resume: (addon) => [addon.openCall(callOptions)],
  resend: (addon) => [addon.openCall(callOptions)],
  clear: (addon) => [addon.openCall(callOptions)],
  clearFrom: (addon) => [addon.openCall(callOptions), 80, 20, true],
  duck: (addon) => [addon.openCall(callOptions), -6, 20],
  playLoop: (addon) => [
    addon.openCall(callOptions),
    new addon.NativeLoopSource(new Int16Array(80), 8000, 8000),
    -6,
    20,
  ],
  stopLoop: (addon) => [addon.openCall(callOptions), 20],
  finishRecording: (addon) => [addon.openCall(callOptions)],
  pushMany: (addon) => [Float64Array.of(addon.openCall(callOptions), 1, 160, 20, 160), new Uint8Array(160), 1],
  tickMany: (addon) => [Float64Array.of(addon.openCall(callOptions)), 1],
  openPlayout: () => [playoutOptions],
  closePlayout: (addon) => [addon.openPlayout(playoutOptions)],
  playoutNumbers: (addon) => [addon.openPlayout(playoutOptions)],
  playoutPcm: (addon) => [addon.openPlayout(playoutOptions)],
  insertPlayout: (addon) => [addon.openPlayout(playoutOptions), 1, 160, new Uint8Array(160), 20],
  pullPlayout: (addon) => [addon.openPlayout(playoutOptions), 20],
  encode: () => [0, new Int16Array(80)],
  decode: () => [0, new Uint8Array(80)],
  measureLevel: () => [new Int16Array(80)],
  closeCodec: (addon) => [addon.openWavReader()],
  openOpusEncoder: () => [encoderOptions],
  opusLookahead: (addon) => [addon.openOpusEncoder(encoderOptions)],
  opusEncode: (addon) => [addon.openOpusEncoder(encoderOptions), new Int16Array(160)],
  openOpusDecoder: () => [8000, 1],
  opusDecode: (addon) => [addon.openOpusDecoder(8000, 1), packetOf(addon)],
  opusConceal: (addon) => [addon.openOpusDecoder(8000, 1), 160],
  opusRecover: (addon) => [addon.openOpusDecoder(8000, 1), packetOf(addon), 160],
  openNoteReader: () => [8000, 1, 1000],
  noteRead: (addon) => [addon.openNoteReader(8000, 1, 1000), noteOf(addon)],
  noteReadEnd: (addon) => [readNote(addon)],
  noteStats: (addon) => [addon.openNoteReader(8000, 1, 1000)],
  openNoteWriter: () => [encoderOptions, 1, 'v', ['TITLE=t']],
  noteWrite: (addon) => [note(addon), new Int16Array(160)],
  noteWriteEnd: (addon) => [note(addon)],
  openWavReader: () => [],
  wavRead: (addon) => [addon.openWavReader(), addon.wavWhole(1, 8000, 1, new Int16Array(8))],
  wavReadEnd: (addon) => [readWav(addon)],
  wavFormat: (addon) => [addon.openWavReader()],
  wavWhole: () => [1, 8000, 1, new Int16Array(80)],
  openWavWriter: () => [1, 8000, 1],
  wavWrite: (addon) => [addon.openWavWriter(1, 8000, 1), new Int16Array(80)],
  wavHeader: (addon) => [addon.openWavWriter(1, 8000, 1)],
  wavWriteEnd: (addon) => [addon.openWavWriter(1, 8000, 1)],
  NativeResampler: () => [8000, 16000],
  NativeLoopSource: () => [new Int16Array(80), 8000, 16000],
  NativeStereoRecorder: () => [160],
  NativeSpeechDetector: () => [8000, detector],
};

/** Methods and getters of the classes, with what they are called on and with. */
export const methods: Record<string, (addon: Addon) => [object, ...unknown[]]> = {
  'NativeResampler.process': (addon) => [new addon.NativeResampler(8000, 16000), new Int16Array(80)],
  'NativeResampler.flush': (addon) => [new addon.NativeResampler(8000, 16000)],
  'NativeLoopSource.samples': (addon) => [new addon.NativeLoopSource(new Int16Array(80), 8000, 8000)],
  'NativeStereoRecorder.tick': (addon) => [new addon.NativeStereoRecorder(9), new Int16Array(80), new Int16Array(80)],
  'NativeStereoRecorder.finish': (addon) => [new addon.NativeStereoRecorder(9)],
  'NativeSpeechDetector.process': (addon) => [new addon.NativeSpeechDetector(8000, detector), new Int16Array(80)],
  'NativeSpeechDetector.score': (addon) => [new addon.NativeSpeechDetector(8000, detector), new Int16Array(80), true],
  'NativeSpeechDetector.probability': (addon) => [new addon.NativeSpeechDetector(8000, detector)],
  'NativeSpeechDetector.isSpeech': (addon) => [new addon.NativeSpeechDetector(8000, detector)],
};

/** Calls a function of the addon, makes an object of a class of it, or calls a method or getter of one. */
export function call(addon: Addon, name: string, values: unknown[]): unknown {
  const [owner = '', member] = name.split('.');
  if (member !== undefined) {
    const { prototype } = addon[owner as 'NativeResampler'] as unknown as { prototype: object };
    const { value, get } = Object.getOwnPropertyDescriptor(prototype, member) as PropertyDescriptor;
    const [self, ...rest] = values;
    return ((value ?? get) as Anything).apply(self, rest);
  }
  const found = addon[owner as keyof Addon] as unknown;
  if (owner.startsWith('Native')) return Reflect.construct(found as new () => object, values);
  return (found as Anything)(...values);
}

function callWithVerdict(addon: Addon): number {
  const call = addon.openCall(callOptions);
  const numbers = addon.numbersOf(call);
  for (let n = 0; n < 200 && numbers[1] === 0; n++) {
    const loud = Uint8Array.from({ length: 160 }, (_, at) => (n > 50 && (at & 8) > 0 ? 0x20 : 0xff));
    addon.pushPacket(call, n, n * 160, loud, n * 20);
  }
  return call;
}

function callWithMark(addon: Addon): number {
  const call = addon.openCall(callOptions);
  addon.queue(call, new Int16Array(160), 8000);
  addon.mark(call, 7, 0);
  addon.tick(call);
  return call;
}

function packetOf(addon: Addon): Uint8Array {
  const encoder = addon.openOpusEncoder(encoderOptions);
  const packet = addon.opusEncode(encoder, new Int16Array(160));
  addon.closeCodec(encoder);
  return packet;
}

function noteOf(addon: Addon): Uint8Array {
  const writer = note(addon);
  return Buffer.concat([addon.noteWrite(writer, new Int16Array(1600)), addon.noteWriteEnd(writer)]);
}

function readNote(addon: Addon): number {
  const reader = addon.openNoteReader(8000, 1, 1000);
  addon.noteRead(reader, noteOf(addon));
  return reader;
}

function readWav(addon: Addon): number {
  const reader = addon.openWavReader();
  addon.wavRead(reader, addon.wavWhole(1, 8000, 1, new Int16Array(8)));
  return reader;
}
