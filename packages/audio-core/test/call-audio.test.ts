import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioCoreError, CallAudio, encodeG711 } from '../dist/index.js';

const phone = { codec: 'mulaw', sampleRateHz: 8000, detector: { engine: 'energy' } } as const;
const silence = new Uint8Array(160).fill(0xff);

function ramp(from: number, length: number): Int16Array {
  return Int16Array.from({ length }, (_, n) => from + n);
}

/** What a tick sends, as 16-bit samples. */
function sentBy(audio: CallAudio, count: number): number[] {
  return Array.from({ length: count }, (_, index) => [...new Int16Array(audio.frame(index).slice().buffer)]).flat();
}

describe('the inbound side', () => {
  it('counts every sample and hands the transcriber its own rate', () => {
    const audio = new CallAudio({ ...phone, transcriberRateHz: 16000 });
    let handed = 0;
    for (let n = 0; n < 100; n++) {
      audio.push(n, n * 160, silence, n * 20);
      handed += audio.pcmLength;
    }
    expect(audio.inSample).toBe(16_000);
    // The last 2 ms wait for what follows them.
    expect(handed).toBe(32_000 - 32);
    expect(audio.stats).toMatchObject({ received: 100, lost: 0, concealedSamples: 0 });
  });

  it('reports levels once in each window', () => {
    const audio = new CallAudio({ ...phone, metricsWindowMs: 100 });
    const tone = encodeG711(
      'mulaw',
      Int16Array.from({ length: 160 }, (_, n) => 16_384 * Math.sin(n * Math.PI * 0.25)),
    );
    const windows = Array.from({ length: 50 }, (_, n) => {
      audio.push(n, n * 160, tone, n * 20);
      return audio.hasUserMetrics;
    });
    expect(windows.filter(Boolean)).toHaveLength(10);
    expect(audio.userMetrics.energyDb).toBeCloseTo(-9.03, 0);
    expect(audio.userMetrics.peak).toBeCloseTo(0.5, 1);
  });

  it('lets speech end when the caller vanishes in the middle of a word', () => {
    const audio = new CallAudio(phone);
    const loud = encodeG711(
      'mulaw',
      Int16Array.from({ length: 160 }, (_, n) => 12_000 * Math.sin(n)),
    );
    let at = 0;
    const kinds: string[] = [];
    const note = () => {
      for (let index = 0; index < audio.verdictCount; index++) kinds.push(audio.verdict(index).kind);
    };
    for (let n = 0; n < 80; n++, at += 20) {
      audio.push(n, n * 160, n < 40 ? silence : loud, at);
      note();
    }
    expect(kinds).toEqual(['start']);
    for (const until = at + 600; at < until; at += 20) {
      audio.idle(at);
      note();
    }
    expect(kinds).toEqual(['start', 'end']);
  });

  it('gives a burst of any length to the transcriber, whole', () => {
    const audio = new CallAudio({
      codec: 'pcm16',
      sampleRateHz: 8000,
      transcriberRateHz: 8000,
      detector: { engine: 'energy' },
    });
    const sound = ramp(-16_000, 32_000);
    audio.push(1, 0, new Uint8Array(sound.buffer), 0);
    expect(audio.pcm.subarray(0, audio.pcmLength)).toEqual(sound);
  });

  it('takes any packets in any order without failing, and accounts for each', () => {
    const packet = fc.record({
      sequence: fc.integer({ min: 0, max: 0xffffffff }),
      timestamp: fc.integer({ min: 0, max: 0xffffffff }),
      payload: fc.uint8Array({ maxLength: 400 }),
      step: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(packet, { size: 'max', maxLength: 100 }), (packets) => {
        const audio = new CallAudio({ ...phone, transcriberRateHz: 16000 });
        let at = 0;
        let heard = 0;
        for (const { sequence, timestamp, payload, step } of packets) {
          at += step;
          audio.push(sequence, timestamp, payload, at);
          audio.idle(at);
          expect(audio.inSample).toBeGreaterThanOrEqual(heard);
          heard = audio.inSample;
        }
        expect(audio.stats.received).toBe(packets.length);
        audio.close();
      }),
    );
  });
});

type Step =
  | { do: 'queue'; length: number }
  | { do: 'tick' | 'pause' | 'resume' | 'clear' }
  | { do: 'mark'; share: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('queue' as const), length: fc.integer({ min: 0, max: 900 }) }),
    },
    { weight: 8, arbitrary: fc.constant<Step>({ do: 'tick' }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('mark' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    },
    { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'pause' }, { do: 'resume' }, { do: 'clear' }) },
  ),
  { size: 'max', maxLength: 120 },
);

