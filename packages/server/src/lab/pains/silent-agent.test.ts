import { expect } from 'vitest';
import type { Sentence } from '../../responder/reply.ts';
import type { EngineFaults } from '../faults/faults.ts';
import { fault, type PlantedLab, pain } from './planted.ts';

type Watchdog = typeof import('../../call/watchdog.ts');
type TurnDetector = typeof import('../../turn/turn-detector.ts');
type Reply = typeof import('../../responder/reply.ts');

/** How long a caller hears nothing before the line seems dead, ms: an agent that hangs, and its model asked a second time. */
const DEAD_AIR_MS = 28_000;

/** A caller speaks once to a model on the server, and something hangs. Then it must hear something, whatever that was. */
const hearsSomething = (faults: EngineFaults) => (lab: PlantedLab) => {
  const { events } = lab.simulate({
    until: 90_000,
    hangUpAt: 85_000,
    script: [{ at: 1000 }, { say: 'a table for two', ms: 1000 }, { wait: 80_000 }],
    config: {
      llm: { provider: 'scripted', reply: 'Which day? And at what time?', delay_ms: 200 },
      session_limits: { idle_timeout_seconds: 0 },
    },
    faults,
  });
  const spoken = events.find(({ name }) => name === 'bot.speaking')?.at ?? Number.POSITIVE_INFINITY;
  expect(spoken - 2000).toBeLessThan(DEAD_AIR_MS);
};

pain(
  '1. The agent goes silent for the rest of the call: its model hangs',
  hearsSomething({ model: ['stalled'] }),
  fault<Watchdog>('nobody watches what comes back', 'call/watchdog.ts', (real) => ({
    stepStall: (() => ({
      state: real.watchNoTurn,
      stalled: null,
      wakeAt: Number.POSITIVE_INFINITY,
    })) satisfies Watchdog['stepStall'],
  })),
);

pain(
  '1. The agent goes silent for the rest of the call: the end of the text is waited for, and never comes',
  hearsSomething({ transcriber: ['no-final', 'no-final'] }),
  fault<TurnDetector>('the wait for final text has no deadline', 'turn/turn-detector.ts', (real) => ({
    stepTurn: ((before, input, options) =>
      real.stepTurn(before, input, { ...options, finalTimeoutMs: 80_000 })) satisfies TurnDetector['stepTurn'],
  })),
);

pain(
  '1. The agent goes silent for the rest of the call: a sentence that never sounds holds up all that follow',
  hearsSomething({ synthesizer: ['stalled'] }),
  fault<Reply>('the wait for a sentence has no deadline', 'responder/reply.ts', (real) => ({
    pumpReplies: ((before, at) => {
      const pumped = real.pumpReplies(before, at);
      const patient = (sentence: Sentence) => ({ ...sentence, dueBy: Number.POSITIVE_INFINITY });
      const replies = pumped.replies.map((reply) => ({ ...reply, sentences: reply.sentences.map(patient) }));
      return { ...pumped, replies };
    }) satisfies Reply['pumpReplies'],
  })),
);
