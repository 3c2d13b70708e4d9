import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { CallAudio, encodeG711, OpusDecoder } from '../dist/index.js';
import { native } from '../dist/native.js';
import { type Anything, callOptions, detached, outcome } from './addon.ts';

const addon = native as unknown as Record<string, Anything>;

function openCall(): number {
  return native.openCall(callOptions);
}

describe('handles', () => {
  it('that are closed, closed twice, of another kind or never opened give a code', () => {
    const call = openCall();
    const decoder = native.openOpusDecoder(8000, 1);
    expect(outcome(() => native.opusDecode(call, new Uint8Array(1)))).toBe('Closing');
    expect(outcome(() => native.tick(decoder))).toBe('Closing');
    expect(outcome(() => native.noteRead(decoder, new Uint8Array(1)))).toBe('Closing');
    expect([native.closeCall(decoder), native.closeCodec(call)]).toEqual([false, false]);
    expect([native.closeCall(call), native.closeCall(call)]).toEqual([true, false]);
    expect([native.closeCodec(decoder), native.closeCodec(decoder)]).toEqual([true, false]);
    for (const handle of [call, decoder, 0xffff_ffff, 0x7fff_ffff, 65_535, -1, 2 ** 40, Number.NaN]) {
      expect(outcome(() => native.tick(handle))).toBe('Closing');
      expect(outcome(() => native.opusDecode(handle, new Uint8Array(1)))).toBe('Closing');
    }
  });

  it('are not given again soon, so that a stale one never reaches another call', () => {
    const stale = openCall();
    native.closeCall(stale);
    for (let n = 0; n < 5_000; n++) {
      const handle = openCall();
      expect(handle).not.toBe(stale);
      native.closeCall(handle);
    }
    expect(outcome(() => native.tick(stale))).toBe('Closing');
  });

  it('are freed with what held them when closing was forgotten', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const first = native.openOpusDecoder(8000, 1);
    native.closeCodec(first);
    for (let n = 0; n < 3_000; n++) new OpusDecoder({ sampleRateHz: 8000 });
    for (let n = 0; n < 50; n++) {
      collect();
      await new Promise(setImmediate);
    }
    // Far fewer than 3,000 slots are taken now: the next ones come from those that were freed.
    const next = Array.from({ length: 300 }, () => native.openOpusDecoder(8000, 1));
    expect(next.some((handle) => ((handle >>> 16) & 0x3fff) > 0)).toBe(true);
    for (const handle of next) native.closeCodec(handle);
  });
});

describe('memory', () => {
  it('that was detached, is shared or of another type gives an error', () => {
    const call = openCall();
    const decoder = native.openOpusDecoder(8000, 1);
    const push = (payload: unknown) => outcome(() => addon.pushPacket?.(call, 1, 160, payload, 20));
    expect(push(detached(new Uint8Array(160)))).toBe('InvalidArg');
    expect(push(new Uint8Array(new SharedArrayBuffer(160)))).toBe('InvalidArg');
    expect(native.numbersOf(call)[0]).toBe(0);
    expect(push(Buffer.alloc(160))).toBe('fine');
    for (const wrong of [
      new Float64Array(4),
      new DataView(new ArrayBuffer(8)),
      new ArrayBuffer(8),
      [1],
      'x',
      null,
      undefined,
      7,
    ]) {
      expect(push(wrong)).toMatch(/^\w+$/);
      expect(push(wrong)).not.toBe('fine');
      expect(outcome(() => addon.opusDecode?.(decoder, wrong))).not.toBe('fine');
      expect(outcome(() => addon.queue?.(call, wrong, 8000))).not.toBe('fine');
    }
    expect(outcome(() => native.opusDecode(decoder, detached(Uint8Array.of(8, 1, 2))))).toBe('InvalidArg');
    expect(outcome(() => native.queue(call, detached(new Int16Array(80)), 8000))).toBe('InvalidArg');
    native.closeCall(call);
    native.closeCodec(decoder);
  });

  it('of ours lives on after the call is closed, and nobody can take it away', () => {
    const audio = new CallAudio({
      codec: 'mulaw',
      sampleRateHz: 8000,
      transcriberRateHz: 16000,
      detector: { engine: 'energy' },
    });
    audio.push(0, 0, new Uint8Array(160).fill(7), 0);
    // Newer versions of Node refuse, older ones copy.
    for (const view of [audio.frame(0), audio.pcm]) outcome(() => detached(view));
    audio.queue(new Int16Array(1_600).fill(900), 8000);
    expect(audio.tick()).toBeGreaterThan(0);
    const frame = audio.frame(0);
    audio.close();
    expect([audio.pcm.length > 0, frame.length, frame[80]]).toEqual([
      true,
      160,
      encodeG711('mulaw', Int16Array.of(900))[0],
    ]);
  });
});
