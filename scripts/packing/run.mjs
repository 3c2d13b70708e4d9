import { spawnOwned } from '../workspace/children.mjs';

/**
 * Runs a command to its end.
 *
 * @returns {Promise<string>} what it printed on its standard output
 * @throws with all it printed, when it fails
 */
export async function run(command, args, { cwd, env = process.env }) {
  const child = spawnOwned(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let all = '';
  child.stdout.on('data', (bytes) => {
    stdout += bytes;
    all += bytes;
  });
  child.stderr.on('data', (bytes) => {
    all += bytes;
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Error(
      `${command} ${args.join(' ')} ended with code ${code}:\n${all.trimEnd().split('\n').slice(-40).join('\n')}`,
    );
  return stdout;
}

/** What npm and pnpm leave in the environment of their scripts would rule the npm that a test starts. */
export function cleanEnvironment(extra = {}) {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|pnpm_|PNPM_|INIT_CWD|NODE_PATH|NODE_ENV)/i.test(name) || /_(proxy|registry|cafile)$/i.test(name),
  );
  return { ...Object.fromEntries(own), ...extra };
}
