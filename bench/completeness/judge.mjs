// `node bench/completeness/judge.mjs FILE [--errors]`: how often the words part is right on FILE.txt, and how honest its odds are.
import { completeness } from '../../packages/server/dist/turn/completeness/completeness.js';
import { readUtterances } from './utterances.mjs';

const [name = 'development'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const judged = readUtterances(name).map((example) => ({
  ...example,
  probability: completeness(example.text, example.question === undefined ? {} : { question: example.question }),
}));
const isRight = ({ probability, isComplete }) => probability >= 0.5 === isComplete;
const report = (what, those) => {
  const right = those.filter(isRight).length;
  if (those.length > 0)
    console.log(`${what.padEnd(40)} ${((100 * right) / those.length).toFixed(1)} % of ${those.length}`);
};
for (const [label, asked] of [
  ['alone', false],
  ['as answers', true],
]) {
  const those = judged.filter(({ question }) => (question !== undefined) === asked);
  report(
    `finished, ${label}`,
    those.filter(({ isComplete }) => isComplete),
  );
  report(
    `unfinished, ${label}`,
    those.filter(({ isComplete }) => !isComplete),
  );
  report(
    `unfinished of 4 words or more, ${label}`,
    those.filter(({ isComplete, text }) => !isComplete && text.split(' ').length >= 4),
  );
}
const share = judged.filter(({ isComplete }) => isComplete).length / judged.length;
for (let tenth = 0; tenth < 10; tenth++) {
  const low = tenth / 10;
  const those = judged.filter(
    ({ probability, question }) => question === undefined && probability >= low && probability < low + 0.1,
  );
  // Finished and unfinished counted alike, whatever their number in the file.
  const mass = those.map(({ isComplete }) => (isComplete ? 0.5 / share : 0.5 / (1 - share)));
  const complete = those.reduce((sum, { isComplete }, index) => sum + (isComplete ? mass[index] : 0), 0);
  const total = mass.reduce((sum, one) => sum + one, 0);
  console.log(
    `said ${low.toFixed(1)}–${(low + 0.1).toFixed(1)}: finished ${((100 * complete) / total).toFixed(0)} % (n ${those.length})`,
  );
}
if (process.argv.includes('--errors'))
  for (const example of judged.filter((one) => !isRight(one)))
    console.log(
      `${example.isComplete ? 'F' : 'U'} ${example.probability.toFixed(2)} ${example.question ? `[${example.question}] ` : ''}${example.text}`,
    );
