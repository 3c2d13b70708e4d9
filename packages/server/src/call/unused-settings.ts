import { endOfTurnEngine } from './call-config.ts';

type Block = Record<string, unknown>;

const block = (value: unknown): Block => (typeof value === 'object' && value !== null ? (value as Block) : {});

/** Settings of published apps that this server takes in and does not act on, by their wire names. */
const UNUSED: Readonly<Record<string, string>> = {
  allowedOrigins: 'allowed_origins',
  flash: 'flash',
  greetingInChat: 'greeting_in_chat',
  knowledgeBase: 'knowledge_base',
  media: 'media',
  memory: 'memory',
  mode: 'mode',
  preparing: 'preparing',
  rawPrompt: 'raw_prompt',
  ringing: 'ringing',
  skills: 'skills',
  timezone: 'timezone',
  vars: 'vars',
};

/**
 * Which settings of a config block change nothing, so that their author can be told. Blocks under `config` and at top level mean
 * the same.
 *
 * @returns wire names, sorted, such as `turn_detection.engine`
 */
export function unusedSettings(config: Block): string[] {
  const given = { ...config, ...block(config['config']) };
  const unused = Object.keys(given).flatMap((key) => UNUSED[key] ?? []);
  const turn = given['turn_detection'];
  const engine = typeof turn === 'string' ? turn : block(turn)['engine'];
  if (engine !== undefined && endOfTurnEngine(engine) === undefined) unused.push('turn_detection.engine');
  return unused.sort();
}
