// Written by `node scripts/api.mjs` after a build; not by hand.
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
export { type PacketArrival, PlayoutBuffer, type PlayoutBufferOptions, type PlayoutOutcome, type PlayoutStats, } from './playout-buffer.ts';
export { Resampler } from './resampler.ts';
export { type DetectorOptions, type HopScore, SpeechDetector, type Verdict } from './speech-detector.ts';
export { StereoRecorder } from './stereo-recorder.ts';
export { readWav, type Wav, type WavEncoding, WavReader } from './wav-reader.ts';
export { WavWriter, type WavWriterOptions, writeWav } from './wav-writer.ts';

// call-audio
/** A call's handle, for those who cross for many calls at once; −1 when it is closed. */
export declare function callHandle(audio: CallAudio): number;
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
/**
 * One call's audio: a crossing into the addon for each packet in, and one for each frame out. Results of the last
 * crossing are plain fields; arrays and objects they give are used again, so copy what you keep.
 * Positions are samples of the line. It has no clock: time comes in as arguments.
 */
export declare class CallAudio {
    #private;
    /** @throws INVALID_OPTION */
    constructor(options: CallAudioOptions);
    /**
     * Hears a packet as it came from the line.
     * @param sequence counts packets, from any start; wraps at 2³².
     * @param timestampSamples the sender's position of the packet's first sample; wraps at 2³².
     * @param payload any length; what is not a whole sample is left out.
     * @param atMs when it came, in ms since the call began; never goes back.
     */
    push(sequence: number, timestampSamples: number, payload: Uint8Array, atMs: number): void;
    /** Time passes without a packet: call it each 20 ms then, so that what is overdue is heard as silence. */
    idle(atMs: number): void;
    /** Samples heard so far, silence for missing ones included. */
    get inSample(): number;
    /** Decisions of the last `push` or `idle`. */
    get verdictCount(): number;
    /** Decision `index` of the last `push` or `idle`; the same object each time. */
    verdict(index: number): Verdict;
    /** The detector's newest score, 0…1; 0 while what comes in is our own echo (`echoCheck`). */
    get speechProbability(): number;
    /** Whether the caller is speaking, by the last verdict. */
    get isSpeech(): boolean;
    /** Holds, in its first `pcmLength` samples, what the last `push` or `idle` released, at the transcriber's rate. */
    get pcm(): Int16Array;
    get pcmLength(): number;
    /** Whether the last `push` or `idle` ended a metrics window. */
    get hasUserMetrics(): boolean;
    /** The caller's newest metrics; the same object each time. */
    get userMetrics(): Metrics;
    /**
     * How loud the caller's line is now, 0…1, linear in dB: 0 is −60 dB of full scale, 0.1 are 6 dB, a full-scale sine has
     * 0.95. Follows the power of 10 ms steps with a time constant of 50 ms.
     */
    get loudness(): number;
    /** Whether the caller's line was cut off at the end of its scale in the last half second. */
    get isClipping(): boolean;
    /** Whether the caller's line carries a constant part of −40 dB of full scale or more. */
    get hasDc(): boolean;
    /** How the caller's voice moves, if `voiceFeatures` was asked for; the same object each time. */
    get voiceFeatures(): VoiceFeatures;
    /** How much of what comes in our own audio explains, 0…1; 0 while either is silent, or without `echoCheck`. */
    get echoCoherence(): number;
    /** How long our audio takes to come back, to 16 ms; null before an echo was found. */
    get echoDelayMs(): number | null;
    /** Changes thresholds and times, not the engine; speech that has begun goes on. @throws INVALID_OPTION */
    configureDetector(detector: DetectorOptions): void;
    /**
     * Adds audio to the outbound queue; it begins where what was queued before ends.
     * @param pcmRateHz 4,000 to 192,000; it is brought to the line's rate.
     * @returns the queue position of its end.
     */
    queue(pcm: Int16Array, pcmRateHz: number): number;
    /** Position of the end of all that was queued. */
    get queuedEnd(): number;
    /**
     * Asks `tick` for `id` once the caller has heard up to `position`. A mark on audio that is queued already comes when
     * that audio begins, so queue first; one at `queuedEnd` comes when all was heard.
     */
    mark(id: number, position: number): void;
    /** One 20 ms step of the line's clock. @returns the number of frames to send now. */
    tick(): number;
    /** Encoded frame `index` of the last tick; its memory is used again by the next. */
    frame(index: number): Uint8Array;
    /** Queue position that the caller has heard up to: what was sent, less what the far end still holds. */
    get played(): number;
    /** Marks reached by the last tick. */
    get markCount(): number;
    /** Id of mark `index` of the last tick. @throws INVALID_OPTION */
    markId(index: number): number;
    /** Whether the last tick ended a metrics window. */
    get hasBotMetrics(): boolean;
    /** The bot's newest metrics; the same object each time. */
    get botMetrics(): Metrics;
    /**
     * Stops sending. What the far end holds (up to `leadMs`) is still heard, unless you had it dropped: say so with
     * `farEndCleared`, and it is sent again after `resume`.
     */
    pause(farEndCleared?: boolean): void;
    /** Goes on from the exact sample. */
    resume(): void;
    /**
     * Promises that you tell the far end to drop what it holds right before you send the frames of the next `tick`: from
     * there on all is sent again, ducked, faded or ended as it then stands. So a change is heard at the next frame, without
     * a gap and without a repeat, although the far end is `leadMs` ahead. Call it before `duck`, or before `clear` with
     * `farEndCleared: false`.
     */
    resend(): void;
    /**
     * Ends outbound audio, sent or not, at once or where the options say; pending marks of what is dropped go with it.
     * @returns the queue position of its end, where the next audio begins. @throws INVALID_OPTION
     */
    clear({ atPosition, fadeMs, farEndCleared }?: ClearOptions): number;
    /**
     * Lowers queued audio, from the next frame sent on, while a loop stays as it is.
     * @param gainDb 0 or less; −96 and less is silence.
     * @param rampMs the gain moves in a straight line for so long, at most 60,000.
     */
    duck(gainDb: number, rampMs: number): void;
    /** Brings queued audio back to its own loudness. */
    unduck(rampMs: number): void;
    /**
     * Plays a loop under and between queued audio, instead of the one before. It has no queue positions, and `isPlaying`
     * leaves it out; audio queued meanwhile is heard after the `leadMs` of it that the far end holds.
     * @throws INVALID_OPTION
     * @param options `gainDb` 0 or less, default 0; `fadeMs` rises for so long, at most 60,000, default 0.
     */
    playLoop(source: LoopSource, { gainDb, fadeMs }?: {
        gainDb?: number;
        fadeMs?: number;
    }): void;
    /** Lets the loop fall silent over `fadeMs`, at most 60,000. */
    stopLoop(fadeMs?: number): void;
    /**
     * Holds, in its first `recordingLength` samples, what the last `tick` or `finishRecording` gives to the recording: the
     * caller's sample, the bot's, and so on. The sides stand as they did on the line: what came in while a frame played
     * stands beside it. Its memory is used again by the next.
     */
    get recording(): Int16Array;
    /** Twice the line's samples; normally one frame of them, none while the caller's packets are late. */
    get recordingLength(): number;
    /** Puts what is left at the end of a call into `recording`. Ask again until `recordingLength` is 0. */
    finishRecording(): void;
    /** Whether audio is being heard or waits to be. */
    get isPlaying(): boolean;
    /** A fresh object with the counts so far. */
    get stats(): LineStats;
    /** Frees the addon's memory; closing twice does nothing. Fields keep their last values. */
    close(): void;
}

