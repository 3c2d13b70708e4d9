// Everything that must hold for this package: Rust tests, clippy, and the built binary under vitest.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const steps = [
  ['Rust tests', 'cargo', ['test', '--workspace', '--locked', '--quiet']],
  ['rustfmt', 'cargo', ['fmt', '--all', '--check']],
  ['clippy', 'cargo', ['clippy', '--workspace', '--all-targets', '--locked', '--quiet', '--', '-D', 'warnings']],
  ['vitest on the built binary', process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run']],
];

const failed = steps.filter(([name, program, args]) => {
  console.log(`\naudio-core: ${name}`);
  const { error, status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error) console.error(`${program} could not be started: ${error.message}`);
  return status !== 0;
});

console.log(`\naudio-core: ${steps.length - failed.length} of ${steps.length} steps passed`);
for (const [name] of failed) console.log(`  failed: ${name}`);
process.exitCode = failed.length === 0 ? 0 : 1;
