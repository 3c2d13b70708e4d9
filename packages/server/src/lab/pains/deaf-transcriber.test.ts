import { expect } from 'vitest';
import type { OpenTranscriber } from '../../transcriber/reopenable-transcriber.ts';
import { fault, type PlantedLab, pain } from './planted.ts';

type ReopenableTranscriber = typeof import('../../transcriber/reopenable-transcriber.ts');
type Watchdog = typeof import('../../call/watchdog.ts');

/** The transcriber takes what it is sent and says nothing, twice in a call: each time the caller is heard, and answered. */
const isHeardAllTheSame = (lab: PlantedLab) => {
  const { events } = lab.simulate({
    until: 40_000,
    script: [
      { at: 1000 },
      { say: 'a table for two', ms: 1000 },
      { until: 'bot.finished', within: 9000 },
      { say: 'at seven', ms: 500 },
      { until: 'bot.finished', within: 9000 },
      { say: 'thank you', ms: 600 },
      { wait: 9000 },
    ],
    config: { llm: { provider: 'scripted', reply: 'Very well.', delay_ms: 100 } },
    faults: { transcriber: ['deaf', 'none', 'deaf'] },
  });
  const turns = events.filter((event) => event.name === 'turn.end').map(({ data }) => data.text);
  expect(turns).toEqual(['a table for two', 'at seven', 'thank you']);
  const failures = events.filter((event) => event.name === 'engine.failed').map(({ data }) => data.reason);
  expect(failures).toEqual(['DEAF', 'DEAF']);
};

pain(
  '19. The socket of the transcriber dies without a word and the call goes deaf',
  isHeardAllTheSame,
  fault<Watchdog>('nobody watches whether text comes back', 'call/watchdog.ts', () => ({
    stepHearing: ((state) => ({
      state,
      isDeaf: false,
      wakeAt: Number.POSITIVE_INFINITY,
    })) satisfies Watchdog['stepHearing'],
  })),
  fault<ReopenableTranscriber>(
    'it is opened anew and what was said meanwhile is lost',
    'transcriber/reopenable-transcriber.ts',
    ({ ReopenableTranscriber }) => ({
      ReopenableTranscriber: class extends ReopenableTranscriber {
        override reopen(open: OpenTranscriber): void {
          let isReplaying = true;
          super.reopen((onResult) => {
            const inner = open(onResult);
            return {
              push: (pcm) => isReplaying || inner.push(pcm),
              speechStarted: (id, ms) => isReplaying || inner.speechStarted(id, ms),
              speechEnded: (id, ms) => isReplaying || inner.speechEnded(id, ms),
              configure: (settings) => inner.configure(settings),
              close: () => inner.close(),
            };
          });
          isReplaying = false;
        }
      },
    }),
  ),
);
