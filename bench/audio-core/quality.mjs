import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CallAudio } from '@antiphon/audio-core';
import { FRAME, voiceFrames } from '../signals/caller.mjs';

const bench = fileURLToPath(new URL('../../packages/audio-core/bench/', import.meta.url));

/**
 * How well it hears and plays, which needs the shared folder's recordings and traces: says the tables of the package's
 * own benches.
 *
 * @returns rows of what was measured here
 */
export function measureQuality(say) {
  const shared = process.env.ANTIPHON_SHARED;
  const traceTool = shared && join(shared, 'tools/jitter.py');
  if (!traceTool || !existsSync(traceTool)) {
    say('ANTIPHON_SHARED names no folder with recordings and traces: onsets and jitter are not measured');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-traces-'));
  try {
    if (existsSync(join(bench, 'detector.mjs'))) tell(say, 'detector.mjs', []);
    const python = (...args) => spawnSync(process.env.PYTHON ?? 'python3', [traceTool, ...args], { encoding: 'utf8' });
    if (python('gen', '--out', folder).status !== 0) {
      say('jitter.py does not run (it needs numpy; PYTHON names another Python): jitter is not measured');
      return [];
    }
    const reference = join(folder, 'reference.txt');
    writeFileSync(reference, python('ref').stdout);
    tell(say, 'jitter-table.mjs', ['--traces', folder, '--reference', reference]);
    return [
      { key: 'analysis', what: 'jitter, analysis mode, most delay added on tcp_hol (reach 0)', value: added(folder) },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tell(say, file, args) {
  say(`\n### ${file}\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(bench, file), ...args], { encoding: 'utf8' });
  say(status === 0 ? stdout : `It failed: ${stderr.slice(-500)}`);
}

/** Milliseconds between a packet's coming and the hearing of its last sample, the most of a trace that loses nothing. */
function added(folder) {
  const audio = new CallAudio({ codec: 'mulaw', sampleRateHz: 8000, detector: { engine: 'energy' } });
  const rows = readFileSync(join(folder, 'tcp_hol.csv'), 'utf8').trim().split('\n');
  let most = 0;
  rows.forEach((row, index) => {
    const [sequence, , arriveMs] = row.split(',').map(Number);
    audio.push(sequence, sequence * FRAME, voiceFrames[index % voiceFrames.length], arriveMs);
    // What is not heard yet when its packet is here waits for a later one.
    most = Math.max(most, ((index + 1) * FRAME - audio.inSample) / 8);
  });
  audio.close();
  return most;
}
