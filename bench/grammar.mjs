import { setTimeout as sleep } from 'node:timers/promises';
import { createEngines } from '../packages/server/dist/engines/engines.js';
import { hear, lines, speak } from './grammar/callers.mjs';
import { grammars, without } from './grammar/sentences.mjs';

export const question = 'How often is the grammar recogniser right, and how soon?';

const VOICES = ['slt', 'rms', 'awb', 'kal16'];

/**
 * Right: in the grammar, every word; out of it, not understood. One sample is one voice on one line. Latency: from the end of
 * speech being told, 200 ms after the last voice, to the final text; spoken in real time, one caller at a time.
 */
export async function measure({ say }) {
  const engines = createEngines({ env: {}, lab: false, strict: false });
  const voices = VOICES.flatMap((voice) => Object.keys(lines).map((line) => ({ voice: `flite/${voice}`, line })));
  const rows = [];
  try {
    for (const { name, stt, within } of grammars) {
      const right = { what: `${name}: sentences of the grammar, every word right`, unit: '%', samples: [] };
      const taken = { what: `${name}: other sentences, taken for one of the grammar`, unit: '%', samples: [] };
      for (const { voice, line } of voices) {
        const heard = [];
        for (const sentence of [...within, ...without]) {
          const spoken = await speak(engines, voice, sentence, lines[line]);
          const { result } = await hear(engines, stt, spoken, atOnce);
          const isWithin = within.includes(sentence);
          const isRight = isWithin ? result.text === sentence : !result.understood;
          if (!isRight) {
            const what = result.understood ? `"${result.text}"` : 'not understood';
            say(`${voice}, ${line}: "${sentence}" was ${what} (${result.confidence.toFixed(2)})`);
          }
          heard.push({ isWithin, isRight });
        }
        right.samples.push(
          percent(
            heard.filter(({ isWithin }) => isWithin),
            true,
          ),
        );
        taken.samples.push(
          percent(
            heard.filter(({ isWithin }) => !isWithin),
            false,
          ),
        );
      }
      say(
        `${name}: ${mean(right.samples)} % right, ${mean(taken.samples)} % of other sentences taken for one of the grammar`,
      );
      rows.push(right, taken);
    }
    rows.push({ what: 'end of speech told → final text', unit: 'ms', samples: await latencies(engines) });
    return rows;
  } finally {
    await engines.close();
  }
}

const atOnce = async () => {};

/** Every fourth sentence of each grammar, by each voice, by telephone. */
async function latencies(engines) {
  const samples = [];
  for (const { stt, within } of grammars) {
    for (const sentence of within.filter((_, index) => index % 4 === 0)) {
      for (const voice of VOICES) {
        const spoken = await speak(engines, `flite/${voice}`, sentence, lines.telephone);
        const startedAt = performance.now();
        const inRealTime = (frame) => sleep(Math.max(0, startedAt + frame * 20 - performance.now()));
        samples.push((await hear(engines, stt, spoken, inRealTime)).latencyMs);
      }
    }
  }
  return samples;
}

const percent = (heard, isRight) => (100 * heard.filter((one) => one.isRight === isRight).length) / heard.length;
const mean = (samples) => (samples.reduce((sum, sample) => sum + sample, 0) / samples.length).toFixed(1);
