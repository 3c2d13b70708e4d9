import type { AgentConfig as WireConfig } from '@antiphon/events';
import type { Call } from './call.ts';
import { AntiphonError } from './errors.ts';
import { type ToolSetting, toWireTool } from './tools.ts';

/** Settings that a channel or a running session may have of its own. */
export type SessionSettings = Pick<
  WireConfig,
  'voice' | 'language' | 'flash' | 'stt' | 'interruption' | 'llm' | 'config'
>;

/** A channel's own settings, above the agent's. */
export type ChannelConfig = SessionSettings & {
  /** Phone only: each call waits to be accepted. For servers that know how; ours answers at once. */
  ringing?: boolean;
};

/** A number the agent answers, alone or with settings of its own. */
export type PhoneNumber = string | ({ number: string } & ChannelConfig);

/** What the caller hears first. A function is asked when the call starts; the rest is said by the server. */
export type Greeting =
  | string
  | { text: string; addToHistory?: boolean }
  | Record<string, string>
  | ((call: Call) => string | Promise<string>);

/** How an agent hears, thinks and speaks. Every field may be left out; nested blocks have the server's own keys. */
export type AgentConfig = Omit<WireConfig, 'vars' | 'greeting' | 'preparing' | 'tools'> & {
  /** What the server-side model may ask this process to do. */
  tools?: readonly ToolSetting[];
  /** Values for the `{{names}}` in the prompt. */
  promptVars?: WireConfig['vars'];
  greeting?: Greeting;
  /** The same as `config.analysis`. */
  analysis?: NonNullable<WireConfig['config']>['analysis'];
  preparing?: boolean | { enabled?: boolean; timeoutMs?: number };
  phoneNumber?: PhoneNumber;
  /** Ignored when `phoneNumber` is given. */
  phoneNumbers?: PhoneNumber[];
};

/** The config block as it travels. Undefined values are left out, so that they change nothing. */
export function toWireConfig(config: AgentConfig & { ringing?: boolean }): WireConfig {
  const { promptVars, greeting, analysis, preparing, phoneNumber, phoneNumbers, stt, tools, ...rest } = config;
  const said = greetingText(greeting);
  return withoutUndefined({
    ...rest,
    stt: expandStt(stt),
    vars: promptVars,
    tools: tools?.map(toWireTool),
    greeting: said,
    preparing:
      typeof preparing === 'object'
        ? withoutUndefined({ enabled: preparing.enabled, timeout_ms: preparing.timeoutMs })
        : preparing,
    config: analysis ? { ...rest.config, analysis: { ...analysis, ...rest.config?.analysis } } : rest.config,
  });
}

/** Settings after an update, by the server's rule: what is absent stays, in the nested `config` block too. */
export function patchConfig<Settings extends Pick<WireConfig, 'config'>>(before: Settings, patch: Settings): Settings {
  const next = { ...before, ...withoutUndefined(patch) };
  return before.config && patch.config ? { ...next, config: { ...before.config, ...patch.config } } : next;
}

/** The numbers a config names, each with its own settings. */
export function phoneNumbersOf(config: AgentConfig): { number: string; settings: ChannelConfig }[] {
  const given = config.phoneNumber === undefined ? (config.phoneNumbers ?? []) : [config.phoneNumber];
  return given.map((entry) => {
    if (typeof entry === 'string') return { number: entry, settings: {} };
    const { number, ...settings } = entry;
    return { number, settings };
  });
}

/** @throws INVALID_NUMBER unless it has 7 to 15 digits or is a SIP address */
export function checkNumber(number: string): string {
  const digits = number.replace(/\D/g, '').length;
  if (/^sips?:\S+$/i.test(number) || (digits >= 7 && digits <= 15)) return number;
  throw new AntiphonError(
    'INVALID_NUMBER',
    `"${number}" is not a phone number. Write it with its country code, as in "+14155550123", or as "sip:name@host".`,
  );
}

/** The text that the server is to say, or one per language; a function never travels. */
function greetingText(greeting: Greeting | undefined): WireConfig['greeting'] {
  if (typeof greeting === 'function') return undefined;
  if (typeof greeting === 'object' && typeof greeting.text === 'string') return greeting.text;
  return greeting as WireConfig['greeting'];
}

/** The older `provider:model:language` spelling, as the block it means. */
function expandStt(stt: WireConfig['stt']): WireConfig['stt'] {
  if (typeof stt !== 'string' || !stt.includes(':')) return stt;
  const [provider, model, language] = stt.split(':');
  return withoutUndefined({ provider, model, language });
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
