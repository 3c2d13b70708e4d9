import { describe, expect, it } from 'vitest';
import type { Playout } from '../playout/playout.ts';
import type { SynthesisSink, Synthesizer } from './synthesizer.ts';
import { Voice, type VoiceOutcome } from './voice.ts';

/** A synthesizer whose sentences end when the test says so. */
function slowVoice() {
  const sinks: SynthesisSink[] = [];
  const voice = { isClosed: false, sinks };
  const synthesizer: Synthesizer = {
    sampleRateHz: 8000,
    speak(_sentence, sink) {
      sinks.push(sink);
      return () => {};
    },
    close: () => {
      voice.isClosed = true;
    },
  };
  return { voice, synthesizer };
}

function spoken(synthesizer: Synthesizer) {
  const outcomes: VoiceOutcome[] = [];
  const playout = { queue: () => ({ start: 0, end: 160 }), mark: () => {} } as unknown as Playout;
  const voice = new Voice(synthesizer, 'one', {
    playout,
    lineRateHz: 8000,
    report: (outcome) => outcomes.push(outcome),
  });
  return { voice, outcomes };
}

describe('a voice that is replaced within a call', () => {
  it('finishes the sentence under way, and only then is its engine closed', () => {
    const one = slowVoice();
    const two = slowVoice();
    const { voice, outcomes } = spoken(one.synthesizer);
    voice.synthesize(1, 'Half a sentence');
    voice.release(1);
    voice.replace(two.synthesizer, 'two');
    expect(one.voice.isClosed).toBe(false);
    one.voice.sinks[0]?.done();
    expect(outcomes).toEqual([{ type: 'sentence-queued', sentenceId: 1 }]);
    expect(one.voice.isClosed).toBe(true);
    expect(two.voice.isClosed).toBe(false);
  });

  it('closes its engine at once when nothing of it is under way, and when the last of it is called off', () => {
    const idle = slowVoice();
    const busy = slowVoice();
    const { voice } = spoken(idle.synthesizer);
    voice.replace(busy.synthesizer, 'busy');
    expect(idle.voice.isClosed).toBe(true);
    voice.synthesize(1, 'One');
    voice.replace(slowVoice().synthesizer, 'next');
    voice.cancel(1);
    expect(busy.voice.isClosed).toBe(true);
  });
});

it('takes no sound of a sentence after its engine has said that it was done', () => {
  const one = slowVoice();
  const { voice, outcomes } = spoken(one.synthesizer);
  voice.synthesize(1, 'Once');
  one.voice.sinks[0]?.chunk(new Int16Array(160), [{ word: 'Once', startMs: 0, endMs: 20 }]);
  one.voice.sinks[0]?.done();
  one.voice.sinks[0]?.chunk(new Int16Array(160), []);
  voice.release(1);
  expect(outcomes.map(({ type }) => type)).toEqual(['audio-queued', 'sentence-queued']);
});
