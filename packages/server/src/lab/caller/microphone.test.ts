import { decodeG711, encodeG711 } from '@antiphon/audio-core';
import { describe, expect, it } from 'vitest';
import { seeded } from '../chance.ts';
import { FarEnd } from '../far-end.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { Microphone, type RoomOptions } from './microphone.ts';
import { voiced } from './sounds.ts';

const FRAMES = 50;
const info = {
  callId: 'CA1',
  orgId: 'org',
  agentId: 'mara',
  from: '',
  to: '',
  direction: 'inbound',
  transport: 'phone',
  codec: 'mulaw',
  sampleRateHz: 8000,
  metadata: {},
} as const;

/** What a telephone sends in a second, of a bot that speaks throughout when it is given something to say. */
function picked(room: RoomOptions, { bot, caller }: { bot?: Int16Array; caller?: Int16Array } = {}): Int16Array {
  const clock = new VirtualClock(0);
  const farEnd = new FarEnd(info, clock, 0);
  const microphone = new Microphone(farEnd, room, seeded(7));
  if (caller) microphone.play(caller, 100);
  const sent = new Int16Array(FRAMES * 160);
  for (let frame = 0; frame < FRAMES; frame += 1) {
    clock.advanceTo(frame * 20);
    if (bot) farEnd.send(encodeG711('mulaw', bot.subarray(frame * 160, (frame + 1) * 160)));
    sent.set(decodeG711('mulaw', microphone.next()), frame * 160);
  }
  return sent;
}

const energyDb = (pcm: Int16Array) =>
  10 * Math.log10(pcm.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 1e-12) / pcm.length);

describe("a caller's telephone", () => {
  it('sends silence from a silent room', () => {
    expect(picked({}).every((sample) => sample === 0)).toBe(true);
  });

  it('picks up the room as loud as it is', () => {
    expect(energyDb(picked({ noiseDb: -50 }))).toBeCloseTo(-50, 0);
    expect(energyDb(picked({ noiseDb: -30 }))).toBeCloseTo(-30, 0);
  });

  it('sends what the caller says, from when it is said', () => {
    const voice = voiced(400);
    const sent = picked({}, { caller: voice });
    expect(sent.subarray(0, 800).every((sample) => sample === 0)).toBe(true);
    expect(Math.abs(energyDb(sent.subarray(800, 4_000)) - energyDb(voice))).toBeLessThan(0.5);
  });

  it('sends our own sound back, so much later and so much quieter', () => {
    const bot = voiced(1_000);
    const sent = picked({ echo: { delayMs: 150, levelDb: -12 } }, { bot });
    expect(sent.subarray(0, 150 * 8).every((sample) => sample === 0)).toBe(true);
    const [ours, back] = [bot.subarray(0, 6_400), sent.subarray(150 * 8, 150 * 8 + 6_400)];
    expect(energyDb(back) - energyDb(ours)).toBeCloseTo(-12, 0);
    const alike = ours.reduce((sum, sample, at) => sum + sample * (back[at] ?? 0), 0);
    const power = Math.sqrt(
      ours.reduce((sum, sample) => sum + sample ** 2, 0) * back.reduce((sum, sample) => sum + sample ** 2, 0),
    );
    expect(alike / power).toBeGreaterThan(0.99);
  });
});
