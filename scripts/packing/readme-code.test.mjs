import { expect, it } from 'vitest';
import { agentOf, firstCode } from './readme-code.mjs';

it('takes the first block of code, not the shell lines before it', () => {
  const readme = '# x\n\n```sh\nnpm i x\n```\n\nthen\n\n```ts\nconst a = 1;\n```\n\n```js\nlater\n```\n';
  expect(firstCode(readme)).toEqual({ language: 'ts', code: 'const a = 1;\n' });
  expect(firstCode('# no code\n\n```sh\nls\n```\n')).toBeNull();
});

it('knows which agent the code makes', () => {
  expect(agentOf(`const agent = pc.agent('echo', {});`)).toBe('echo');
  expect(agentOf('const level = measureLevel(samples);')).toBeNull();
});
