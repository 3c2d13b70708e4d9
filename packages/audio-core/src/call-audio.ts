import { type CallAudioOptions, nativeCallOptions } from './call-options.ts';
import {
  type LineStats,
  type Metrics,
  noMetrics,
  noVoiceFeatures,
  readLineStats,
  readMetrics,
  readVoiceFeatures,
  type VoiceFeatures,
} from './call-results.ts';
import {
  AudioCoreError,
  crossing,
  fromNative,
  requireBytes,
  requireRange,
  requireSamples,
  requireWhole,
} from './errors.ts';
import type { LineRateHz } from './line.ts';
import { type LoopSource, nativeLoop } from './loop-source.ts';
import { native, slot } from './native.ts';
import { type DetectorOptions, nativeDetectorOptions, readVerdict, type Verdict } from './speech-detector.ts';

let handleOf: (audio: CallAudio) => number;

/** A call's handle, for those who cross for many calls at once; −1 when it is closed. */
export function callHandle(audio: CallAudio): number {
  return handleOf(audio);
}

/** Where outbound audio ends. */
export interface ClearOptions {
  /** Queue position up to which it is still heard in full. Default `played`: it ends now. */
  atPosition?: number;
  /** It fades to silence over so long after that position, at most 10,000. Default 0. */
  fadeMs?: number;
  /**
   * You had the far end drop what it held, so that it is sent again, faded. Without it, and without `resend`, the end
   * cannot be sooner than what the far end holds. Default true.
   */
  farEndCleared?: boolean;
}

const noSamples = new Int16Array(0);

/**
 * One call's audio: a crossing into the addon for each packet in, and one for each frame out. Results of the last
 * crossing are plain fields; arrays and objects they give are used again, so copy what you keep.
 * Positions are samples of the line. It has no clock: time comes in as arguments.
 */
export class CallAudio {
  #handle: number;
  readonly #numbers: Float64Array;
  readonly #frames: Uint8Array[];
  #pcm: Int16Array = noSamples;
  readonly #verdict: Verdict = { kind: 'start', at: 0, speechSample: 0, probability: 0 };
  readonly #userMetrics = noMetrics();
  readonly #botMetrics = noMetrics();
  readonly #voiceFeatures = noVoiceFeatures();
  readonly #recording: Int16Array;
  readonly #sampleRateHz: LineRateHz;
  readonly #portable: boolean;

  static {
    handleOf = (audio) => {
      if (audio instanceof CallAudio) return audio.#handle;
      throw new AudioCoreError('INVALID_OPTION', 'audio is not a CallAudio. Give one.');
    };
  }

  /** @throws INVALID_OPTION */
  constructor(options: CallAudioOptions) {
    this.#portable = options.portable ?? false;
    this.#sampleRateHz = options.sampleRateHz;
    const wanted = nativeCallOptions(options);
    this.#handle = crossing(() => native.openCall(wanted));
    this.#numbers = native.numbersOf(this.#handle);
    this.#frames = cut(
      native.framesOf(this.#handle),
      (options.sampleRateHz / 50) * (options.codec === 'pcm16' ? 2 : 1),
    );
    this.#recording = options.recording ? native.recordingOf(this.#handle) : noSamples;
    if (options.transcriberRateHz) this.#pcm = native.pcmOf(this.#handle);
  }

