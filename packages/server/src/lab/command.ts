import { completenessCommand } from './completeness-command.ts';

/** Where a command of the lab reads and writes. */
export interface LabStreams {
  input: AsyncIterable<Buffer | string>;
  /** @returns when the text is taken */
  write(text: string): Promise<void>;
  error(text: string): void;
}

const usage = `antiphon lab COMMAND

  completeness [--with-question TEXT]
        reads an utterance a line, as a recogniser gives it, and writes for each how likely it is complete, 0.01 to 0.99;
        0.50 says that it cannot tell: an empty line, or a language it does not know.
        --with-question: what the agent asked last
`;

/**
 * The `antiphon lab` command.
 *
 * @param argv what follows `lab`
 * @returns the exit code: 0 when it went well, 2 for a command that was not understood
 */
export async function runLab(argv: readonly string[], streams: LabStreams): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case 'completeness':
      return completenessCommand(rest, streams);
    case 'help':
    case '--help':
    case '-h':
      await streams.write(usage);
      return 0;
    default:
      streams.error(`${command === undefined ? '' : `antiphon lab: there is no command "${command}".\n\n`}${usage}`);
      return 2;
  }
}
