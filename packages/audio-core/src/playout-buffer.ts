import { AudioCoreError, crossing, fromNative, requireBytes, requireOneOf, requireRange } from './errors.ts';
import { codecNumber, type LineCodec, type LineRateHz, requireLineRate } from './line.ts';
import { native, playoutSlot as slot } from './native.ts';

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

const arrivals = ['kept', 'late', 'duplicate', 'discarded'] as const;
/** What became of a packet: `discarded` belongs to no stream we know, or found no room. */
export type PacketArrival = (typeof arrivals)[number];

const outcomes = ['normal', 'merge', 'accelerate', 'preEmptiveExpand', 'comfortNoise', 'expand', 'silence'] as const;
/**
 * What a pull gave, in NetEq's words; of several, the one least like playing: sound as sent, the first sound after made
 * sound, sound made shorter or longer, background noise, voice made from the last voice, and silence before the first
 * packet.
 */
export type PlayoutOutcome = (typeof outcomes)[number];

const counts = [
  'received',
  'played',
  'late',
  'duplicate',
  'discarded',
  'lost',
  'reordered',
  'empty',
  'restarts',
  'expandedSamples',
  'comfortNoiseSamples',
  'acceleratedSamples',
  'preEmptiveSamples',
] as const;
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
export class PlayoutBuffer {
  #handle: number;
  readonly #numbers: Float64Array;
  readonly #pcm: Int16Array;

  /** @throws INVALID_OPTION */
  constructor(options: PlayoutBufferOptions) {
    const sampleRateHz = requireLineRate(options.sampleRateHz);
    const pullMs = requireRange('pullMs', options.pullMs ?? 20, 1, 120);
    const wanted = {
      codec: codecNumber(options.codec),
      sampleRateHz,
      sequenceBits: requireOneOf('sequenceBits', options.sequenceBits ?? 16, [16, 32]),
      pullSamples: Math.round((pullMs * sampleRateHz) / 1_000),
    };
    this.#handle = crossing(() => native.openPlayout(wanted));
    this.#numbers = native.playoutNumbers(this.#handle);
    this.#pcm = native.playoutPcm(this.#handle);
  }

  /**
   * Takes a packet as it came.
   * @param sequence counts packets; wraps at 2¹⁶ or 2³².
   * @param timestampSamples the sender's position of the packet's first sample; wraps at 2³².
   * @param payload any length; what is not a whole sample is left out.
   * @param atMs when it came; never goes back.
   */
  insertPacket(sequence: number, timestampSamples: number, payload: Uint8Array, atMs: number): PacketArrival {
    if (!payload?.length) requireBytes('payload', payload);
    try {
      return arrivals[native.insertPlayout(this.#open(), sequence, timestampSamples, payload, atMs)] as PacketArrival;
    } catch (cause) {
      throw fromNative(cause);
    }
  }

  /** Fills `pcm` with what is to be heard from `atMs` on. */
  pull(atMs: number): PlayoutOutcome {
    try {
      return outcomes[native.pullPlayout(this.#open(), atMs)] as PlayoutOutcome;
    } catch (cause) {
      throw fromNative(cause);
    }
  }

  /** What the last pull gave, always `pullMs` of it; its memory is used again by the next. */
  get pcm(): Int16Array {
    return this.#pcm;
  }

  /** Packets whose first sample was in the last pull; at most 32 are told of. */
  get startedCount(): number {
    return this.#number(slot.started);
  }

  /** Sequence of the packet `index` that began in the last pull, as its sender wrote it. */
  startedSequence(index: number): number {
    return this.#number(slot.startedList + 2 * this.#startedIndex(index));
  }

  /** Where in `pcm` that packet begins. */
  startedOffset(index: number): number {
    return this.#number(slot.startedList + 2 * this.#startedIndex(index) + 1);
  }

  /** How much later than the fastest packet of the last two seconds sound is to be played, in ms. */
  get targetDelayMs(): number {
    return this.#number(slot.targetDelayMs);
  }

  /** Packets that wait for their turn. */
  get waiting(): number {
    return this.#number(slot.waiting);
  }

  /** A fresh object with the counts so far. */
  get stats(): PlayoutStats {
    return Object.fromEntries(counts.map((name, index) => [name, this.#number(slot.stats + index)])) as PlayoutStats;
  }

  /** Frees the addon's memory; closing twice does nothing. Fields keep their last values. */
  close(): void {
    if (this.#handle < 0) return;
    native.closePlayout(this.#handle);
    this.#handle = -1;
  }

  #open(): number {
    if (this.#handle >= 0) return this.#handle;
    throw new AudioCoreError('CLOSED', 'This playout buffer was closed. Make a new one for a new line.');
  }

  #startedIndex(index: number): number {
    if (index >= 0 && index < this.startedCount) return index;
    throw new AudioCoreError('INVALID_OPTION', `No packet ${index} began. Ask for those below startedCount.`);
  }

  #number(index: number): number {
    return this.#numbers[index] as number;
  }
}
