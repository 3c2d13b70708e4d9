import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { completenessCommand, type LabStreams, standardStreams } from './completeness-command.ts';
import { firstDifference, sharedPart } from './replay/compare-exactly.ts';
import { type FoundCall, findCall } from './replay/find-call.ts';
import { type RecordedCall, recordedCall } from './replay/recorded-call.ts';
import { compareLogs, comparisonText } from './replay/side-by-side.ts';
import { testFileOf } from './replay/test-file.ts';

/** Where a command's lines go. */
export interface Output {
  line(text: string): void;
  error(text: string): void;
}

const toConsole: Output = { line: (text) => console.log(text), error: (text) => console.error(text) };

const REPLAY_USAGE = `antiphon replay CALL [--data DIR]

Decides a recorded call again from its input journal, and says whether the log comes out as it was kept. With settings
changed it shows, side by side, what would have been different.

  CALL                     id of a call, or the path of its journal
  --data DIR               the server's data folder (default .antiphon)
  --silence-ms N           end of turn after so much silence
  --eager-ms N             eager turn after so much silence
  --min-duration-ms N      voice over the bot that stops it
  --min-words N            words over the bot that stop it
  --interruption on|off    whether the bot can be interrupted
  --min-silence-ms N       the detector's end of speech (approximate: the call's sound is not kept)
  --set JSON               any other settings, as an agent writes them: '{"interruption":{"backchannel_filter":false}}'
  --events                 prints the replayed log`;

const LAB_USAGE = `antiphon lab import CALL [--data DIR] [--out DIR] [--agent FILE]

Turns a recorded call into a test: writes CALL.test.ts and CALL.journal.jsonl for vitest.

  --out DIR     where to (default here)
  --agent FILE  also simulates the call with this agent, a module that makes its \`new Antiphon()\`

antiphon lab completeness [--with-question TEXT]

Reads an utterance a line, as a recogniser gives it, and writes for each how likely it is complete, 0.01 to 0.99. 0.50 says
that it cannot tell: an empty line, or a language it does not know.

  --with-question TEXT  what the agent asked last`;

const replayFlags = {
  data: { type: 'string', default: '.antiphon' },
  'silence-ms': { type: 'string' },
  'eager-ms': { type: 'string' },
  'min-duration-ms': { type: 'string' },
  'min-words': { type: 'string' },
  interruption: { type: 'string' },
  'min-silence-ms': { type: 'string' },
  set: { type: 'string' },
  events: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof replayFlags; allowPositionals: true }>>['values'];

/**
 * The `antiphon replay` command.
 * @param argv what follows `replay` @returns the exit code: 0 when the replay is exact or was asked to differ, else 1
 */
export async function runReplay(argv: readonly string[], output: Output = toConsole): Promise<number> {
  return guarded('replay', output, () => replay(argv, output));
}

/** The `antiphon lab` command. @param argv what follows `lab` @returns the exit code */
export async function runLab(
  argv: readonly string[],
  output: Output = toConsole,
  streams: LabStreams = standardStreams,
): Promise<number> {
  const [name = '', ...rest] = argv;
  const command = labCommands[name];
  if (command === undefined) {
    const isHelp = name === '' || name === '--help' || name === '-h';
    if (isHelp) output.line(LAB_USAGE);
    else output.error(`antiphon lab: there is no command "${name}".\n\n${LAB_USAGE}`);
    return isHelp ? 0 : 2;
  }
  return guarded(`lab ${name}`, output, () => command(rest, output, streams));
}

/** What follows `antiphon lab`. */
const labCommands: Readonly<
  Record<string, (argv: readonly string[], output: Output, streams: LabStreams) => number | Promise<number>>
> = {
  import: importCall,
  completeness: (argv, _, streams) => completenessCommand(argv, streams),
};

