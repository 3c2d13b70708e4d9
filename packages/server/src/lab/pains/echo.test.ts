import { Antiphon } from '@antiphon/sdk';
import { expect, vi } from 'vitest';
import { voiced } from '../caller/sounds.ts';
import { fault, type PlantedLab, pain, together } from './planted.ts';

type AudioCore = typeof import('@antiphon/audio-core');
type BargeIn = typeof import('../../turn/barge-in.ts');
type Scripted = typeof import('../../synthesizer/scripted/scripted.ts');

const STORY =
  'Your table for four people is booked for seven thirty this evening and we have put you next to the window as you asked';

// The lab's bot hums, which no detector takes for speech. Here it has a voice, as bots do.
vi.mock('../../synthesizer/scripted/scripted.ts', async (importOriginal) => {
  const { scriptedSynthesizer } = await importOriginal<Scripted>();
  const open: typeof scriptedSynthesizer.open = (settings, context) => {
    const inner = scriptedSynthesizer.open(settings, context);
    return {
      ...inner,
      speak: (text, sink) =>
        inner.speak(text, { ...sink, chunk: (hum, words) => sink.chunk(voiced((hum.length * 1000) / 8000), words) }),
    };
  };
  return { scriptedSynthesizer: { ...scriptedSynthesizer, open } };
});

const anyVoiceStops = fault<BargeIn>('', 'turn/barge-in.ts', (real) => ({
  stepBargeIn: ((before, now, options) =>
    now.isSpeaking && now.botAudibleSince !== null
      ? { state: { phase: 'undisturbed' }, act: 'stop', wakeAt: Number.POSITIVE_INFINITY }
      : real.stepBargeIn(before, now, options)) satisfies BargeIn['stepBargeIn'],
}));

/** On a line that sends back what it is sent, however late and loud, the bot says its sentence to the end. */
const doesNotHearItself = async (lab: PlantedLab) => {
  for (const echo of [
    { delayMs: 90, levelDb: -21 },
    { delayMs: 250, levelDb: -27 },
  ]) {
    const call = await lab.simulateCall({
      agent: () => new Antiphon().agent('mara', { greeting: STORY, voice: 'flite/slt' }),
      caller: [{ until: 'bot.finished' }],
      sound: { noiseDb: -60, echo },
    });
    const names = call.events.map(({ name }) => name);
    expect(names).not.toContain('bot.interrupted');
    expect(names).toContain('bot.finished');
  }
};

pain(
  '10. The bot hears its own echo and interrupts itself',
  doesNotHearItself,
  together(
    'echo is left to the far end, and any voice is an interruption',
    anyVoiceStops,
    fault<AudioCore>('', '@antiphon/audio-core', ({ CallAudio }) => ({
      CallAudio: class extends CallAudio {
        constructor(options: ConstructorParameters<typeof CallAudio>[0]) {
          super({ ...options, echoCheck: false });
        }
      },
    })),
  ),
);
