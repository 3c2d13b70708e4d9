import type { LoggedEvent } from '@antiphon/events';
import { describe, expect, it } from 'vitest';
import { createEngines, type Engines } from '../engines/engines.ts';
import { withFaults } from './faults/faults.ts';
import { type Scenario, simulate } from './index.ts';

/** Engines whose voice hums 300 ms a word and never says when: all at once, or as fast as it is played. */
function wordless(fault: 'none' | 'trickle'): Engines {
  const engines = withFaults(createEngines({ env: {}, lab: true, strict: true }), {
    synthesizer: [fault, fault, fault],
  });
  return {
    ...engines,
    synthesizer(setting) {
      const { engine, ...chosen } = engines.synthesizer(setting);
      const open: typeof engine.open = (settings, context) => {
        const voice = engine.open(settings, context);
        return {
          ...voice,
          hasWordTimes: false,
          speak: (sentence, sink) => voice.speak(sentence, { ...sink, chunk: (pcm) => sink.chunk(pcm, []) }),
        };
      };
      return { ...chosen, engine: { ...engine, check: (settings) => engine.check(settings), open } };
    },
  };
}

const text = 'Your table for four is booked for seven thirty this evening.';

function play(fault: 'none' | 'trickle', scenario: Partial<Scenario> = {}): LoggedEvent[] {
  return simulate({
    until: 8000,
    hangUpAt: 7000,
    engines: wordless(fault),
    agent: (event, agent) => event.name === 'call.started' && void agent.say(text),
    ...scenario,
  }).events;
}

const of = <Name extends LoggedEvent['name']>(events: LoggedEvent[], wanted: Name) =>
  events.filter((event): event is Extract<LoggedEvent, { name: Name }> => event.name === wanted);

describe('a voice that does not say when it speaks a word', () => {
  it.each(['none', 'trickle'] as const)('has its words announced in order, as an estimate (%s)', (fault) => {
    const events = play(fault);
    const words = of(events, 'bot.word');
    expect(words.map(({ data }) => data.word).join(' ')).toBe(text);
    expect(words.map(({ data }) => data.wordIndex)).toEqual(words.map((_, index) => index));
    expect(words.every(({ data }) => data.estimated === true)).toBe(true);
    expect(of(events, 'message.confirmed')).toMatchObject([{ data: { text } }]);
  });

  it('has them spread over its sound, long words longer, when the sound is known', () => {
    const lengths = new Map(
      of(play('none'), 'bot.word').map(({ data }) => [data.word, (data.endTime ?? 0) - (data.startTime ?? 0)]),
    );
    expect(lengths.get('evening.')).toBeGreaterThan(2 * (lengths.get('for') ?? 0) - 0.01);
    expect([...lengths.values()].reduce((sum, each) => sum + each, 0)).toBeGreaterThan(2.5);
  });

  it.each(['none', 'trickle'] as const)('is remembered as far as it was probably heard (%s)', (fault) => {
    const events = play(fault, { caller: [{ from: 1500, to: 2600, text: 'no wait make it eight' }] });
    const [interrupted] = of(events, 'bot.interrupted');
    const heard = of(events, 'message.confirmed')[0]?.data.text ?? '';
    expect(text.startsWith(heard)).toBe(true);
    expect(heard.split(' ')).toHaveLength(interrupted?.data.wordsSpoken ?? 0);
    // 300 ms a word in truth.
    expect(Math.abs((interrupted?.data.wordsSpoken ?? 0) - (interrupted?.data.playedMs ?? 0) / 300)).toBeLessThan(3);
  });
});