describe('the outbound side', () => {
  it('begins a spurt with the lead, plays on frame by frame and says when all was heard', () => {
    const audio = new CallAudio(phone);
    audio.mark(1, audio.queuedEnd);
    expect(audio.queue(ramp(0, 1_600), 8000)).toBe(1_600);
    audio.mark(2, audio.queuedEnd);
    const log = Array.from({ length: 12 }, () => [
      audio.tick(),
      audio.played,
      ...Array.from({ length: audio.markCount }, (_, index) => `mark ${audio.markId(index)}`),
    ]);
    expect(log.slice(0, 2)).toEqual([
      [6, 0, 'mark 1'],
      [1, 160],
    ]);
    expect(log.slice(10)).toEqual([
      [0, 1_600, 'mark 2'],
      [0, 1_600],
    ]);
    expect(audio.isPlaying).toBe(false);
  });

  it('keeps every law of the queue, whatever is asked', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const audio = new CallAudio({ codec: 'pcm16', sampleRateHz: 8000, leadMs: 60, detector: { engine: 'energy' } });
        let queued: number[] = [];
        let sent: number[] = [];
        let marks: { id: number; position: number }[] = [];
        let [next, played] = [0, 0];
        const tick = () => {
          const before = audio.queuedEnd;
          sent.push(...sentBy(audio, audio.tick()));
          expect(audio.queuedEnd).toBe(before);
          // Short last frames are filled up with silence, which has no position.
          sent = sent.filter((sample) => sample !== 0);
          for (let index = 0; index < audio.markCount; index++) {
            const [mark] = marks.splice(0, 1);
            expect(audio.markId(index)).toBe(mark?.id);
            expect(mark?.position).toBeLessThanOrEqual(audio.played);
          }
        };
        for (const step of script) {
          if (step.do === 'queue') {
            const sound = Int16Array.from({ length: step.length }, (_, n) => 1 + ((next + n) % 30_000));
            next += step.length;
            queued.push(...sound);
            audio.queue(sound, 8000);
          } else if (step.do === 'mark') {
            const position = audio.played + Math.floor(step.share * (audio.queuedEnd - audio.played));
            audio.mark(next, position);
            marks.push({ id: next, position });
            marks = marks.toSorted((a, b) => a.position - b.position);
            next += 1;
          } else if (step.do === 'clear') {
            const position = audio.clear();
            expect(sent).toEqual(queued.slice(0, sent.length));
            [queued, sent, marks] = [queued.slice(0, position), sent.slice(0, position), []];
          } else if (step.do === 'tick') tick();
          else audio[step.do]();
          expect(audio.queuedEnd).toBe(queued.length);
          expect(sent.length).toBeLessThanOrEqual(queued.length);
          expect(audio.played).toBeGreaterThanOrEqual(played);
          expect(audio.played).toBeLessThanOrEqual(sent.length);
          expect(sent.length - audio.played).toBeLessThanOrEqual(4 * 160);
          played = audio.played;
        }
        audio.resume();
        for (let n = 0; n < queued.length / 160 + 50; n++) tick();
        expect(sent).toEqual(queued);
        expect(marks).toEqual([]);
        expect(audio.isPlaying).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('reports the bot as it is heard', () => {
    const audio = new CallAudio(phone);
    audio.queue(
      Int16Array.from({ length: 800 }, (_, n) => 16_000 * Math.sin(n)),
      8000,
    );
    const reports: boolean[] = [];
    for (let n = 0; n < 10; n++) {
      audio.tick();
      if (audio.hasBotMetrics) reports.push(audio.botMetrics.isSpeech);
    }
    expect(reports).toEqual([true, false]);
  });
});

describe('mistakes', () => {
  const code = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error instanceof AudioCoreError ? error.code : error;
    }
    return 'nothing';
  };

  it('are named, with what to do', () => {
    // biome-ignore lint/suspicious/noExplicitAny: what JavaScript callers may pass
    const wrong = (options: any) => code(() => new CallAudio({ ...phone, ...options }));
    expect(wrong({ codec: 'opus' })).toBe('INVALID_OPTION');
    expect(wrong({ sampleRateHz: 44_100 })).toBe('INVALID_OPTION');
    expect(wrong({ leadMs: -1 })).toBe('INVALID_OPTION');
    expect(wrong({ gapBoundMs: Number.NaN })).toBe('INVALID_OPTION');
    expect(wrong({ detector: { threshold: 2 } })).toBe('INVALID_OPTION');
    const audio = new CallAudio(phone);
    expect(code(() => audio.queue(new Int16Array(1), 7))).toBe('INVALID_OPTION');
    expect(code(() => audio.queue([1] as unknown as Int16Array, 8000))).toBe('INVALID_OPTION');
    expect(code(() => audio.frame(99))).toBe('INVALID_OPTION');
    expect(code(() => audio.verdict(0))).toBe('INVALID_OPTION');
  });

  it('do not outlive the call: closing is final, and twice is fine', () => {
    const audio = new CallAudio(phone);
    audio.push(1, 0, silence, 0);
    audio.close();
    audio.close();
    expect(audio.inSample).toBe(160);
    expect(code(() => audio.push(2, 160, silence, 20))).toBe('CLOSED');
    expect(code(() => audio.tick())).toBe('CLOSED');
    expect(code(() => audio.clear())).toBe('CLOSED');
  });

  it('do not reach another call: a closed one is never taken for its successor', () => {
    const first = new CallAudio(phone);
    first.close();
    const second = new CallAudio(phone);
    second.push(1, 0, silence, 0);
    expect([first.inSample, second.inSample]).toEqual([0, 160]);
  });

  it('of detached memory harm nobody', () => {
    const audio = new CallAudio({ ...phone, transcriberRateHz: 8000 });
    audio.push(1, 0, silence, 0);
    audio.queue(new Int16Array(1600), 8000);
    for (const memory of [audio.pcm.buffer, audio.frame(0).buffer]) {
      try {
        structuredClone(memory, { transfer: [memory as ArrayBuffer] });
      } catch {
        // Refusing is as good.
      }
    }
    for (let n = 2; n < 50; n++) audio.push(n, (n - 1) * 160, silence, n * 20);
    expect(audio.inSample).toBe(160 * 49);
    expect(audio.tick()).toBe(6);
    audio.close();
  });
});
