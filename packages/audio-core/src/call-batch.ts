import { type CallAudio, callHandle } from './call-audio.ts';
import { AudioCoreError, type AudioCoreErrorCode, crossing, requireBytes } from './errors.ts';
import { native } from './native.ts';

/** Numbers of one packet, as `pushMany` takes them. */
const PACKET = 5;
const IDLE = -1;
/** What the addon's codes mean; `node/src/many.rs` has the same list. */
const codes: Readonly<Record<number, AudioCoreErrorCode>> = {
  [-1]: 'CLOSED',
  [-2]: 'INVALID_OPTION',
  [-3]: 'INTERNAL',
};

/**
 * Does for many calls in one crossing what `CallAudio.push`, `idle` and `tick` do for one, with the same results in each
 * call's fields. Nothing is thrown for one of the calls: what went wrong with it is its code, and the others go on.
 * A call that stands in it twice hears both packets, and its fields tell of the second.
 */
export class CallBatch {
  #packets = new Float64Array(64 * PACKET);
  #payloads = new Uint8Array(64 * 320);
  #waiting = 0;
  #bytes = 0;
  #calls = new Float64Array(64);
  #pushed = 0;
  #ticked = 0;

  /** Packets that wait for `push`. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Adds a packet for the next `push`; its bytes are copied. Arguments are those of `CallAudio.push`.
   * @returns its index there. @throws INVALID_OPTION when the payload is not bytes.
   */
  add(audio: CallAudio, sequence: number, timestampSamples: number, payload: Uint8Array, atMs: number): number {
    if (!payload?.length || !(payload instanceof Uint8Array)) requireBytes('payload', payload);
    const end = this.#bytes + payload.length;
    if (end > this.#payloads.length) this.#payloads = longer(this.#payloads, end);
    this.#payloads.set(payload, this.#bytes);
    this.#bytes = end;
    return this.#add(callHandle(audio), sequence, timestampSamples, atMs, payload.length);
  }

  /** Adds a call without a packet for the next `push`, as `CallAudio.idle`. @returns its index there. */
  addIdle(audio: CallAudio, atMs: number): number {
    return this.#add(callHandle(audio), 0, 0, atMs, IDLE);
  }

  /** Every call hears what was added for it, in order. @returns how many failed: see `pushError`. */
  push(): number {
    const count = this.#waiting;
    [this.#pushed, this.#waiting, this.#bytes] = [count, 0, 0];
    return crossing(() => native.pushMany(this.#packets, this.#payloads, count));
  }

  /** What went wrong with `index` of the last `push`, or null. Ask before you add to the next. */
  pushError(index: number): AudioCoreErrorCode | null {
    if (this.#waiting > 0) {
      throw new AudioCoreError('INVALID_OPTION', 'Packets were added since the last push. Ask for its errors before.');
    }
    return codes[this.#packets[PACKET * below(index, this.#pushed)] as number] ?? null;
  }

  /** One 20 ms step of each line's clock, as `CallAudio.tick`. @returns how many failed: see `tickError`. */
  tick(audios: readonly CallAudio[]): number {
    const count = audios.length;
    if (count > this.#calls.length) this.#calls = longer(this.#calls, count);
    const calls = this.#calls;
    for (let index = 0; index < count; index++) calls[index] = callHandle(audios[index] as CallAudio);
    this.#ticked = count;
    return crossing(() => native.tickMany(calls, count));
  }

  /** Frames to send now of call `index` of the last `tick`; none when it failed. Its own `frame` has them. */
  frameCount(index: number): number {
    return Math.max(0, this.#calls[below(index, this.#ticked)] as number);
  }

  /** What went wrong with call `index` of the last `tick`, or null. */
  tickError(index: number): AudioCoreErrorCode | null {
    return codes[this.#calls[below(index, this.#ticked)] as number] ?? null;
  }

  #add(handle: number, sequence: number, timestampSamples: number, atMs: number, length: number): number {
    const index = this.#waiting++;
    const at = index * PACKET;
    if (at + PACKET > this.#packets.length) this.#packets = longer(this.#packets, at + PACKET);
    const packets = this.#packets;
    packets[at] = handle;
    packets[at + 1] = sequence;
    packets[at + 2] = timestampSamples;
    packets[at + 3] = atMs;
    packets[at + 4] = length;
    return index;
  }
}

/** The same in twice the room, or as much as is needed. */
function longer<T extends Float64Array | Uint8Array>(array: T, needed: number): T {
  const size = Math.max(2 * array.length, needed);
  const room = array instanceof Float64Array ? new Float64Array(size) : new Uint8Array(size);
  room.set(array);
  return room as T;
}

/** @throws INVALID_OPTION unless `index` is below `count`. */
function below(index: number, count: number): number {
  if (Number.isInteger(index) && index >= 0 && index < count) return index;
  throw new AudioCoreError('INVALID_OPTION', `There is no call ${index} in the batch. Ask for those below ${count}.`);
}
