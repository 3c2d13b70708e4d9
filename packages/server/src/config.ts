import { parseArgs } from 'node:util';
import { VoiceError } from './errors.ts';

/** Every setting of a server. Each is a flag, an `ANTIPHON_*` variable and a default, in that order of precedence. */
export interface ServerConfig {
  /** Address to listen on. Loopback unless said otherwise: an open server is a decision. */
  host: string;
  /** TCP port; 0 takes any free one. */
  port: number;
  /** Folder of the database, the key and the journals; made when absent. */
  dataFolder: string;
  /** The key that clients give. Absent: the one kept in the data folder, or a new one. */
  apiKey?: string;
  /** How the outside reaches this server, for the URLs that a carrier is given: `https://voice.example.com`. */
  publicUrl?: string;
  /** Checks the signature of Twilio's requests. */
  twilioAuthToken?: string;
  /** Allows the scripted engines. */
  lab: boolean;
  /** Refuses an engine that has no key, where otherwise a local one takes its place. */
  strictEngines: boolean;
  /** How long a call waits for its agent's socket to come back, ms. Source: golden call 8. */
  agentGraceMs: number;
  /** How long live calls may go on after SIGTERM, ms. Under the 30 s that container platforms give by default. */
  drainMs: number;
  /** Live calls above which new ones are refused. */
  maxCalls: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Where engines find their keys: `OPENAI_API_KEY` and its like. */
  env: Readonly<Record<string, string | undefined>>;
}

export const defaultConfig: ServerConfig = {
  host: '127.0.0.1',
  port: 4700,
  dataFolder: '.antiphon',
  lab: false,
  strictEngines: false,
  agentGraceMs: 15_000,
  drainMs: 25_000,
  maxCalls: 500,
  logLevel: 'info',
  env: {},
};

interface Option {
  flag: string;
  /** What follows the flag in the help; a switch has none. */
  value?: string;
  help: string;
  read(text: string, name: string): Partial<ServerConfig>;
}

const oneHourMs = 3_600_000;

const options: readonly Option[] = [
  {
    flag: 'host',
    value: 'ADDRESS',
    help: `address to listen on (${defaultConfig.host})`,
    read: (text) => ({ host: text }),
  },
  {
    flag: 'port',
    value: 'N',
    help: `port to listen on, 0 for any free one (${defaultConfig.port})`,
    read: (text, name) => ({ port: wholeNumber(text, name, 0, 65_535) }),
  },
  {
    flag: 'data',
    value: 'DIR',
    help: `folder for database, key and journals (${defaultConfig.dataFolder})`,
    read: (text) => ({ dataFolder: text }),
  },
  {
    flag: 'api-key',
    value: 'K',
    help: 'key that clients give (made and kept in the data folder)',
    read: (text, name) => ({ apiKey: headerText(text, name) }),
  },
  {
    flag: 'public-url',
    value: 'URL',
    help: 'how the outside reaches this server',
    read: (text, name) => ({ publicUrl: httpUrl(text, name) }),
  },
  {
    flag: 'twilio-auth-token',
    value: 'T',
    help: "checks the signature of Twilio's requests",
    read: (text) => ({ twilioAuthToken: text }),
  },
  {
    flag: 'agent-grace-ms',
    value: 'N',
    help: `how long a call waits for its agent to come back (${defaultConfig.agentGraceMs})`,
    read: (text, name) => ({ agentGraceMs: wholeNumber(text, name, 0, oneHourMs) }),
  },
  {
    flag: 'drain-ms',
    value: 'N',
    help: `how long live calls may go on after SIGTERM (${defaultConfig.drainMs})`,
    read: (text, name) => ({ drainMs: wholeNumber(text, name, 0, oneHourMs) }),
  },
  {
    flag: 'max-calls',
    value: 'N',
    help: `live calls above which new ones are refused (${defaultConfig.maxCalls})`,
    read: (text, name) => ({ maxCalls: wholeNumber(text, name, 1, 100_000) }),
  },
  {
    flag: 'log-level',
    value: 'LEVEL',
    help: `fatal, error, warn, info, debug, trace or silent (${defaultConfig.logLevel})`,
    read: (text, name) => ({ logLevel: logLevel(text, name) }),
  },
  { flag: 'lab', help: 'allow the scripted engines', read: (text, name) => ({ lab: yesOrNo(text, name) }) },
  {
    flag: 'strict-engines',
    help: 'refuse an engine without a key',
    read: (text, name) => ({ strictEngines: yesOrNo(text, name) }),
  },
];

/**
 * The settings that a command line and an environment make together.
 * @param args what follows `serve`
 * @throws VoiceError CONFIG_INVALID naming the flag or variable, and what it takes
 */
export function readConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const flags = readFlags(args);
  const config: ServerConfig = { ...defaultConfig, env };
  for (const option of options) {
    const variable = variableOf(option);
    const flag = flags.get(option.flag);
    const text = flag ?? env[variable];
    if (text === undefined) continue;
    const name = flag === undefined ? variable : `--${option.flag}`;
    // A container that sets a variable to nothing means that it is not set.
    if (text === '' && flag === undefined) continue;
    if (text === '') throw invalid(`${name} needs a value${option.value ? `: ${name} ${option.value}` : ''}.`);
    Object.assign(config, option.read(text, name));
  }
  return config;
}

/** The options of `serve`, one line each. */
export function optionsHelp(): string {
  return options
    .map(
      (option) =>
        `  ${`--${option.flag}${option.value ? ` ${option.value}` : ''}`.padEnd(26)}${option.help}\n${' '.repeat(28)}${variableOf(option)}`,
    )
    .join('\n');
}

function variableOf(option: Option): string {
  return `ANTIPHON_${option.flag.toUpperCase().replaceAll('-', '_')}`;
}

function readFlags(args: readonly string[]): ReadonlyMap<string, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: Object.fromEntries(
        options.map(({ flag, value }) => [flag, { type: value ? 'string' : 'boolean' } as const]),
      ),
    });
    return new Map(Object.entries(values).map(([flag, value]) => [flag, value === true ? '1' : String(value)]));
  } catch (error) {
    const sentence = (error as Error).message.split(/\. To specify|\n/)[0]?.replace(/\.$/, '');
    throw invalid(`${sentence}. \`antiphon help\` lists the options.`);
  }
}

function wholeNumber(text: string, name: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw invalid(`${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}

function yesOrNo(text: string, name: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw invalid(`${name} takes 1 or 0, not "${text}".`);
}

function httpUrl(text: string, name: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw invalid(`${name} takes a URL such as https://voice.example.com, not "${text}".`);
  return text.replace(/\/+$/, '');
}

/** A key travels in a header, which takes visible ASCII only. The key itself is never repeated in a message. */
function headerText(text: string, name: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) throw invalid(`${name} takes visible ASCII characters without spaces.`);
  return text;
}

const logLevels: readonly string[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

function logLevel(text: string, name: string): ServerConfig['logLevel'] {
  if (!logLevels.includes(text)) throw invalid(`${name} takes one of ${logLevels.join(', ')}, not "${text}".`);
  return text as ServerConfig['logLevel'];
}

function invalid(message: string): VoiceError {
  return new VoiceError('CONFIG_INVALID', message);
}
