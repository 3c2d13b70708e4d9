// Builds the addon (cargo decides whether anything changed) and then the TypeScript.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { platformName } from './platform.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program with its output shown; ends the build with a sentence when it cannot start or fails. */
function run(program, args, whenMissing) {
  const { error, status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error?.code === 'ENOENT') stop(whenMissing);
  if (error) stop(`${program} could not be started: ${error.message}`);
  if (status !== 0) stop(`${program} ${args.join(' ')} failed with exit code ${status}.`);
}

function stop(sentence) {
  console.error(`audio-core: ${sentence}`);
  process.exit(1);
}

function requireProgram(program, sentence) {
  if (spawnSync(program, ['--version'], { stdio: 'ignore' }).error) stop(sentence);
}

requireProgram('cargo', 'cargo was not found. Install stable Rust (https://rustup.rs) and build again.');
requireProgram(
  'cmake',
  'cmake was not found; libopus is built with it. Install it (Debian: apt-get install cmake) and build again.',
);
if (process.platform !== 'win32') {
  requireProgram(
    process.env.CC ?? 'cc',
    'no C compiler was found; Rust links with it. Install gcc or clang (Debian: apt-get install build-essential) and build again.',
  );
}

run('cargo', ['build', '--release', '--locked', '--package', 'antiphon-audio-node'], 'cargo was not found.');

const library =
  {
    darwin: 'libantiphon_audio_node.dylib',
    win32: 'antiphon_audio_node.dll',
  }[process.platform] ?? 'libantiphon_audio_node.so';
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const built = join(target, 'release', library);
if (!existsSync(built)) stop(`cargo built nothing at ${built}.`);

// The platform's package carries the addon; renaming last means that nobody ever loads half a file.
const name = platformName();
const folder = join(root, 'npm', name);
mkdirSync(folder, { recursive: true });
const addon = join(folder, `audio-core.${name}.node`);
copyFileSync(built, `${addon}.new`);
renameSync(`${addon}.new`, addon);

run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], 'node was not found.');