// call-batch
/**
 * Does for many calls in one crossing what `CallAudio.push`, `idle` and `tick` do for one, with the same results in each
 * call's fields. Nothing is thrown for one of the calls: what went wrong with it is its code, and the others go on.
 * A call that stands in it twice hears both packets, and its fields tell of the second.
 */
export declare class CallBatch {
    #private;
    /** Packets that wait for `push`. */
    get waiting(): number;
    /**
     * Adds a packet for the next `push`; its bytes are copied. Arguments are those of `CallAudio.push`.
     * @returns its index there. @throws INVALID_OPTION when the payload is not bytes.
     */
    add(audio: CallAudio, sequence: number, timestampSamples: number, payload: Uint8Array, atMs: number): number;
    /** Adds a call without a packet for the next `push`, as `CallAudio.idle`. @returns its index there. */
    addIdle(audio: CallAudio, atMs: number): number;
    /** Every call hears what was added for it, in order. @returns how many failed: see `pushError`. */
    push(): number;
    /** What went wrong with `index` of the last `push`, or null. Ask before you add to the next. */
    pushError(index: number): AudioCoreErrorCode | null;
    /** One 20 ms step of each line's clock, as `CallAudio.tick`. @returns how many failed: see `tickError`. */
    tick(audios: readonly CallAudio[]): number;
    /** Frames to send now of call `index` of the last `tick`; none when it failed. Its own `frame` has them. */
    frameCount(index: number): number;
    /** What went wrong with call `index` of the last `tick`, or null. */
    tickError(index: number): AudioCoreErrorCode | null;
}

