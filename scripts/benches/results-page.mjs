import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps the last result of each measurement. */
export function keepResult(folder, result) {
  mkdirSync(join(folder, 'results'), { recursive: true });
  writeFileSync(join(folder, 'results', `${result.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** Writes bench/results.md out of the kept results. */
export function writeResultsPage(folder) {
  const files = readdirSync(join(folder, 'results')).filter((name) => name.endsWith('.json'));
  const results = files.sort().map((name) => JSON.parse(readFileSync(join(folder, 'results', name), 'utf8')));
  writeFileSync(join(folder, 'results.md'), resultsPage(results));
}

/** @returns the page as Markdown: one section per question, one row per thing measured */
export function resultsPage(results) {
  const sections = results.map(({ question, command, machine, versions, seed, rows }) => {
    const table = rows.map(
      ({ what, unit, n, median, p95, p99, p25, p75 }) =>
        `| ${what} | ${median} ${unit} | ${p25}–${p75} | ${p95} | ${p99} | ${n} |`,
    );
    return [
      `## ${question}`,
      '',
      `\`${command}\`${seed === null ? '' : `, seed ${seed}`}; ${machine}; ${versions}`,
      '',
      '| What | Median | Middle half | p95 | p99 | n |',
      '|---|---|---|---|---|---|',
      ...table,
      '',
    ].join('\n');
  });
  return ['# Measurements', '', 'Written by `pnpm bench NAME`; not by hand.', '', ...sections].join('\n');
}
