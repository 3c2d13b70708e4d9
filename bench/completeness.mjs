import { completeness } from '../packages/server/dist/turn/completeness/completeness.js';
import { readUtterances } from './completeness/utterances.mjs';

export const question = 'How often are the words of an utterance judged right, finished or not, and at what cost?';

/** Right: 0.5 or more for a whole utterance, less for one cut short. The cost is CPU time of this process, per line. */
export async function measure() {
  const rows = [];
  for (const name of ['development', 'looked-at', 'held-out', 'second-held-out', 'third-held-out']) {
    const utterances = readUtterances(name);
    for (const [what, isComplete] of [
      ['finished', true],
      ['unfinished', false],
    ]) {
      const those = utterances.filter((utterance) => utterance.isComplete === isComplete);
      rows.push({
        what: `${name}: ${what}, right`,
        unit: '%',
        samples: those.map((one) => (judge(one) === isComplete ? 100 : 0)),
      });
    }
  }
  const lines = readUtterances('held-out').filter(({ isComplete }) => isComplete);
  for (let round = 0; round < 50; round++) lines.forEach(judge);
  const samples = [];
  for (let round = 0; round < 200; round++) {
    const before = process.cpuUsage();
    lines.forEach(judge);
    const { user, system } = process.cpuUsage(before);
    samples.push((user + system) / lines.length);
  }
  rows.push({ what: 'a line', unit: 'µs of CPU', samples });
  return rows.map((row) => (row.unit === '%' ? { ...row, samples: inTenths(row.samples) } : row));
}

function judge({ text, question }) {
  return completeness(text, question === undefined ? {} : { question }) >= 0.5;
}

/** The share right in each tenth of the lines, so that the spread means something. */
function inTenths(samples) {
  return Array.from({ length: 10 }, (_, tenth) => {
    const those = samples.filter((_sample, index) => index % 10 === tenth);
    return those.reduce((sum, one) => sum + one, 0) / those.length;
  });
}
