// When does the detector hear that somebody begins and ends, what does it wrongly take for speech, and how well do its
// scores tell speech from silence, beside the network's own?
// ANTIPHON_SHARED=DIR node packages/audio-core/bench/detector.mjs [--rate 8000|16000] [--seed 1]
//
// People are the recordings of the shared folder; the synthesized voices (server built) were not tuned on.
import { parseArgs } from 'node:util';
import { disguised, people, synthesized } from './detector/callers.mjs';
import { conversation, placed } from './detector/lines.mjs';
import {
  heard,
  hopsOf,
  onsetsByScore,
  quantile,
  rocArea,
  scoresOf,
  summary,
  verdictsOf,
} from './detector/measures.mjs';
import { falseStartLines, lineNoise } from './detector/nobody.mjs';
import * as noises from './detector/noises.mjs';
import { seeded } from './detector/random.mjs';

const { values } = parseArgs({ options: { rate: { type: 'string' }, seed: { type: 'string', default: '1' } } });
const PLACEMENTS = 20;
const amplitude = noises.amplitude;

for (const rate of values.rate ? [Number(values.rate)] : [8000, 16000]) {
  const callers = { people: people(rate), synthesized: await synthesized(rate) };
  console.log(`\n## ${rate} Hz, ${rate === 8000 ? 'µ-law' : '16-bit'}, seed ${values.seed}\n`);
  onsets(rate, callers);
  falseStarts(rate);
  scores(rate, callers);
}

function onsets(rate, callers) {
  const random = seeded(Number(values.seed));
  const over = (make, db) => (count) => noises.levelled(make(count, random, rate), db);
  const lines = {
    'silent line': [(samples) => samples],
    '−10 dB': [(samples) => samples.map((value) => value * amplitude(-10))],
    '−20 dB': [(samples) => samples.map((value) => value * amplitude(-20))],
    'white noise −55 dB': [(samples) => samples, over(noises.white, -55)],
    'pink noise −50 dB': [(samples) => samples, over(noises.pink, -50)],
    'hum −50 dB': [(samples) => samples, over(noises.hum, -50)],
    'other pitch, pace, level, no lows': [(samples) => disguised(samples, random, rate), over(noises.pink, -62)],
  };
  console.log(
    '| Callers | Line | n | start after onset, ms: median / p95 / most | missed | too early | end after, ms |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const [who, utterances] of Object.entries(callers)) {
    for (const [line, [change, noise]] of Object.entries(lines)) {
      const count = who === 'people' && !noise ? PLACEMENTS : 4;
      const all = utterances.flatMap(({ samples, isRumble }) =>
        Array.from({ length: count }, () => ({
          isRumble,
          ...heard(placed(change(samples), rate, random, noise), rate),
        })),
      );
      if (all.length > 0) row(who, line, all);
      if (who === 'people' && line === 'silent line')
        row(
          'the 15 that begin with a voice',
          line,
          all.filter(({ isRumble }) => !isRumble),
        );
    }
  }
}

function row(who, line, results) {
  const { n, start, missed, early, end } = summary(results);
  console.log(`| ${who} | ${line} | ${n} | ${start} | ${missed} | ${early} | ${end} |`);
}

function falseStarts(rate) {
  const starts = (samples) => verdictsOf(samples, rate).filter(({ kind }) => kind === 'start').length;
  const random = seeded(Number(values.seed) + 1);
  console.log('\n| Nobody speaks | false starts |\n|---|---|');
  console.log(`| 10 minutes of line noise of eight kinds, −65…−30 dB | ${starts(lineNoise(rate, random))} |`);
  for (const { name, samples, count } of falseStartLines(rate, random)) {
    console.log(`| ${name} | ${starts(samples)} in ${count} |`);
  }
}

function scores(rate, callers) {
  const utterances = [...callers.people.filter(({ isRumble }) => !isRumble), ...callers.synthesized];
  const backgrounds = {
    'pink 30 dB under': [noises.pink, 30],
    'pink 20': [noises.pink, 20],
    'white 10': [noises.white, 10],
    'pink 5': [noises.pink, 5],
    'hum 10': [noises.hum, 10],
  };
  const made = Object.entries(backgrounds).map(([name, [make, under]]) => {
    const random = seeded(Number(values.seed) + 2);
    const noise = (count, db) => noises.levelled(make(count, random, rate), db - under);
    return {
      name,
      ...conversation(
        utterances.map(({ samples }) => samples),
        rate,
        random,
        noise,
      ),
    };
  });
  const kinds = [
    ['ours, every 8 ms', false],
    ["the network's own", true],
  ];
  console.log(
    `\n| Score | ${made.map(({ name }) => name).join(' | ')} | start, ms, and false starts at 0.3 | at 0.5 | at 0.7 |`,
  );
  console.log(`|---|${'---|'.repeat(made.length + 3)}`);
  for (const [kind, isRaw] of kinds) {
    const lines = made.map(({ samples, isSpeech }) => hopsOf(scoresOf(samples, rate, isRaw), isSpeech, rate));
    const events = [0.3, 0.5, 0.7].map((threshold) => {
      const found = lines.map((hops) => onsetsByScore(hops, threshold, rate));
      const waits = found.flatMap((one) => one.waits);
      const wrong = found.reduce((sum, one) => sum + one.falseStarts, 0);
      return `${quantile(waits, 0.5).toFixed(0)} / ${quantile(waits, 0.95).toFixed(0)}, ${wrong}`;
    });
    console.log(`| ${kind} | ${[...lines.map((hops) => rocArea(hops).toFixed(4)), ...events].join(' | ')} |`);
  }
}
