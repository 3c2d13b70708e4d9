import { optionsHelp, readConfig } from './config.ts';
import { VoiceError } from './errors.ts';
import { version } from './version.ts';

const usage = `antiphon: a self-hosted server for voice agents

  antiphon serve [options]               run the server
  antiphon call CLIP.wav… --agent ID     place a call to a running server; its --help says more
  antiphon replay CALL [options]         decide a recorded call again, also with other settings; its --help says more
  antiphon lab import CALL               turn a recorded call into a test; its --help says more
  antiphon lab completeness              judge lines of text: is each a complete utterance? lab --help says more
  antiphon help                          say this
  antiphon version                       say which version this is

Options of serve, each also a variable of the environment:
${optionsHelp()}
`;

/** What the shell sees. 2 is for a command that was not understood. */
const exits = { well: 0, failed: 1, misused: 2 } as const;

/**
 * Runs one command. The only file that touches `process`.
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  // Whoever read our words may leave (`antiphon serve | head`): calls go on all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    switch (command) {
      case 'serve':
        if (rest.some((word) => word === '--help' || word === '-h')) return say(usage);
        return await serve(rest);
      case 'call':
        return await (await import('./caller/command.ts')).runCall(rest);
      case 'replay':
        return await (await import('./lab/command.ts')).runReplay(rest);
      case 'lab':
        return await (await import('./lab/command.ts')).runLab(rest);
      case 'help':
      case '--help':
      case '-h':
        return say(usage);
      case 'version':
      case '--version':
      case '-v':
        return say(`${version}\n`);
      default:
        process.stderr.write(command === undefined ? usage : `antiphon: there is no command "${command}".\n\n${usage}`);
        return exits.misused;
    }
  } catch (error) {
    if (!VoiceError.is(error)) throw error;
    process.stderr.write(`antiphon: ${error.message}\n`);
    return error.code === 'CONFIG_INVALID' ? exits.misused : exits.failed;
  }
}

async function serve(args: readonly string[]): Promise<number> {
  const config = readConfig(args, process.env);
  // Loaded here, so that a wrong option is told at once.
  const { createServer } = await import('./app.ts');
  const server = await createServer(config);
  const stopped = onStopSignal(
    async (signal) => {
      say(`antiphon: ${signal}: no new calls; live ones may finish. A second signal stops at once.\n`);
      await server.drain();
      await server.close();
    },
    () => {
      process.stderr.write('antiphon: stopped at once. Calls that were live are ended as failed at the next start.\n');
      process.exit(exits.failed);
    },
  );
  try {
    await server.listen();
  } catch (error) {
    await server.close();
    throw error;
  }
  if (server.apiKeyOrigin === 'made')
    say(`antiphon: API key ${server.apiKey} (made now and shown this once; kept in ${server.apiKeyFile})\n`);
  if (server.apiKeyOrigin === 'kept') say(`antiphon: the API key is in ${server.apiKeyFile}\n`);
  say(`antiphon: listening on ${server.url}\n`);
  await stopped;
  say('antiphon: stopped\n');
  return exits.well;
}

/** Runs `first` at the first signal to stop and `second` at the next. @returns when `first` is done */
function onStopSignal(first: (signal: string) => Promise<void>, second: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopping = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (isStopping) return second();
        isStopping = true;
        first(signal).then(resolve, reject);
      });
    }
  });
}

function say(text: string): number {
  process.stdout.write(text);
  return exits.well;
}
