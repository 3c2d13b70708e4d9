// `node bench/completeness/train.mjs [--write]`: weighs the features of the words part of the end-of-turn model on
// development.txt, alone; tells how well weights made of four fifths of it do on the last fifth; writes weights.ts when asked.
import { writeFileSync } from 'node:fs';
import { featuresOf, isFormula } from '../../packages/server/dist/turn/completeness/features.js';
import { tag } from '../../packages/server/dist/turn/completeness/tagger.js';
import { tokenize } from '../../packages/server/dist/turn/completeness/tokens.js';
import { makeSentences } from './templates.mjs';
import { readDoubtful, readMarked, readUtterances } from './utterances.mjs';

const STRENGTH = Number(process.env.STRENGTH ?? 0.6);
const ROUNDS = 400;
const SENTENCES = 5000;
const SHARE = Number(process.env.SHARE ?? 0.3);
const target = new URL('../../packages/server/src/turn/completeness/weights.ts', import.meta.url);

const examples = readUtterances('development')
  .filter(({ question }) => question === undefined)
  .map((example) => ({ ...example, ...readText(example.text) }));

/**
 * The lists were written with these lines at hand: callers say words that no list holds. The same lines with an invented word at
 * their end teach what such a word is worth.
 */
const INVENTED = Number(process.env.INVENTED ?? 0.5);
const inventions = { noun: 'blorvet', gerund: 'florping', adjective: 'snavish' };
const unheardOf = examples.flatMap((example) => {
  const last = tag(tokenize(example.text)).at(-1);
  const invented = last?.isClitic ? undefined : inventions[last?.tag];
  if (invented === undefined) return [];
  const plural = last.tag === 'noun' && /[^s]s$/.test(last.word) ? 's' : '';
  const text = example.text.replace(/\S+$/, invented + plural);
  return [{ ...example, text, weight: INVENTED, ...readText(text) }];
});

// Made sentences are many and much alike: each counts less than a written one.
const written = new Set(examples.map(({ text }) => text));
const doubtful = readDoubtful();
const made = readMarked(makeSentences(SENTENCES, 7))
  .filter(({ text, isComplete }) => !written.has(text) && (isComplete || !doubtful.has(text)))
  .map((example) => ({ ...example, weight: SHARE, ...readText(example.text) }));

for (const fold of [0, 1, 2, 3, 4]) {
  const model = train([...examples, ...unheardOf].filter(({ line }) => line % 5 !== fold).concat(made));
  const tested = examples.filter(({ line }) => line % 5 === fold);
  const right = (isComplete) => {
    const those = tested.filter((example) => example.isComplete === isComplete);
    const wrong = those.filter((example) => score(model, example) > 0 !== isComplete);
    if (process.argv.includes('--errors'))
      for (const example of wrong)
        console.log(`${isComplete ? 'F' : 'U'} ${probability(model, example).toFixed(2)} ${example.text}`);
    return `${((100 * (those.length - wrong.length)) / those.length).toFixed(1)} % of ${those.length}`;
  };
  console.log(`fold ${fold}: finished ${right(true)}, unfinished ${right(false)}`);
}

const weights = train([...examples, ...unheardOf, ...made]);
const rows = [...weights].filter(([, weight]) => Math.abs(weight) >= 0.05).sort(([a], [b]) => (a < b ? -1 : 1));
console.log(`${examples.length} examples of lines, ${made.length} of made sentences, ${rows.length} weights`);
if (process.argv.includes('--write')) {
  writeFileSync(
    target,
    `/**
 * Log odds that each feature adds. Written by \`node bench/completeness/train.mjs --write\` from
 * bench/completeness/development.txt: logistic regression, finished and unfinished counted alike, L2 ${STRENGTH}. Not edited by hand.
 */
export const weights: ReadonlyMap<string, number> = new Map<string, number>([
${rows.map(([name, weight]) => `  ['${name}', ${Number(weight.toFixed(2))}],`).join('\n')}
]);
`,
  );
}

function readText(text) {
  const tagged = tag(tokenize(text));
  return { features: featuresOf(tagged), isFormula: isFormula(tagged) };
}

/** Full-batch descent with a step per weight; the same bytes each time. */
function train(those) {
  const names = new Map();
  for (const { features } of those)
    for (const feature of features) if (!names.has(feature)) names.set(feature, names.size);
  const counts = new Float64Array(names.size);
  const rows = those
    .filter(({ isFormula }) => !isFormula)
    .map(({ features, isComplete, times, weight = 1 }) => {
      const ids = features.map((feature) => names.get(feature));
      for (const id of ids) counts[id] += 1;
      return { ids, isComplete, importance: weight * (1 + Math.log(times)) };
    });
  const mass = { true: 0, false: 0 };
  for (const { isComplete, importance } of rows) mass[isComplete] += importance;
  const share = {
    true: (mass.true + mass.false) / (2 * mass.true),
    false: (mass.true + mass.false) / (2 * mass.false),
  };
  const weight = new Float64Array(names.size);
  const squares = new Float64Array(names.size).fill(1e-8);
  const slope = new Float64Array(names.size);
  for (let round = 0; round < ROUNDS; round++) {
    for (let id = 0; id < weight.length; id++) slope[id] = STRENGTH * weight[id];
    for (const { ids, isComplete, importance } of rows) {
      let sum = 0;
      for (const id of ids) sum += weight[id];
      const error = (1 / (1 + Math.exp(-sum)) - (isComplete ? 1 : 0)) * share[isComplete] * importance;
      for (const id of ids) slope[id] += error;
    }
    for (let id = 0; id < weight.length; id++) {
      squares[id] += slope[id] ** 2;
      weight[id] -= (0.5 * slope[id]) / Math.sqrt(squares[id]);
    }
  }
  // A feature met once or twice says more about its line than about English.
  return new Map([...names].filter(([, id]) => counts[id] >= 3).map(([name, id]) => [name, weight[id]]));
}

function score(model, { features, isFormula }) {
  if (isFormula) return 2.5;
  let sum = 0;
  for (const feature of features) sum += model.get(feature) ?? 0;
  return sum;
}

function probability(model, example) {
  return 1 / (1 + Math.exp(-score(model, example)));
}