// call-options
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
export declare function nativeCallOptions(options: CallAudioOptions): NativeCallOptions;

// call-results
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
export declare function noMetrics(): Metrics;
/** Fills `metrics` from the addon's numbers. */
export declare function readMetrics(numbers: Float64Array, at: number, metrics: Metrics): Metrics;
/** Features of silence. */
export declare function noVoiceFeatures(): VoiceFeatures;
/** Fills `features` from the addon's numbers. */
export declare function readVoiceFeatures(numbers: Float64Array, features: VoiceFeatures): VoiceFeatures;
/** A fresh object from the addon's numbers. */
export declare function readLineStats(numbers: Float64Array): LineStats;

// errors
/** What went wrong, for programs. */
export type AudioCoreErrorCode = 
/** No binary for this platform is installed. */
'ADDON_MISSING'
/** An option or argument is out of its range. */
 | 'INVALID_OPTION'
/** The bytes are not a WAV file we can read. */
 | 'INVALID_WAV'
/** The bytes are not an Opus packet. */
 | 'INVALID_OPUS'
/** The bytes are not an Ogg/Opus file we can read, or it lasts too long. */
 | 'INVALID_OGG'
/** Too many calls or codecs are open at once. */
 | 'TOO_MANY'
/** The object was closed. */
 | 'CLOSED'
/** A fault of this package. Whatever it happened in is closed; the rest goes on. Please report it. */
 | 'INTERNAL';
/** Every error this package throws. The message says what happened, to which thing, and what to do. */
export declare class AudioCoreError extends Error {
    readonly code: AudioCoreErrorCode;
    constructor(code: AudioCoreErrorCode, message: string, options?: ErrorOptions);
}
/** @throws INVALID_OPTION unless `value` is a number from `least` to `most`. */
export declare function requireRange(name: string, value: number, least: number, most: number): number;
/** @throws INVALID_OPTION unless `value` is one of `allowed`. */
export declare function requireOneOf<T extends string | number>(name: string, value: T, allowed: readonly T[]): T;
/** @throws INVALID_OPTION unless `value` is an Int16Array whose memory is there. */
export declare function requireSamples(name: string, value: Int16Array): Int16Array;
/**
 * What the addon threw, as an error of ours; one of ours stays as it is.
 * @param unreadable the code for bytes that cannot be read; where nothing is read, our own fault.
 */
export declare function fromNative(cause: unknown, unreadable?: AudioCoreErrorCode): AudioCoreError;
/**
 * Crosses into the addon where nothing needs to be fast.
 * @throws AudioCoreError, whatever the addon throws.
 */
export declare function crossing<R>(act: () => R, unreadable?: AudioCoreErrorCode): R;
/** @throws INVALID_OPTION unless `value` is a Uint8Array whose memory is there. */
export declare function requireBytes(name: string, value: Uint8Array): Uint8Array;
/** @throws INVALID_OPTION unless `value` is a whole number from `least` to `most`. */
export declare function requireWhole(name: string, value: number, least: number, most: number): number;