  /**
   * Hears a packet as it came from the line.
   * @param sequence counts packets, from any start; wraps at 2³².
   * @param timestampSamples the sender's position of the packet's first sample; wraps at 2³².
   * @param payload any length; what is not a whole sample is left out.
   * @param atMs when it came, in ms since the call began; never goes back.
   */
  push(sequence: number, timestampSamples: number, payload: Uint8Array, atMs: number): void {
    if (!payload?.length) requireBytes('payload', payload);
    try {
      native.pushPacket(this.#open(), sequence, timestampSamples, payload, atMs);
    } catch (cause) {
      throw fromNative(cause);
    }
  }

  /** Time passes without a packet: call it each 20 ms then, so that what is overdue is heard as silence. */
  idle(atMs: number): void {
    try {
      native.idle(this.#open(), atMs);
    } catch (cause) {
      throw fromNative(cause);
    }
  }

  /** Samples heard so far, silence for missing ones included. */
  get inSample(): number {
    return this.#number(slot.inSample);
  }

  /** Decisions of the last `push` or `idle`. */
  get verdictCount(): number {
    return this.#number(slot.verdicts);
  }

  /** Decision `index` of the last `push` or `idle`; the same object each time. */
  verdict(index: number): Verdict {
    if (!(index >= 0 && index < this.verdictCount)) {
      throw new AudioCoreError('INVALID_OPTION', `There is no verdict ${index}. Ask for those below verdictCount.`);
    }
    const numbers = crossing(() => native.verdict(this.#open(), index));
    return readVerdict(numbers, 0, this.#verdict);
  }

  /** The detector's newest score, 0…1; 0 while what comes in is our own echo (`echoCheck`). */
  get speechProbability(): number {
    return this.#number(slot.probability);
  }

  /** Whether the caller is speaking, by the last verdict. */
  get isSpeech(): boolean {
    return this.#number(slot.isSpeech) === 1;
  }

  /** Holds, in its first `pcmLength` samples, what the last `push` or `idle` released, at the transcriber's rate. */
  get pcm(): Int16Array {
    this.#followPcm();
    return this.#pcm;
  }

  get pcmLength(): number {
    return this.#number(slot.pcmLength);
  }

  /** Whether the last `push` or `idle` ended a metrics window. */
  get hasUserMetrics(): boolean {
    return this.#number(slot.hasUserMetrics) === 1;
  }

  /** The caller's newest metrics; the same object each time. */
  get userMetrics(): Metrics {
    return readMetrics(this.#numbers, slot.userMetrics, this.#userMetrics);
  }

  /**
   * How loud the caller's line is now, 0…1, linear in dB: 0 is −60 dB of full scale, 0.1 are 6 dB, a full-scale sine has
   * 0.95. Follows the power of 10 ms steps with a time constant of 50 ms.
   */
  get loudness(): number {
    return this.#number(slot.loudness);
  }

  /** Whether the caller's line was cut off at the end of its scale in the last half second. */
  get isClipping(): boolean {
    return this.#number(slot.isClipping) === 1;
  }

  /** Whether the caller's line carries a constant part of −40 dB of full scale or more. */
  get hasDc(): boolean {
    return this.#number(slot.hasDc) === 1;
  }

  /** How the caller's voice moves, if `voiceFeatures` was asked for; the same object each time. */
  get voiceFeatures(): VoiceFeatures {
    return readVoiceFeatures(this.#numbers, this.#voiceFeatures);
  }

  /** How much of what comes in our own audio explains, 0…1; 0 while either is silent, or without `echoCheck`. */
  get echoCoherence(): number {
    return this.#number(slot.echoCoherence);
  }

  /** How long our audio takes to come back, to 16 ms; null before an echo was found. */
  get echoDelayMs(): number | null {
    const delayMs = this.#number(slot.echoDelayMs);
    return delayMs < 0 ? null : delayMs;
  }

  /** Changes thresholds and times, not the engine; speech that has begun goes on. @throws INVALID_OPTION */
  configureDetector(detector: DetectorOptions): void {
    crossing(() => native.configureDetector(this.#open(), nativeDetectorOptions(detector, this.#portable)));
  }

  /**
   * Adds audio to the outbound queue; it begins where what was queued before ends.
   * @param pcmRateHz 4,000 to 192,000; it is brought to the line's rate.
   * @returns the queue position of its end.
   */
  queue(pcm: Int16Array, pcmRateHz: number): number {
    requireWhole('pcmRateHz', pcmRateHz, 4_000, 192_000);
    crossing(() => native.queue(this.#open(), requireSamples('pcm', pcm), pcmRateHz));
    return this.queuedEnd;
  }

  /** Position of the end of all that was queued. */
  get queuedEnd(): number {
    return this.#number(slot.queuedEnd);
  }

  /**
   * Asks `tick` for `id` once the caller has heard up to `position`. A mark on audio that is queued already comes when
   * that audio begins, so queue first; one at `queuedEnd` comes when all was heard.
   */
  mark(id: number, position: number): void {
    requireRange('position', position, 0, Number.MAX_SAFE_INTEGER);
    crossing(() => native.mark(this.#open(), id, position));
  }

  /** One 20 ms step of the line's clock. @returns the number of frames to send now. */
  tick(): number {
    try {
      return native.tick(this.#open());
    } catch (cause) {
      throw fromNative(cause);
    }
  }

  /** Encoded frame `index` of the last tick; its memory is used again by the next. */
  frame(index: number): Uint8Array {
    const frame = this.#frames[index];
    if (frame) return frame;
    throw new AudioCoreError('INVALID_OPTION', `No tick gives a frame ${index}. Ask for those below tick()'s result.`);
  }

  /** Queue position that the caller has heard up to: what was sent, less what the far end still holds. */
  get played(): number {
    return this.#number(slot.played);
  }

  /** Marks reached by the last tick. */
  get markCount(): number {
    return this.#number(slot.marks);
  }

  /** Id of mark `index` of the last tick. @throws INVALID_OPTION */
  markId(index: number): number {
    return crossing(() => native.markId(this.#open(), index));
  }

  /** Whether the last tick ended a metrics window. */
  get hasBotMetrics(): boolean {
    return this.#number(slot.hasBotMetrics) === 1;
  }

  /** The bot's newest metrics; the same object each time. */
  get botMetrics(): Metrics {
    return readMetrics(this.#numbers, slot.botMetrics, this.#botMetrics);
  }

  /**
   * Stops sending. What the far end holds (up to `leadMs`) is still heard, unless you had it dropped: say so with
   * `farEndCleared`, and it is sent again after `resume`.
   */
  pause(farEndCleared = false): void {
    crossing(() => native.pause(this.#open(), farEndCleared));
  }

  /** Goes on from the exact sample. */
  resume(): void {
    crossing(() => native.resume(this.#open()));
  }

  /**
   * Promises that you tell the far end to drop what it holds right before you send the frames of the next `tick`: from
   * there on all is sent again, ducked, faded or ended as it then stands. So a change is heard at the next frame, without
   * a gap and without a repeat, although the far end is `leadMs` ahead. Call it before `duck`, or before `clear` with
   * `farEndCleared: false`.
   */
  resend(): void {
    crossing(() => native.resend(this.#open()));
  }

  /**
   * Ends outbound audio, sent or not, at once or where the options say; pending marks of what is dropped go with it.
   * @returns the queue position of its end, where the next audio begins. @throws INVALID_OPTION
   */
  clear({ atPosition, fadeMs = 0, farEndCleared = true }: ClearOptions = {}): number {
    requireRange('fadeMs', fadeMs, 0, 10_000);
    if (atPosition === undefined && fadeMs === 0 && farEndCleared) {
      crossing(() => native.clear(this.#open()));
      return this.played;
    }
    const position = requireRange('atPosition', atPosition ?? this.played, 0, Number.MAX_SAFE_INTEGER);
    return crossing(() => native.clearFrom(this.#open(), position, fadeMs, farEndCleared));
  }

  /**
   * Lowers queued audio, from the next frame sent on, while a loop stays as it is.
   * @param gainDb 0 or less; −96 and less is silence.
   * @param rampMs the gain moves in a straight line for so long, at most 60,000.
   */
  duck(gainDb: number, rampMs: number): void {
    requireRange('gainDb', gainDb, Number.NEGATIVE_INFINITY, 0);
    requireRange('rampMs', rampMs, 0, 60_000);
    crossing(() => native.duck(this.#open(), gainDb, rampMs));
  }

  /** Brings queued audio back to its own loudness. */
  unduck(rampMs: number): void {
    this.duck(0, rampMs);
  }

  /**
   * Plays a loop under and between queued audio, instead of the one before. It has no queue positions, and `isPlaying`
   * leaves it out; audio queued meanwhile is heard after the `leadMs` of it that the far end holds.
   * @throws INVALID_OPTION
   * @param options `gainDb` 0 or less, default 0; `fadeMs` rises for so long, at most 60,000, default 0.
   */
  playLoop(source: LoopSource, { gainDb = 0, fadeMs = 0 }: { gainDb?: number; fadeMs?: number } = {}): void {
    const loop = nativeLoop(source, this.#sampleRateHz);
    requireRange('gainDb', gainDb, Number.NEGATIVE_INFINITY, 0);
    requireRange('fadeMs', fadeMs, 0, 60_000);
    crossing(() => native.playLoop(this.#open(), loop, gainDb, fadeMs));
  }

  /** Lets the loop fall silent over `fadeMs`, at most 60,000. */
  stopLoop(fadeMs = 0): void {
    requireRange('fadeMs', fadeMs, 0, 60_000);
    crossing(() => native.stopLoop(this.#open(), fadeMs));
  }

  /**
   * Holds, in its first `recordingLength` samples, what the last `tick` or `finishRecording` gives to the recording: the
   * caller's sample, the bot's, and so on. The sides stand as they did on the line: what came in while a frame played
   * stands beside it. Its memory is used again by the next.
   */
  get recording(): Int16Array {
    return this.#recording;
  }

  /** Twice the line's samples; normally one frame of them, none while the caller's packets are late. */
  get recordingLength(): number {
    return this.#number(slot.recording);
  }

  /** Puts what is left at the end of a call into `recording`. Ask again until `recordingLength` is 0. */
  finishRecording(): void {
    crossing(() => native.finishRecording(this.#open()));
  }

  /** Whether audio is being heard or waits to be. */
  get isPlaying(): boolean {
    return this.#number(slot.isPlaying) === 1;
  }

  /** A fresh object with the counts so far. */
  get stats(): LineStats {
    return readLineStats(this.#numbers);
  }

  /** Frees the addon's memory; closing twice does nothing. Fields keep their last values. */
  close(): void {
    if (this.#handle < 0) return;
    crossing(() => {
      this.#followPcm();
    });
    native.closeCall(this.#handle);
    this.#handle = -1;
  }

  #open(): number {
    if (this.#handle >= 0) return this.#handle;
    throw new AudioCoreError('CLOSED', "This call's audio was closed. Make a new CallAudio for a new call.");
  }

  #number(index: number): number {
    return this.#numbers[index] as number;
  }

  /** A burst longer than ever before made the addon take a longer block. */
  #followPcm(): void {
    const isLonger = this.#pcm.length > 0 && this.#number(slot.pcmCapacity) !== this.#pcm.length;
    if (isLonger && this.#handle >= 0) this.#pcm = crossing(() => native.pcmOf(this.#handle));
  }
}

/** Views of `bytes`, each `size` long. */
function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: bytes.length / size }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}