async function guarded(name: string, output: Output, run: () => number | Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    output.error(`antiphon ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

function replay(argv: readonly string[], output: Output): number {
  const { values, positionals } = parseArgs({ args: [...argv], options: replayFlags, allowPositionals: true });
  if (values.help) return say(output, REPLAY_USAGE);
  const [id] = positionals;
  if (id === undefined)
    throw new Error('Which call? Give its id, or the path of its journal. See antiphon replay --help.');
  const found = findCall(id, values.data);
  const patch = patchOf(values);
  const call = recordedCall(found.journal);
  if (values.events) output.line(call.replay().text);
  if (Object.keys(patch).length === 0) return replayExactly(call, found, output);

  const { lines, guesses, withoutEffect, isApproximate, events } = call.whatIf(patch);
  output.line(comparisonText(lines, ['recorded', `with ${JSON.stringify(patch)}`]));
  const same = compareLogs(call.replay().events, call.whatIf().events);
  const drift = same.filter(({ how }) => how !== 'same').length;
  if (drift > 0) {
    output.line(
      `\nPlayed without any change, ${drift} events of this call come out otherwise than recorded: read the above with care.`,
    );
  }
  if (isApproximate)
    output.line('\nApproximate: these settings change what is heard, and the sound of the call was not kept.');
  for (const setting of withoutEffect)
    output.line(`No effect: ${setting}. There is no such setting, its value does not fit, or the call had it already.`);
  for (const guess of guesses) output.line(`Guessed: ${guess}`);
  const changed = lines.filter(({ how }) => how !== 'same').length;
  output.line(`\n${changed} of ${lines.length} events differ; ${events.length} events in all.`);
  return 0;
}

function replayExactly(call: RecordedCall, { log }: FoundCall, output: Output): number {
  const { events } = call.replay();
  if (!call.hasEnded) {
    const where = call.isCutOff ? 'in mid-line, ' : '';
    output.line(
      `The journal stops ${where}at ${call.lastAt} ms: the server did not live to end this call, or it is still on.`,
    );
  }
  if (log === undefined) {
    output.line(`${events.length} events. There is no log beside the journal to compare them with.`);
    return 0;
  }
  const [logged, replayed] = call.hasEnded ? [log, events] : sharedPart(log, events);
  const difference = firstDifference(logged, replayed);
  const upTo = call.hasEnded ? '' : ' up to there';
  output.line(difference ?? `The replay is exact${upTo}: ${logged.length} kept events come out as they were logged.`);
  return difference === undefined ? 0 : 1;
}

function importCall(argv: readonly string[], output: Output): number {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: '.antiphon' },
      out: { type: 'string', default: '.' },
      agent: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return say(output, LAB_USAGE);
  const [id] = positionals;
  if (id === undefined)
    throw new Error('Which call? Give its id, or the path of its journal. See antiphon lab import --help.');
  const { journal } = findCall(id, values.data);
  const call = recordedCall(journal);
  const name = call.id.replace(/[^\w-]/g, '_');
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, `${name}.journal.jsonl`), journal, { mode: 0o600 });
  writeFileSync(join(values.out, `${name}.test.ts`), testFileOf(call, name, values.agent));
  return say(output, `${join(values.out, `${name}.test.ts`)} and its journal are written. Run them with vitest.`);
}

function patchOf(values: Flags): Record<string, unknown> {
  const given = values.set === undefined ? {} : json('--set', values.set);
  const turn = { ...number('silence_ms', values), ...number('eager_ms', values) };
  const barge = { ...number('min_duration_ms', values), ...number('min_words', values) };
  const vad = number('min_silence_ms', values);
  const { interruption = '' } = values;
  if (!/^(on|off)?$/.test(interruption))
    throw new Error(`--interruption takes on or off, not ${JSON.stringify(interruption)}.`);
  const block = (name: string, fields: object) =>
    Object.keys(fields).length === 0 ? {} : { [name]: { ...(Object(given[name]) as object), ...fields } };
  return {
    ...given,
    ...block('turn_detection', turn),
    ...block('interruption', barge),
    ...block('vad', vad),
    ...(interruption === 'off' ? { interruption: false } : {}),
    ...(interruption === 'on' ? block('interruption', { enabled: true, ...barge }) : {}),
  };
}

function number(setting: string, values: Flags): Record<string, number> {
  const flag = setting.replaceAll('_', '-') as
    | 'silence-ms'
    | 'eager-ms'
    | 'min-duration-ms'
    | 'min-words'
    | 'min-silence-ms';
  const text = values[flag];
  if (text === undefined) return {};
  if (!/^\d{1,5}$/.test(text)) throw new Error(`--${flag} takes a whole number, not ${JSON.stringify(text)}.`);
  return { [setting]: Number(text) };
}

function json(flag: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, as every other text that is no object.
  }
  throw new Error(
    `${flag} takes a JSON object, such as '{"turn_detection":{"silence_ms":300}}', not ${JSON.stringify(text)}.`,
  );
}

function say(output: Output, text: string): number {
  output.line(text);
  return 0;
}