// g711
/** The two laws of G.711. */
export type G711 = 'mulaw' | 'alaw';
/** 16-bit samples → one byte each. */
export declare function encodeG711(codec: G711, samples: Int16Array): Uint8Array;
/** One byte each → 16-bit samples. */
export declare function decodeG711(codec: G711, bytes: Uint8Array): Int16Array;

// level
/** How loud a stretch of sound is. */
export interface Level {
    /** Root mean square, 0…1 of full scale. */
    rms: number;
    /** Largest magnitude, 0…1 of full scale. */
    peak: number;
    /** `20·log10(rms)`, −60…0 dB of full scale. */
    energyDb: number;
}
/** Measures 16-bit mono samples of any length; none at all are silence. */
export declare function measureLevel(samples: Int16Array): Level;

// line
/** How samples are written on a line. */
export type LineCodec = 'mulaw' | 'alaw' | 'pcm16';
/** Samples per second of a line. */
export type LineRateHz = 8000 | 16000 | 24000 | 48000;
/** The addon's number for a codec. */
export declare function codecNumber(codec: LineCodec): number;
export declare function requireLineRate(sampleRateHz: LineRateHz): LineRateHz;

// loop-source
/** The addon's part of a source. @throws INVALID_OPTION when it is none, or of another rate than the line. */
export declare function nativeLoop(source: LoopSource, lineRateHz: LineRateHz): NativeLoopSource;
/** Audio that goes round, such as hold music. Made once, it may play in any number of calls of its rate. */
export declare class LoopSource {
    readonly sampleRateHz: LineRateHz;
    /** Samples of one round, at the line's rate. */
    readonly samples: number;
    /**
     * @param pcm 16-bit mono samples; the last is followed by the first.
     * @param pcmRateHz 4,000 to 192,000.
     * @param sampleRateHz rate of the lines it will play on.
     * @throws INVALID_OPTION
     */
    constructor(pcm: Int16Array, pcmRateHz: number, sampleRateHz: LineRateHz);
}

// ogg-opus-reader
/** What is to come out of a file. */
export interface OggOpusReaderOptions {
    sampleRateHz: OpusRateHz;
    /** Samples of two channels take turns. Default 1. */
    channels?: 1 | 2;
    /** A file that lasts longer is refused: a few bytes can claim to be hours. Default 3,600,000 (an hour). */
    maxDurationMs?: number;
}
/** What became of a file so far. */
export interface OggOpusStats {
    /** Samples of one channel that were given out. */
    samples: number;
    /** Packets that did not decode; what they may have been was given out. */
    damagedPackets: number;
    /** Samples at 48 kHz that are missing in the file; as above. */
    missingSamples: number;
    /** Streams, one after another. */
    streams: number;
}
/** Reads voice notes and other Ogg/Opus files as they come. Holds little of a file, and bounds what it claims. */
export declare class OggOpusReader {
    #private;
    /** @throws INVALID_OPTION, TOO_MANY */
    constructor(options: OggOpusReaderOptions);
    /** The samples in the next bytes, any number of them. @throws INVALID_OGG, CLOSED */
    push(bytes: Uint8Array): Int16Array;
    /** The file has ended. @throws INVALID_OGG when there was no Opus stream in it, CLOSED */
    finish(): void;
    /** A fresh object with the counts so far. @throws CLOSED */
    get stats(): OggOpusStats;
    /** Frees the addon's memory; closing twice does nothing. */
    close(): void;
}

// ogg-opus-writer
/** What to write. */
export interface OggOpusWriterOptions extends OpusEncoderOptions {
    /** Number of the stream, up to 2³² − 1; files that are to be chained need different ones. Default 1. */
    serial?: number;
    /** `NAME=value`, each. Default none. */
    comments?: readonly string[];
}
/** Writes an Ogg/Opus file as its sound comes; what was written so far always plays. */
export declare class OggOpusWriter {
    #private;
    /** @throws INVALID_OPTION, TOO_MANY */
    constructor(options: OggOpusWriterOptions);
    /** Takes samples, any number. @returns bytes to append to the file; often none. @throws CLOSED */
    push(samples: Int16Array): Uint8Array;
    /** Ends the file with exactly the samples that were given, and closes. @returns its last bytes. @throws CLOSED */
    finish(): Uint8Array;
    /** Leaves the file as it is, up to a second short; closing twice does nothing. */
    close(): void;
}

