import { expect, it } from 'vitest';
import { runCall } from './command.ts';

async function call(...argv: string[]): Promise<{ code: number; lines: string[]; errors: string[] }> {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await runCall(argv, { line: (text) => void lines.push(text), error: (text) => void errors.push(text) });
  return { code, lines, errors };
}

it('explains itself', async () => {
  const { code, lines } = await call('--help');
  expect(code).toBe(0);
  expect(lines[0]).toContain('antiphon call [CLIP.wav…] --agent ID');
});

it.each([
  [[], /--agent is missing/],
  [['--agent', 'mara', '--pause-ms', 'soon'], /--pause-ms must be a whole number of milliseconds/],
  [['--agent', 'mara', '--linger-ms=-5'], /--linger-ms must be/],
  [['--agent', 'mara', '--loud'], /--loud/],
  [['--agent', 'mara', 'missing.wav'], /There is no file missing\.wav/],
  [
    ['--agent', 'mara', '--record', '/no/such/folder/out.wav', '--url', 'http://127.0.0.1:1'],
    /--record .* there is no folder/,
  ],
  [['--agent', 'mara', '--record', '.', '--url', 'http://127.0.0.1:1'], /--record \. is a folder/],
  [['--agent', 'mara', '--say', 'Hello', '--voice', 'flite/nobody'], /voice/],
  [['--agent', 'mara', '--url', 'http://127.0.0.1:1'], /No server takes calls at/],
])('ends with 1 and a reason: %j', async (argv, reason) => {
  const { code, errors } = await call(...argv);
  expect(code).toBe(1);
  expect(errors).toEqual([expect.stringMatching(/^antiphon call: /)]);
  expect(errors[0]).toMatch(reason);
});
