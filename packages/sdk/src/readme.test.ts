import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

it('shows in the README how to test an agent, and that works when pasted', async () => {
  const readme = readFileSync(`${folder}README.md`, 'utf8');
  const code = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)]
    .map((block) => block[1]!)
    .find((block) => block.includes('startFakeServer'));
  // The package finds itself by its name, as built.
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code!], { cwd: folder });
  expect((await run).stdout).toBe('You said: hello\n');
});