// opus-decoder
/** What is to come out; any stream comes out at any rate, with one channel or two. */
export interface OpusDecoderOptions {
    sampleRateHz: OpusRateHz;
    /** Samples of two channels take turns. Default 1. */
    channels?: 1 | 2;
}
/** Opus packets → samples, one stream; also for packets that never came. */
export declare class OpusDecoder {
    #private;
    /** @throws INVALID_OPTION, TOO_MANY */
    constructor(options: OpusDecoderOptions);
    /** The samples of a packet. @throws INVALID_OPUS when it is none (then nothing has changed), CLOSED */
    decode(packet: Uint8Array): Int16Array;
    /**
     * A packet was lost: what it may have been.
     * @param samples of one channel, a whole number of 2.5 ms, up to 120 ms.
     * @throws INVALID_OPTION, CLOSED
     */
    conceal(samples: number): Int16Array;
    /**
     * The packet before `next` was lost: its copy, where the encoder put one into `next`, else what it may have been. Then
     * decode `next` itself.
     * @param samples as in `conceal`.
     * @throws INVALID_OPUS, INVALID_OPTION, CLOSED
     */
    recover(next: Uint8Array, samples: number): Int16Array;
    /** Frees the addon's memory; closing twice does nothing. */
    close(): void;
}

// opus-encoder
/** Rates that Opus works at. */
export type OpusRateHz = 8000 | 12000 | 16000 | 24000 | 48000;
/** How to encode. */
export interface OpusEncoderOptions {
    sampleRateHz: OpusRateHz;
    /** Samples of two channels take turns. Default 1. */
    channels?: 1 | 2;
    /** `voice` is for speech, `audio` for music, `low-delay` has neither FEC nor the delay it needs. Default `voice`. */
    purpose?: 'voice' | 'audio' | 'low-delay';
    /** Bits a second, 500 to 512,000. Default: the codec's choice. */
    bitrate?: number;
    /** Effort, 0 to 10. Default: the codec's choice. */
    complexity?: number;
    /** Each packet also holds a coarse copy of the one before, as far as the expected loss makes it worth it. Default false. */
    fec?: boolean;
    /** 0 to 100. Default 0. */
    expectedLossPercent?: number;
    /** Silence gives packets of at most two bytes, which need not be sent. Default false. */
    dtx?: boolean;
}
/** @throws INVALID_OPTION */
export declare function requireOpusRate(sampleRateHz: OpusRateHz): OpusRateHz;
/** Checks options and fills in defaults. @throws INVALID_OPTION */
export declare function nativeEncoderOptions(options: OpusEncoderOptions): NativeEncoderOptions;
/** Samples → Opus packets, one stream. */
export declare class OpusEncoder {
    #private;
    /** By how many samples (of one channel) the sound comes out of a decoder later than it went in here. */
    readonly lookaheadSamples: number;
    /** @throws INVALID_OPTION, TOO_MANY */
    constructor(options: OpusEncoderOptions);
    /**
     * @param frame 2.5, 5, 10, 20, 40, 60, 80, 100 or 120 ms of samples.
     * @throws INVALID_OPTION for another length, CLOSED
     */
    encode(frame: Int16Array): Uint8Array;
    /** Frees the addon's memory; closing twice does nothing. */
    close(): void;
}

// playout-buffer
/** How to read packets, and how to play them. */
export interface PlayoutBufferOptions {
    codec: LineCodec;
    /** Rate of the line and of the sender's clock. */
    sampleRateHz: LineRateHz;
    /** Width of the sender's packet counter: 16 is RTP's. Default 16. */
    sequenceBits?: 16 | 32;
    /** Sound given out by one pull, 1 to 120 ms. Shorter pulls allow less delay. Default 20. */
    pullMs?: number;
}
declare const arrivals: readonly ["kept", "late", "duplicate", "discarded"];
/** What became of a packet: `discarded` belongs to no stream we know, or found no room. */
export type PacketArrival = (typeof arrivals)[number];
declare const outcomes: readonly ["normal", "merge", "accelerate", "preEmptiveExpand", "comfortNoise", "expand", "silence"];
/**
 * What a pull gave, in NetEq's words; of several, the one least like playing: sound as sent, the first sound after made
 * sound, sound made shorter or longer, background noise, voice made from the last voice, and silence before the first
 * packet.
 */
