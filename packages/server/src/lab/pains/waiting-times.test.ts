import type { LoggedEvent } from '@antiphon/events';
import { createCallView, foldCall } from '@antiphon/events';
import { expect } from 'vitest';
import type { Simulation } from '../simulate.ts';
import { fault, type PlantedLab, pain } from './planted.ts';

type TurnDetector = typeof import('../../turn/turn-detector.ts');

const llm = { provider: 'scripted', reply: 'Very well.', delay_ms: 30 };
const endOf = (events: readonly LoggedEvent[]) => events.find((event) => event.name === 'turn.end');

/** A short answer is answered as soon as any other: the same words in the same time, however little sound they make. */
const shortAnswersDoNotWait = (lab: PlantedLab) => {
  for (const { say, ms } of [
    { say: 'yes', ms: 180 },
    { say: 'yeah', ms: 120 },
    { say: 'sure', ms: 260 },
    { say: 'the second one please', ms: 900 },
  ]) {
    const { events } = lab.simulate({
      until: 20_000,
      script: [{ until: 'bot.finished' }, { wait: 500 }, { say, ms }, { wait: 6000 }],
      config: { greeting: 'Shall I book it?', llm },
    });
    const saidAt = (events.find(({ name }) => name === 'bot.finished')?.at ?? 0) + 500 + ms;
    expect(endOf(events)?.data.text).toBe(say);
    expect((endOf(events)?.at ?? Number.POSITIVE_INFINITY) - saidAt).toBeLessThanOrEqual(520);
  }
};

pain(
  '7. A short answer waits for seconds',
  shortAnswersDoNotWait,
  fault<TurnDetector>('one word alone is thought to be the beginning of more', 'turn/turn-detector.ts', (real) => ({
    stepTurn: ((before, input, options) => {
      const readyAt = before.lastVoiceAt + 2500;
      const isShort = before.text !== '' && !before.text.includes(' ') && !before.isSpeaking;
      if (input.type !== 'tick' || !isShort || input.at >= readyAt) return real.stepTurn(before, input, options);
      return { state: before, events: [], wakeAt: readyAt };
    }) satisfies TurnDetector['stepTurn'],
  })),
  fault<TurnDetector>('the start needs no voice but the end does', 'turn/turn-detector.ts', (real) => ({
    stepTurn: ((before, input, options) => {
      const isTooShort = input.type === 'final' && before.voicedMs < 300;
      return real.stepTurn(before, isTooShort ? { ...input, text: '' } : input, options);
    }) satisfies TurnDetector['stepTurn'],
  })),
);

/** The silence that ends a turn is counted from the last voiced sample, whatever the engines take of it. */
const silenceMeansSilence = (lab: PlantedLab) => {
  for (const finalDelayMs of [0, 50, 400, 700]) {
    for (const minSilenceMs of [100, 300]) {
      const { events } = lab.simulate({
        until: 20_000,
        script: [{ at: 1000 }, { say: 'a table for two', ms: 1000 }, { wait: 5000 }],
        config: {
          vad: { min_silence_ms: minSilenceMs },
          turn_detection: { engine: 'silence', silence_ms: 1200, eager_ms: 1000 },
        },
        finalDelayMs,
      });
      expect((endOf(events)?.at ?? 0) - 2000).toBe(1200);
      expect(endOf(events)?.data.latencyMs).toBe(1200);
      expect((events.find(({ name }) => name === 'eager.turn')?.at ?? 0) - 2000).toBe(
        Math.max(1000, minSilenceMs + finalDelayMs),
      );
    }
  }
};

const countedFromVerdict = fault<TurnDetector>(
  'delays are counted from the verdict of the detector',
  'turn/turn-detector.ts',
  (real) => ({
    stepTurn: ((before, input, options) =>
      real.stepTurn(
        before,
        input.type === 'speech-ended' ? { ...input, lastVoiceAt: input.at } : input,
        options,
      )) satisfies TurnDetector['stepTurn'],
  }),
);

pain(
  '8. Settings do not mean what they say: delays are added up in one mode and overlap in another',
  silenceMeansSilence,
  countedFromVerdict,
  fault<TurnDetector>('delays are counted from the final text', 'turn/turn-detector.ts', (real) => ({
    stepTurn: ((before, input, options) =>
      real.stepTurn(
        input.type === 'final' ? { ...before, lastVoiceAt: input.at } : before,
        input,
        options,
      )) satisfies TurnDetector['stepTurn'],
  })),
);

/** From the caller's last sample to the first sound that the far end was sent in answer, ms: what a stopwatch would say. */
function stopwatch({ events, line }: Simulation, lastVoiceAt: number): number {
  const endedAt = endOf(events)?.at ?? 0;
  const first = line.sent.find(({ at, frame }) => at >= endedAt && frame?.some((sample) => sample !== 0xff));
  return (first?.at ?? Number.POSITIVE_INFINITY) - lastVoiceAt;
}

/** The response time that a dashboard folds from the log is the one that the caller waited, in every mode. */
const metricsAreTrue = (lab: PlantedLab) => {
  for (const mode of [{ finalDelayMs: 50 }, { finalDelayMs: 900 }, { finalDelayMs: 50, delay_ms: 1500 }]) {
    const { delay_ms = 30, finalDelayMs } = mode;
    const simulation = lab.simulate({
      until: 20_000,
      script: [{ at: 1000 }, { say: 'a table for two', ms: 1000 }, { wait: 8000 }],
      config: { llm: { ...llm, delay_ms } },
      finalDelayMs,
    });
    const { latencies } = simulation.events.reduce(foldCall, createCallView());
    expect(latencies).toHaveLength(1);
    expect(Math.abs((latencies[0]?.responseMs ?? 0) - stopwatch(simulation, 2000))).toBeLessThanOrEqual(40);
  }
};

pain(
  '15. Metrics are missing, or wrong',
  metricsAreTrue,
  countedFromVerdict,
  fault<TurnDetector>(
    'the latency of a turn is not measured where its text came late',
    'turn/turn-detector.ts',
    (real) => ({
      stepTurn: ((before, input, options) => {
        const step = real.stepTurn(before, input, options);
        const events = step.events.map((event) =>
          event.name === 'turn.end' && input.type === 'final'
            ? { ...event, data: { ...event.data, latencyMs: 0 } }
            : event,
        );
        return { ...step, events };
      }) satisfies TurnDetector['stepTurn'],
    }),
  ),
);
