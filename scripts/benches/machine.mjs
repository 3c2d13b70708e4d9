import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { root } from '../workspace/root.mjs';

/** What else ran matters as much as the processor: the load before the measurement is part of the line. */
export function describeMachine() {
  const [first, ...others] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${others.length + 1} × ${first.model.trim()}, ${memory} GiB, ${process.platform}-${process.arch}, load ${loadavg()[0].toFixed(1)}`;
}

export function describeVersions() {
  return [
    `Node ${process.version}`,
    printed('rustc', '--version'),
    `commit ${printed('git', 'describe', '--always', '--dirty')}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function printed(command, ...args) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';
}
