import { expect, it } from 'vitest';
import { runLab } from './command.ts';

async function lab(argv: string[], ...chunks: (string | Buffer)[]) {
  const wrote: string[] = [];
  const errors: string[] = [];
  async function* input() {
    yield* chunks;
  }
  const streams = {
    input: input(),
    write: async (text: string) => void wrote.push(text),
    error: (text: string) => void errors.push(text),
  };
  const code = await runLab(argv, { line: (text) => void wrote.push(text), error: streams.error }, streams);
  return { code, wrote, out: wrote.join(''), errors: errors.join('') };
}

it('writes a probability for each line, in order', async () => {
  const { code, out, errors } = await lab(['completeness'], 'yes please\nmy order number is\n\nno');
  expect(out).toMatch(/^0\.[5-9]\d\n0\.[0-4]\d\n0\.50\n0\.[5-9]\d\n$/);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
});

it('answers a line as soon as it is whole, wherever the pieces are cut', async () => {
  const bytes = Buffer.from('josé\nyes\n');
  const whole = await lab(['completeness'], bytes);
  const pieces = await lab(['completeness'], ...[...bytes].map((byte) => Buffer.from([byte])));
  expect(pieces.out).toBe(whole.out);
  expect(pieces.wrote).toHaveLength(2);
});

it('reads Windows line ends', async () => {
  expect((await lab(['completeness'], 'yes\r\nmy\r\n')).out).toBe((await lab(['completeness'], 'yes\nmy\n')).out);
});

it('weighs the lines as answers to a question', async () => {
  const { out } = await lab(
    ['completeness', '--with-question', 'What is your zip code?'],
    'nine four one\nnine four one one oh\n',
  );
  expect(out).toMatch(/^0\.[0-4]\d\n0\.[5-9]\d\n$/);
});

it('writes nothing for no lines', async () => {
  expect((await lab(['completeness'])).out).toBe('');
});

it('says what it did not understand', async () => {
  expect(await lab(['completeness', '--loud'], 'yes\n')).toMatchObject({ code: 2, out: '' });
  expect((await lab(['completeness', '--loud'])).errors).toContain('--loud');
  expect(await lab(['nothing'])).toMatchObject({ code: 2, out: '' });
  expect((await lab(['--help'])).out).toContain('completeness');
});
