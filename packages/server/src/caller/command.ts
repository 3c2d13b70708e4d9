import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { writeWav } from '@antiphon/audio-core';
import { systemClock } from '../clock.ts';
import { type Clip, loadClip } from './clips.ts';
import { type CallNote, placeCall } from './place-call.ts';
import { speakClips } from './voice.ts';

/** Where the command's lines go. */
export interface Output {
  line(text: string): void;
  error(text: string): void;
}

const USAGE = `antiphon call [CLIP.wav…] --agent ID

Calls an agent of a running server as a phone would, says the clips and sentences in the order given, and hangs up.

  --agent ID        the agent to talk to
  --url URL         the server (default http://127.0.0.1:4700)
  --say TEXT        says a sentence with a voice of this machine; may be repeated, and mixed with clips
  --voice NAME      the voice of --say (default flite/rms)
  --pause-ms N      silence before each clip (default 1000)
  --wait            takes turns: also waits for the bot's answer (at most 5 s), and until it has been silent for
                    --pause-ms (at most 20 s)
  --linger-ms N     after the last clip stays until nothing was heard for this long, at most 30 s (default 4000)
  --record OUT.wav  writes what was heard, from the start of the call
  --to, --from      the numbers of the call`;

const flags = {
  agent: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:4700' },
  say: { type: 'string', multiple: true },
  voice: { type: 'string', default: 'flite/rms' },
  'pause-ms': { type: 'string', default: '1000' },
  wait: { type: 'boolean', default: false },
  'linger-ms': { type: 'string', default: '4000' },
  record: { type: 'string' },
  to: { type: 'string' },
  from: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const toConsole: Output = { line: (text) => console.log(text), error: (text) => console.error(text) };

/**
 * The `antiphon call` command.
 *
 * @param argv what follows `call`
 * @returns the exit code: 0 when the call went well, 1 otherwise, after a sentence that says why
 */
export async function runCall(argv: readonly string[], output: Output = toConsole): Promise<number> {
  try {
    return await run(argv, output);
  } catch (error) {
    output.error(`antiphon call: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function run(argv: readonly string[], output: Output): Promise<number> {
  const { values, tokens } = parseArgs({ args: [...argv], options: flags, allowPositionals: true, tokens: true });
  if (values.help) {
    output.line(USAGE);
    return 0;
  }
  const { agent, url, record, to, from, wait } = values;
  if (agent === undefined) throw new Error('--agent is missing: name the agent to talk to. See antiphon call --help.');
  const pauseMs = milliseconds('--pause-ms', values['pause-ms']);
  const lingerMs = milliseconds('--linger-ms', values['linger-ms']);

  if (record !== undefined) await checkWritable(record);

  const texts = values.say ?? [];
  const spoken = texts.length > 0 ? await speakClips(texts, values.voice, systemClock) : [];
  const clips: Clip[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') clips.push(await loadClip(token.value));
    const sentence = token.kind === 'option' && token.name === 'say' ? spoken.shift() : undefined;
    if (sentence) clips.push(sentence);
  }

  output.line(`calling agent "${agent}" at ${url}`);
  const onNote = (note: CallNote) => output.line(describe(note));
  const numbers = { ...(to !== undefined && { to }), ...(from !== undefined && { from }) };
  const result = await placeCall({ url, agent, clips, pauseMs, wait, lingerMs, onNote, ...numbers });
  if (record !== undefined) {
    await writeFile(record, writeWav(result.recording, 8_000));
    output.line(`what was heard is in ${record}`);
  }
  const lengthMs = result.recording.length / 8;
  if (result.closedBy === 'lost')
    throw new Error(`The connection broke after ${lengthMs} ms. Its log says more if the server still runs.`);
  output.line(
    `${ms(lengthMs)}  ${result.closedBy === 'caller' ? 'hung up' : `the server hung up${result.closeReason ? `: ${result.closeReason}` : ''}`}`,
  );
  return 0;
}

function describe(note: CallNote): string {
  switch (note.kind) {
    case 'connected':
      return `${ms(note.at)}  connected, call ${note.callId}`;
    case 'said':
      return `${ms(note.at)}  saying ${note.name} (${note.durationMs} ms)`;
    case 'heard':
      return `${ms(note.at)}  heard the bot until ${note.untilMs} ms`;
    case 'mark':
      return `${ms(note.at)}  mark ${note.name} played`;
    case 'cleared':
      return `${ms(note.at)}  the bot cut itself short`;
  }
}

function ms(at: number): string {
  return `${String(Math.round(at)).padStart(7)} ms`;
}

function milliseconds(flag: string, text: string): number {
  if (!/^\d{1,7}$/.test(text))
    throw new Error(`${flag} must be a whole number of milliseconds, not ${JSON.stringify(text)}.`);
  return Number(text);
}

/** Before anybody is called: a recording that cannot be kept is a call made for nothing. */
async function checkWritable(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new Error(`--record ${path} is a folder. Name a file in it.`);
  const place = found === undefined ? dirname(path) : path;
  const isThere = found !== undefined || (await stat(place).catch(() => undefined))?.isDirectory() === true;
  if (!isThere) throw new Error(`--record ${path} cannot be written: there is no folder ${place}. Make it first.`);
  await access(place, constants.W_OK).catch(() => {
    throw new Error(`--record ${path} cannot be written: ${place} allows no writing. Choose another place.`);
  });
}
