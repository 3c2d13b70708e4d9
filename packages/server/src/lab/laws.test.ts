import { checkOrder, type LoggedEvent } from '@antiphon/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayJournal } from '../call/journal.ts';
import { createEngines, type Engines } from '../engines/engines.ts';
import type { SynthesizerEngine } from '../synthesizer/synthesizer.ts';
import { type AgentHandle, logText, type Scenario, type Simulation, simulate, type Utterance } from './index.ts';

/** How the voice fails: at every nth sentence it reports a failure, or says nothing at all. */
interface VoiceFaults {
  failEvery: number;
  stallEvery: number;
}

type Act =
  | { do: 'reply' | 'stream' | 'say' | 'ignore'; words: number; afterMs: number; ends: boolean }
  | { do: 'cancel' | 'clear' | 'hangup' | 'configure'; afterMs: number };

interface Story {
  caller: Utterance[];
  acts: Act[];
  on: 'eager.turn' | 'turn.end' | 'user.message' | 'speech.started';
  hangUpAt: number | undefined;
  agentLostAt: number | undefined;
  agentReturnsAt: number | undefined;
  finalDelayMs: number;
  faults: VoiceFaults;
  markDelayMs: number;
  greeting: boolean;
  interruption: boolean;
}

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('reply' as const, 'stream' as const, 'say' as const, 'ignore' as const),
      words: fc.nat(14),
      afterMs: fc.nat(1500),
      ends: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('cancel' as const, 'clear' as const, 'hangup' as const, 'configure' as const),
      afterMs: fc.nat(2500),
    }),
  },
);

const anyCaller: fc.Arbitrary<Utterance[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 260, max: 4000 }),
      length: fc.integer({ min: 80, max: 2500 }),
      text: fc.constantFrom('', 'yes', 'mm-hmm', 'a table for two', 'no wait', 'I would like'),
    }),
    { maxLength: 7 },
  )
  .map((parts) => {
    let at = 200;
    return parts.map(({ gap, length, text }) => {
      const from = at + gap;
      at = from + length;
      return { from, to: at, text };
    });
  });

const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3, nil: undefined });

const anyStory: fc.Arbitrary<Story> = fc.record({
  caller: anyCaller,
  acts: fc.array(anyAct, { minLength: 1, maxLength: 6 }),
  on: fc.constantFrom('eager.turn' as const, 'turn.end' as const, 'user.message' as const, 'speech.started' as const),
  hangUpAt: rarely(fc.integer({ min: 0, max: 20_000 })),
  agentLostAt: rarely(fc.nat(15_000)),
  agentReturnsAt: rarely(fc.nat(40_000)),
  finalDelayMs: fc.constantFrom(0, 50, 300, 900, 60_000),
  faults: fc.record({ failEvery: fc.constantFrom(0, 2, 3), stallEvery: fc.constantFrom(0, 0, 4) }),
  markDelayMs: fc.constantFrom(0, 60, 400, Number.POSITIVE_INFINITY),
  greeting: fc.boolean(),
  interruption: fc.boolean(),
});

function faulty(engines: Engines, { failEvery, stallEvery }: VoiceFaults): Engines {
  let asked = 0;
  return {
    ...engines,
    synthesizer(setting) {
      const chosen = engines.synthesizer(setting);
      const engine: SynthesizerEngine = {
        ...chosen.engine,
        open(settings, context) {
          const synthesizer = chosen.engine.open(settings, context);
          return {
            sampleRateHz: synthesizer.sampleRateHz,
            close: () => synthesizer.close(),
            speak(sentence, sink) {
              asked += 1;
              if (stallEvery > 0 && asked % stallEvery === 0) return () => {};
              if (failEvery === 0 || asked % failEvery !== 0) return synthesizer.speak(sentence, sink);
              sink.failed({ code: 'PROVIDER_FAILED', message: 'planted' });
              return () => {};
            },
          };
        },
      };
      return { ...chosen, engine };
    },
  };
}

const engines = createEngines({ env: {}, lab: true, strict: true });