export type PlayoutOutcome = (typeof outcomes)[number];
declare const counts: readonly ["received", "played", "late", "duplicate", "discarded", "lost", "reordered", "empty", "restarts", "expandedSamples", "comfortNoiseSamples", "acceleratedSamples", "preEmptiveSamples"];
/**
 * Counts so far. `received = played + late + duplicate + discarded`, and those that wait; `lost` were given up and have
 * not come since.
 */
export type PlayoutStats = Record<(typeof counts)[number], number>;
/**
 * Packets in as they come, sound out at a steady pace: the playout mode of the jitter buffer, for lines that are heard by
 * a person. Listening for a machine needs none of its delay: `CallAudio` has the analysis mode. It has no clock: time
 * comes in as arguments.
 */
export declare class PlayoutBuffer {
    #private;
    /** @throws INVALID_OPTION */
    constructor(options: PlayoutBufferOptions);
    /**
     * Takes a packet as it came.
     * @param sequence counts packets; wraps at 2¹⁶ or 2³².
     * @param timestampSamples the sender's position of the packet's first sample; wraps at 2³².
     * @param payload any length; what is not a whole sample is left out.
     * @param atMs when it came; never goes back.
     */
    insertPacket(sequence: number, timestampSamples: number, payload: Uint8Array, atMs: number): PacketArrival;
    /** Fills `pcm` with what is to be heard from `atMs` on. */
    pull(atMs: number): PlayoutOutcome;
    /** What the last pull gave, always `pullMs` of it; its memory is used again by the next. */
    get pcm(): Int16Array;
    /** Packets whose first sample was in the last pull; at most 32 are told of. */
    get startedCount(): number;
    /** Sequence of the packet `index` that began in the last pull, as its sender wrote it. */
    startedSequence(index: number): number;
    /** Where in `pcm` that packet begins. */
    startedOffset(index: number): number;
    /** How much later than the fastest packet of the last two seconds sound is to be played, in ms. */
    get targetDelayMs(): number;
    /** Packets that wait for their turn. */
    get waiting(): number;
    /** A fresh object with the counts so far. */
    get stats(): PlayoutStats;
    /** Frees the addon's memory; closing twice does nothing. Fields keep their last values. */
    close(): void;
}
export {};

// resampler
/**
 * Changes the rate of a mono stream, block by block. Output is aligned with input in time; the last 2 ms of input wait
 * for what follows them, or for `flush`.
 */
export declare class Resampler {
    #private;
    /**
     * @param fromHz whole samples per second, 4,000 to 192,000; so is `toHz`.
     * @throws INVALID_OPTION for other rates.
     */
    constructor(fromHz: number, toHz: number);
    /** The next block. After `n` samples of a stream, `ceil(n·toHz/fromHz)` are out once it is flushed. */
    process(samples: Int16Array): Int16Array;
    /** The end of the stream, as if silence followed; the next block begins a new one. */
    flush(): Int16Array;
}

// speech-detector
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
/** Checks options and fills in defaults. @throws INVALID_OPTION */
export declare function nativeDetectorOptions(options: DetectorOptions, portable: boolean): NativeDetectorOptions;
/** Fills `verdict` from the addon's four numbers. */
export declare function readVerdict(numbers: number[], offset: number, verdict: Verdict): Verdict;
/** Listens to one mono stream, without a call around it: for tools and tests. */
export declare class SpeechDetector {
    #private;
    /** @throws INVALID_OPTION */
    constructor(options: DetectorOptions & {
        sampleRateHz: LineRateHz;
        portable?: boolean;
    });
    /** Hears samples of any length. @returns the decisions made meanwhile, in order. */
    process(samples: Int16Array): Verdict[];
    /**
     * Hears samples as `process` does, and answers how likely each 8 ms was speech: with what followed taken into account,
     * so closer to where voices begin and end than `probability` is.
     *
     * @param isLast nothing follows: the hops that wait for it are scored now
     * @returns the hops scored meanwhile, in order, each of the stream once from the first call on
     */
    score(samples: Int16Array, isLast?: boolean): HopScore[];
    /** The newest score, 0…1. */
    get probability(): number;
    /** Whether somebody is speaking, by the last verdict. */
    get isSpeech(): boolean;
}

