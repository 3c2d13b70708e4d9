import { describe, expect, it } from 'vitest';
import { AudioCoreError, CallAudio, type CallAudioOptions, LoopSource, StereoRecorder } from '../dist/index.js';

const line: CallAudioOptions = { codec: 'pcm16', sampleRateHz: 8000, detector: { engine: 'energy' } };

function bytes(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.slice().buffer);
}

/** A seeded voice-like noise in syllables, a second long for each of `seconds`. */
function syllables(seconds: number, seed: number): Int16Array {
  let [state, last] = [seed, 0];
  return Int16Array.from({ length: seconds * 8000 }, (_, n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    last = 0.8 * last + state / 2 ** 31 - 1;
    return last * 5000 * Math.sin((Math.PI * 4 * n) / 8000) ** 2;
  });
}

/** Ticks and pushes `sound` frame by frame; calls `look` after each. */
function play(audio: CallAudio, sound: Int16Array, look: () => void = () => {}): void {
  for (let n = 0; n < sound.length / 160; n++) {
    audio.tick();
    audio.push(n, n * 160, bytes(sound.subarray(n * 160, n * 160 + 160)), n * 20);
    look();
  }
}

function sent(audio: CallAudio, ticks: number): number[] {
  return Array.from({ length: ticks }, () => {
    const count = audio.tick();
    return Array.from({ length: count }, (_, index) => [...new Int16Array(audio.frame(index).slice().buffer)]).flat();
  }).flat();
}

describe("the caller's line", () => {
  it('is loud on a scale of decibels, and its faults are seen', () => {
    const audio = new CallAudio(line);
    play(
      audio,
      Int16Array.from({ length: 8000 }, (_, n) => (n % 8 < 4 ? 1036 : -1036)),
    );
    expect(audio.loudness).toBeCloseTo(0.5, 2);
    expect([audio.isClipping, audio.hasDc]).toEqual([false, false]);
    const broken = new CallAudio(line);
    play(
      broken,
      Int16Array.from({ length: 24_000 }, (_, n) => (n % 80 < 40 ? 32_767 : 0)),
    );
    expect([broken.isClipping, broken.hasDc]).toEqual([true, true]);
  });

  it('has the features of its voice, when they are asked for', () => {
    let turns = 0;
    const fall = Int16Array.from({ length: 8000 }, (_, n) => {
      turns += (240 * 2 ** (-n / 8000)) / 8000;
      return 6000 * [1, 2, 3, 4, 5].reduce((sum, k) => sum + Math.cos(2 * Math.PI * k * turns) / k, 0);
    });
    const audio = new CallAudio({ ...line, voiceFeatures: true });
    play(audio, fall);
    expect(audio.voiceFeatures.pitchSlopeSemitones).toBeCloseTo(-12, 0);
    expect(audio.voiceFeatures.pitchHz).toBeGreaterThan(118);
    expect(audio.voiceFeatures.pitchHz).toBeLessThan(126);
    expect(audio.voiceFeatures.voicing).toBeGreaterThan(0.8);
    const unasked = new CallAudio(line);
    play(unasked, fall);
    expect(unasked.voiceFeatures.pitchHz).toBe(0);
  });

  it('does not count our own voice as the caller', () => {
    const said = syllables(4, 1);
    const echo = new Int16Array(said.length);
    echo.set(
      said.subarray(0, -1920).map((sample) => sample / 5),
      1920,
    );
    const starts = [false, true].map((echoCheck) => {
      const audio = new CallAudio({ ...line, echoCheck });
      expect(audio.echoDelayMs).toBe(null);
      audio.queue(said, 8000);
      let count = 0;
      play(audio, echo, () => {
        for (let index = 0; index < audio.verdictCount; index++) count += Number(audio.verdict(index).kind === 'start');
      });
      if (echoCheck) {
        expect(Math.abs((audio.echoDelayMs ?? -99) - 240)).toBeLessThanOrEqual(16);
        expect(audio.echoCoherence).toBeGreaterThan(0.9);
      }
      return count;
    });
    expect(starts[0]).toBeGreaterThan(0);
    expect(starts[1]).toBe(0);
  });
});

