import { StringDecoder } from 'node:string_decoder';
import { parseArgs } from 'node:util';
import { type CompletenessContext, completeness } from '../turn/completeness/completeness.ts';

/** Where lines are read from and answers go. */
export interface LabStreams {
  input: AsyncIterable<Buffer | string>;
  /** @returns when the text is taken */
  write(text: string): Promise<void>;
  error(text: string): void;
}

export const standardStreams: LabStreams = {
  get input() {
    return process.stdin;
  },
  write: (text) => new Promise((resolve) => void process.stdout.write(text, () => resolve())),
  error: (text) => void process.stderr.write(text),
};

/**
 * Writes the probability that each line read is complete, as soon as the line is there.
 *
 * @returns the exit code: 0, or 2 after a sentence that says which option was not understood
 */
export async function completenessCommand(argv: readonly string[], streams: LabStreams): Promise<number> {
  let context: CompletenessContext;
  try {
    const { values } = parseArgs({ args: [...argv], options: { 'with-question': { type: 'string' } } });
    const question = values['with-question'];
    context = question === undefined ? {} : { question };
  } catch (error) {
    streams.error(`antiphon lab completeness: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of streams.input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) await streams.write(answers(lines, context));
  }
  rest += decoder.end();
  if (rest !== '') await streams.write(answers([rest], context));
  return 0;
}

function answers(lines: readonly string[], context: CompletenessContext): string {
  return lines.map((line) => `${completeness(line, context).toFixed(2)}\n`).join('');
}