// stereo-recorder
/**
 * Pairs two sides of a call, sample against sample, without a call around it; with one, use `CallAudio.recording`.
 * A side that is behind is waited for, up to `patienceSamples`; then it is recorded as silent, and as much of it is left
 * out when it comes after all. So the two sides never move against each other.
 */
export declare class StereoRecorder {
    #private;
    /** @throws INVALID_OPTION */
    constructor(options: {
        patienceSamples: number;
    });
    /**
     * Takes what each side heard since the last tick, any lengths, none included.
     * @returns pairs of samples, the caller's and the bot's: what both sides have by now.
     */
    tick(caller: Int16Array, bot: Int16Array): Int16Array;
    /** @returns what is left at the end, the shorter side filled up with silence. */
    finish(): Int16Array;
}

// wav-reader
/** How a file writes its samples: whole numbers of 8 to 32 bits, 32-bit floats, G.711. */
export type WavEncoding = 'pcm8' | 'pcm16' | 'pcm24' | 'pcm32' | 'float32' | 'mulaw' | 'alaw';
/** The addon's numbers for them. */
export declare const wavEncodings: readonly WavEncoding[];
/** The sound of a WAV file. Samples of several channels take turns. */
export interface Wav {
    sampleRateHz: number;
    channels: number;
    samples: Int16Array;
}
/**
 * Reads a WAV file as it comes, whatever its length: RIFF or RF64, any `WavEncoding`; samples come out as 16 bits, rounded
 * and clipped. Chunks we do not know are passed over, and data whose end was never written goes on to the end.
 */
export declare class WavReader {
    #private;
    /** @throws TOO_MANY */
    constructor();
    /** The samples in the next bytes, any number of them; channels take turns. @throws INVALID_WAV, CLOSED */
    push(bytes: Uint8Array): Int16Array;
    /** How the file is written; undefined before enough of it came. @throws CLOSED */
    get format(): {
        encoding: WavEncoding;
        sampleRateHz: number;
        channels: number;
    } | undefined;
    /** The file has ended. @throws INVALID_WAV when it ended before its data, CLOSED */
    finish(): void;
    /** Frees the addon's memory; closing twice does nothing. */
    close(): void;
}
/** Reads a whole WAV file; one that was cut short gives what there is. @throws INVALID_WAV */
export declare function readWav(bytes: Uint8Array): Wav;

// wav-writer
/** What to write. */
export interface WavWriterOptions {
    sampleRateHz: number;
    /** 1 to 64; samples take turns. Default 1. */
    channels?: number;
    /** Default `pcm16`. */
    encoding?: WavEncoding;
}
/**
 * Writes a WAV file as its sound comes. Append what `push` and `finish` give; write `header()` over the beginning now and
 * then, and at the end. A file whose writer died before that still plays: its header then says «until the end».
 */
export declare class WavWriter {
    #private;
    /** @throws INVALID_OPTION, TOO_MANY */
    constructor(options: WavWriterOptions);
    /** Takes samples, any number of whole turns. @returns bytes to append; the first ones hold the header. @throws CLOSED */
    push(samples: Int16Array): Uint8Array;
    /** The header for the sound so far, always of the same length. @throws CLOSED */
    header(): Uint8Array;
    /** @returns the last byte, where one is needed to make the length even. `header` is to follow. @throws CLOSED */
    finish(): Uint8Array;
    /** Frees the addon's memory; closing twice does nothing. */
    close(): void;
}
/** Writes 16-bit samples as a whole WAV file; those of several channels take turns. @throws INVALID_OPTION */
export declare function writeWav(samples: Int16Array, sampleRateHz: number, channels?: number): Uint8Array;
