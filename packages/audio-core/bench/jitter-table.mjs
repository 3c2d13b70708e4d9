// How much delay and loss has the playout buffer on every trace, beside the reference and the offline optimum?
// node packages/audio-core/bench/jitter-table.mjs --traces DIR [--reference REF.txt] [--pull-ms 5]
//
// DIR holds the traces that `jitter.py gen --out DIR` wrote, REF.txt what `jitter.py ref` printed for the same ones.
// Figures are those of `jitter.py score`: mean delay over the fastest packet, packets that came and were not played, and
// 20 ms of output with made sound in them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    traces: { type: 'string' },
    reference: { type: 'string' },
    'pull-ms': { type: 'string', default: '5' },
  },
});
if (!values.traces) {
  console.error('Usage: node jitter-table.mjs --traces DIR [--reference REF.txt] [--pull-ms 5]');
  process.exit(1);
}
const bounded = new Set(['lan', 'wan', 'lte', 'ge_loss10', 'drift']);
const bench = fileURLToPath(new URL('jitter-playout.mjs', import.meta.url));
const reference = values.reference ? readReference(values.reference) : new Map();
const folder = mkdtempSync(join(tmpdir(), 'jitter-'));
console.log(
  `Pulls of ${values['pull-ms']} ms. NetEq-like and optimum are jitter.py's; 1.5 × optimum + 5 ms where it is asked.\n`,
);
console.log(
  '| trace | delay ms | p95 | late % | concealed % | NetEq-like ms | late % | optimum ms | limit ms | reached |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const file of readdirSync(values.traces).filter((name) => name.endsWith('.csv'))) {
  const name = basename(file, '.csv');
  const out = join(folder, file);
  const trace = join(values.traces, file);
  const args = [bench, '--trace', trace, '--out', out, '--pull-ms', values['pull-ms']];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const { delay, p95, late, concealed } = score(rowsOf(trace), rowsOf(out));
  const peer = reference.get(name);
  const limit = peer && bounded.has(name) ? 1.5 * peer.optimum + 5 : Number.POSITIVE_INFINITY;
  const isReached = peer && delay < peer.delay && Number(late.toFixed(2)) <= peer.late && delay <= limit;
  const ours = `${delay.toFixed(1)} | ${p95.toFixed(1)} | ${late.toFixed(2)} | ${concealed.toFixed(2)}`;
  const theirs = peer
    ? `${peer.delay} | ${peer.late} | ${peer.optimum} | ${Number.isFinite(limit) ? limit.toFixed(1) : '–'} | ${isReached ? 'yes' : 'no'}`
    : '– | – | – | – | –';
  console.log(`| ${name} | ${ours} | ${theirs} |`);
}
rmSync(folder, { recursive: true });

function rowsOf(file) {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

function score(trace, playout) {
  const sent = new Map();
  const came = new Map();
  for (const [sequence, send, arrive] of trace.map((row) => row.map(Number))) {
    sent.set(sequence, send);
    came.set(sequence, Math.min(arrive, came.get(sequence) ?? Number.POSITIVE_INFINITY));
  }
  const base = Math.min(...[...came].map(([sequence, arrive]) => arrive - sent.get(sequence)));
  const played = new Map();
  for (const [at, , sequence] of playout) {
    if (sequence !== '-1' && !played.has(Number(sequence))) played.set(Number(sequence), Number(at));
  }
  const delays = [...played].map(([sequence, at]) => at - sent.get(sequence) - base).sort((a, b) => a - b);
  const [first, last] = [Math.min(...came.values()), Math.max(...came.values())];
  const active = playout.filter(([at]) => Number(at) >= first && Number(at) <= last);
  return {
    delay: delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
    p95: delays[Math.floor(delays.length * 0.95)],
    late: 100 * (1 - played.size / came.size),
    concealed: (100 * active.filter(([, kind]) => kind === 'conceal').length) / active.length,
  };
}

/** Rows of `jitter.py ref`: name, network loss, two fixed policies, NetEq-like .95 and .97, the optimum at its loss. */
function readReference(file) {
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [name, ...numbers] = row.replaceAll('|', ' ').trim().split(/\s+/);
      return [name, { delay: Number(numbers[5]), late: Number(numbers[6]), optimum: Number(numbers[9]) }];
    }),
  );
}
