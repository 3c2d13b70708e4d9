import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resampler } from '@antiphon/audio-core';
import { sound } from './calls.mjs';

const core = fileURLToPath(new URL('../../packages/audio-core', import.meta.url));
const examples = join(process.env.CARGO_TARGET_DIR ?? join(core, 'target'), 'release/examples');

/**
 * What valgrind's callgrind counts of the Rust code: the same on a busy machine as on a quiet one. Each figure is the
 * difference of a long and a short run, so that beginnings do not count.
 *
 * @returns rows of what was counted; none where valgrind or cargo is missing
 */
export function countInstructions(say) {
  if (run('valgrind', ['--version']).status !== 0) {
    say('valgrind is not installed: instructions are not counted');
    return [];
  }
  say('building what valgrind counts');
  const packages = ['--package', 'antiphon-audio-core', '--package', 'antiphon-silero'];
  if (run('cargo', ['build', '--release', '--locked', '--examples', ...packages]).status !== 0) {
    say('cargo could not build it: instructions are not counted');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-counts-'));
  try {
    say('counting instructions');
    return [...detector(folder), ...frames(folder), ...bytes()];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function detector(folder) {
  const wide = new Resampler(8000, 16_000).process(sound);
  const kinds = [
    ['net8', 'detector, 8 kHz, per 10 ms', ['phone'], sound],
    ['net16', 'detector, 16 kHz, per 10 ms', ['wide'], wide],
    ['portable8', 'detector, 8 kHz, portable path, per 10 ms', ['phone', 'portable'], sound],
  ];
  return kinds.map(([key, what, args, samples]) => {
    const count = (part) => {
      const input = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength * part);
      return instructions(folder, [join(examples, 'score'), ...args], input);
    };
    return { key, what, value: (count(1) - count(0.2)) / (sound.length * 0.8 * (100 / 8000)) };
  });
}

function frames(folder) {
  const kinds = [
    ['plain', '20 ms frame: decode, levels, detector, events', 'none', 'alone'],
    ['features', 'the same with voice features', 'features', 'alone'],
    ['both', 'the same with echo check, caller alone', 'both', 'alone'],
    ['bothEcho', "the same, bot's echo alone", 'both', 'echo'],
    ['bothAll', 'the same, caller over bot and echo', 'both', 'all'],
  ];
  return kinds.map(([key, what, mode, line]) => {
    const count = (frames) => instructions(folder, [join(examples, 'frame_cost'), mode, line, String(frames)]);
    return { key, what, value: (count(500) - count(250)) / 250 };
  });
}

/** What the Rust side of a call holds, counted by its allocator in a test. */
function bytes() {
  const test = ['--package', 'antiphon-audio-core', '--test', 'no_allocation', '--', '--nocapture', 'little_memory'];
  const sizes = /bytes of a call[^[]*\[(\d+), \d+, (\d+)\]/.exec(run('cargo', ['test', '--locked', ...test]).stdout);
  if (!sizes) return [];
  const row = (key, what, size) => ({ key, what, unit: 'KB', value: Number(size) / 1_024 });
  return [
    row('bytes', 'memory of a call in Rust, after ten seconds', sizes[1]),
    row('bytesBoth', 'the same with voice features and echo check', sizes[2]),
  ];
}

function instructions(folder, command, input) {
  const options = ['--tool=callgrind', `--callgrind-out-file=${join(folder, 'out')}`];
  const { status, stderr } = run('valgrind', [...options, ...command], input);
  const counted = /Collected : (\d+)/.exec(stderr);
  if (status !== 0 || !counted) throw new Error(`valgrind could not run ${command.join(' ')}: ${stderr.slice(-300)}`);
  return Number(counted[1]);
}

function run(program, args, input) {
  return spawnSync(program, args, { cwd: core, input, encoding: 'utf8', maxBuffer: 1e8 });
}
