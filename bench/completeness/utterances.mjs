import { readFileSync } from 'node:fs';

/**
 * Reads a file of marked utterances (its head says how they are marked).
 *
 * @returns each whole utterance and each cut that is surely unfinished, once: `{ text, question, isComplete, line, times }`, `times` being in how many lines a cut was met
 */
export function readUtterances(name) {
  const rows = readFileSync(new URL(`./${name}.txt`, import.meta.url), 'utf8').split('\n');
  return readMarked(rows);
}

/** @returns every utterance of a file in full, word by word: `{ words, question }` */
export function readLines(name) {
  const { lines } = linesOf(readFileSync(new URL(`./${name}.txt`, import.meta.url), 'utf8').split('\n'));
  return lines.map(({ question, words }) => ({ question, words: plain(words).split(' ') }));
}

/** @returns what development.txt says could be whole or not */
export function readDoubtful() {
  const rows = readFileSync(new URL('./development.txt', import.meta.url), 'utf8').split('\n');
  return new Set(rows.filter((row) => row.startsWith('= ')).map((row) => row.slice(2).trim()));
}

/** As `readUtterances`, of lines already at hand. */
export function readMarked(rows) {
  const { lines, unjudged, asTheyStand } = linesOf(rows);
  const key = (question, text) => `${question ?? ''}\n${text}`;
  const maybeWhole = new Set(unjudged.map((text) => key(undefined, text)));
  const whole = lines.map(({ question, words }, line) => {
    words.forEach((word, index) => {
      if (word.endsWith('|')) maybeWhole.add(key(question, plain(words.slice(0, index + 1))));
    });
    const text = plain(words);
    maybeWhole.add(key(question, text));
    maybeWhole.add(key(undefined, text));
    return { text, question, isComplete: true, line, times: 1 };
  });
  const cuts = new Map();
  lines.forEach(({ question, words }, line) => {
    for (let length = 1; length < words.length; length++) {
      const text = plain(words.slice(0, length));
      const id = key(question, text);
      if (maybeWhole.has(id) || maybeWhole.has(key(undefined, text))) continue;
      const cut = cuts.get(id);
      if (cut) cut.times++;
      else cuts.set(id, { text, question, isComplete: false, line, times: 1 });
    }
  });
  return [...asTheyStand, ...whole, ...cuts.values()];
}

function plain(words) {
  return words.join(' ').replaceAll('|', '');
}

function linesOf(rows) {
  const lines = [];
  const unjudged = [];
  const asTheyStand = [];
  let question;
  for (const row of rows) {
    if (row.startsWith('#') || row.trim() === '') continue;
    if (row.startsWith('+ ') || row.startsWith('- '))
      asTheyStand.push({ text: row.slice(2).trim(), question, isComplete: row.startsWith('+'), line: -1, times: 1 });
    else if (row.startsWith('= ')) unjudged.push(row.slice(2).trim());
    else if (row.startsWith('Q:')) question = row.slice(2).trim() || undefined;
    else lines.push({ question, words: row.trim().split(/\s+/) });
  }
  return { lines, unjudged, asTheyStand };
}
