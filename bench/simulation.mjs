import { Antiphon } from '@antiphon/sdk';
import { simulateCall } from '@antiphon/server/lab';

export const question = 'How many seconds of calls does the lab play in one second, on one core?';

export const seed = 1;

/** Simulated seconds of one sample. */
const SAMPLE_S = 600;
const SAMPLES = 9;

const ANSWER = 'Very well. A table for that many is booked for this evening. Is there anything else?';

const caller = [
  { until: 'bot.finished' },
  ...Array.from({ length: 6 }, () => [
    { say: 'I would like a table for four' },
    { interrupt: 'no wait make it eight', atWord: 9 },
    { until: 'bot.finished' },
    { wait: 2_000 },
  ]).flat(),
];

const startAgent = () => {
  const agent = new Antiphon().agent('bench', { greeting: 'Hello. What can I do for you?' });
  agent.on('turn.end', (_turn, call) => call.reply(ANSWER));
};

/** Whole calls: agent with the real SDK, frames, turns, playout; told speech, and then the real voice detector on real sound. */
export async function measure({ say }) {
  const told = {};
  const heard = { sound: { noiseDb: -60 }, network: { jitterMs: 20, loss: 0.01 } };
  const rows = [
    { what: 'speech told by the script', unit: 'simulated s per s', options: told, samples: [] },
    { what: 'speech heard by the detector, over a bad line', unit: 'simulated s per s', options: heard, samples: [] },
  ];
  let next = seed;
  for (let sample = -1; sample < SAMPLES; sample += 1) {
    for (const { options, samples } of rows) {
      const beganAt = process.cpuUsage();
      let simulatedMs = 0;
      while (simulatedMs < SAMPLE_S * 1000) {
        const call = await simulateCall({ agent: startAgent, caller, seed: next, ...options });
        call.expectNoProblems();
        simulatedMs += call.events.at(-1).at;
        next += 1;
      }
      const { user, system } = process.cpuUsage(beganAt);
      // The first warms the compiler up.
      if (sample >= 0) samples.push(Math.round(simulatedMs / ((user + system) / 1000)));
    }
  }
  say('Seconds of processor time, one thread.');
  return rows.map(({ what, unit, samples }) => ({ what, unit, samples }));
}