function scenarioOf(story: Story): Scenario {
  let next = 0;
  const words = (count: number) =>
    Array.from({ length: count }, (_, index) => (index % 5 === 4 ? `w${index}.` : `w${index}`)).join(' ');
  const act = (agent: AgentHandle, event: LoggedEvent) => {
    const chosen = story.acts[next % story.acts.length] as Act;
    next += 1;
    const inReplyTo = 'messageId' in event.data ? String(event.data.messageId) : '';
    agent.after(chosen.afterMs, () => {
      switch (chosen.do) {
        case 'reply':
          return void agent.reply(words(chosen.words), inReplyTo);
        case 'say':
          return void agent.say(words(chosen.words));
        case 'stream': {
          const reply = agent.stream(inReplyTo);
          for (const [index, word] of words(chosen.words).split(' ').entries()) {
            agent.after(index * 90, () => reply.write(`${word} `));
          }
          if (chosen.ends) agent.after(chosen.words * 90, () => reply.end());
          return;
        }
        case 'cancel':
          return agent.send({ event: 'bot.cancel', callId: 'CA' });
        case 'clear':
          return agent.send({ event: 'bot.clear', callId: 'CA' });
        case 'hangup':
          return agent.send({ event: 'call.hangup', callId: 'CA' });
        case 'configure':
          return agent.configure({ config: { turn_detection: { engine: 'silence', silence_ms: 300 } } });
        case 'ignore':
      }
    });
  };
  return {
    until: 400_000,
    caller: story.caller,
    finalDelayMs: story.finalDelayMs,
    markDelayMs: story.markDelayMs,
    engines: faulty(engines, story.faults),
    config: {
      ...(story.greeting ? { greeting: 'Hello there. How can I help you today?' } : {}),
      ...(story.interruption ? {} : { interruption: false }),
      session_limits: {
        max_duration_seconds: 300,
        idle_timeout_seconds: 20,
        idle_warning_seconds: 5,
        idle_grace_seconds: 3,
      },
    },
    agent: (event, agent) => {
      if (event.name === story.on) act(agent, event);
    },
    ...(story.hangUpAt === undefined ? {} : { hangUpAt: story.hangUpAt }),
    ...(story.agentLostAt === undefined ? {} : { agentLostAt: story.agentLostAt }),
    ...(story.agentLostAt === undefined || story.agentReturnsAt === undefined
      ? {}
      : { agentReturnsAt: story.agentLostAt + story.agentReturnsAt }),
  };
}

type Law = (simulation: Simulation, story: Story) => void;

const laws: Record<string, Law> = {
  'its events come in an order that a reader can rely on': ({ events }) => {
    expect(checkOrder(events)).toEqual([]);
  },

  'it ends, whatever stalls, and nothing follows its end': ({ events, line, records, crashes }) => {
    expect(crashes).toEqual([]);
    expect(events.at(-1)?.name).toBe('call.ended');
    expect(line.isHungUp).toBe(true);
    expect(records.map((record) => record.status)).toEqual(['active', 'ended']);
  },

  'a hang-up ends it at once': ({ events }, { hangUpAt }) => {
    if (hangUpAt !== undefined) expect(events.at(-1)?.at).toBeLessThanOrEqual(hangUpAt);
  },

  'every word remembered of the bot was announced as heard before': ({ events }) => {
    const heard = new Map<string, string[]>();
    for (const event of events) {
      if (event.name === 'bot.word') {
        heard.set(event.data.messageId, [...(heard.get(event.data.messageId) ?? []), event.data.word]);
      }
      if (event.name !== 'message.confirmed') continue;
      const said = heard.get(event.data.messageId) ?? [];
      expect(said.slice(0, event.data.text.split(/\s+/).length).join(' ')).toBe(event.data.text);
    }
  },

  'after every user message a turn to answer follows before its deadline': ({ events }) => {
    for (const [index, event] of events.entries()) {
      if (event.name !== 'user.message') continue;
      const before = events.slice(0, index).findLast(({ name }) => /^speech\.(started|ended)$/.test(name));
      if (before?.name === 'speech.started') continue; // the person is already talking on
      const next = events
        .slice(index + 1)
        .find(({ name }) => /^(eager\.turn|turn\.end|turn\.pause|speech\.started|call\.ended)$/.test(name));
      expect((next?.at ?? Number.POSITIVE_INFINITY) - event.at).toBeLessThanOrEqual(3500);
    }
  },

  'it can be replayed exactly from its journal': ({ events, journal }) => {
    expect(replayJournal(journal).map(({ event }) => event)).toEqual(events.map(({ name, data }) => ({ name, data })));
  },

  'no sound but one frame that fades follows an interruption until the bot speaks again': ({ events, line }) => {
    for (const [index, event] of events.entries()) {
      if (event.name !== 'bot.interrupted') continue;
      const next = events.slice(index + 1).find(({ name }) => name === 'bot.speaking')?.at ?? Number.POSITIVE_INFINITY;
      const after = line.sent.filter(({ frame, at }) => frame !== null && at > event.at && at < next);
      expect(after.length).toBeLessThanOrEqual(1);
      for (const { at } of after) expect(at - event.at).toBeLessThanOrEqual(20);
    }
  },
};

describe('every call', () => {
  it('keeps every law', { timeout: 240_000 }, () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const simulation = simulate(scenarioOf(story));
        for (const [name, law] of Object.entries(laws)) {
          try {
            law(simulation, story);
          } catch (error) {
            throw new Error(`Broken: ${name}.\n${logText(simulation.events)}`, { cause: error });
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same log, byte for byte, for the same script', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        expect(logText(simulate(scenarioOf(story)).events)).toBe(logText(simulate(scenarioOf(story)).events));
      }),
      { numRuns: 200 },
    );
  });
});