describe('outbound audio', () => {
  it('ducks, comes back, and fades after a word', () => {
    const audio = new CallAudio({ ...line, leadMs: 0 });
    audio.queue(new Int16Array(4000).fill(10_000), 8000);
    audio.duck(-20, 20);
    const ducked = sent(audio, 2);
    expect([ducked[159], ducked[319]]).toEqual([1000, 1000]);
    audio.unduck(20);
    expect(sent(audio, 2).slice(159)).toEqual(new Array(161).fill(10_000));
    expect(audio.clear({ atPosition: 800, fadeMs: 10, farEndCleared: false })).toBe(880);
    const end = sent(audio, 5);
    expect(end.slice(0, 160)).toEqual(new Array(160).fill(10_000));
    expect(end.slice(160, 240)).toEqual(end.slice(160, 240).toSorted((a, b) => b - a));
    expect([end.length, end[240]]).toEqual([320, 0]);
    expect([audio.played, audio.isPlaying]).toEqual([880, false]);
  });

  it('plays music under and between messages, for every call of its rate', () => {
    const music = new LoopSource(Int16Array.of(1, 2, 3), 8000, 8000);
    expect(music.samples).toBe(3);
    for (const audio of [new CallAudio({ ...line, leadMs: 0 }), new CallAudio({ ...line, leadMs: 0 })]) {
      audio.playLoop(music);
      audio.queue(new Int16Array(200).fill(100), 8000);
      const heard = sent(audio, 4);
      expect(heard.length).toBe(640);
      expect(heard).toEqual(heard.map((_, n) => (n < 200 ? 101 : 1) + (n % 3)));
      audio.stopLoop();
      expect(audio.tick()).toBe(0);
    }
  });

  it('is recorded beside what came in', () => {
    const audio = new CallAudio({ ...line, recording: true });
    audio.queue(
      Int16Array.from({ length: 480 }, (_, n) => -1 - n),
      8000,
    );
    const pairs: number[] = [];
    const take = () => pairs.push(...audio.recording.subarray(0, audio.recordingLength));
    for (let n = 0; n < 5; n++) {
      audio.tick();
      take();
      audio.push(n, n * 160, bytes(Int16Array.from({ length: 160 }, (_, k) => 1 + n * 160 + k)), n * 20);
    }
    for (audio.finishRecording(); audio.recordingLength > 0; audio.finishRecording()) take();
    expect(pairs).toEqual(
      Array.from({ length: 1600 }, (_, n) => (n % 2 === 0 ? 1 + n / 2 : n < 960 ? -(n + 1) / 2 : 0)),
    );
  });

  it('is paired by hand too', () => {
    const recorder = new StereoRecorder({ patienceSamples: 2 });
    expect([...recorder.tick(Int16Array.of(1, 2), Int16Array.of(9))]).toEqual([1, 9]);
    expect([...recorder.finish()]).toEqual([2, 0]);
  });

  it('refuses what it cannot do, by name', () => {
    const audio = new CallAudio(line);
    const wide = new LoopSource(Int16Array.of(1), 8000, 16_000);
    const acts = [
      () => audio.duck(3, 10),
      () => audio.unduck(Number.NaN),
      () => audio.clear({ fadeMs: -1 }),
      () => audio.clear({ atPosition: -1 }),
      () => audio.playLoop(wide),
      () => audio.playLoop({ sampleRateHz: 8000, samples: 1 } as LoopSource),
      () => new LoopSource(new Int16Array(1), 7, 8000),
      () => new StereoRecorder({ patienceSamples: -1 }),
    ];
    for (const act of acts) expect(act).toThrow(AudioCoreError);
  });
});
