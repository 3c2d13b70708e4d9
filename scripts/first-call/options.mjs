import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../workspace/root.mjs';

const FLAGS = { once: { type: 'boolean' }, port: { type: 'string' }, data: { type: 'string' } };

/**
 * What `start` was asked for. A flag wins over the server's own variable; a variable set to nothing counts as not set.
 *
 * @param {string[]} argv
 * @param {Record<string, string | undefined>} env
 * @returns {{ once: boolean, port: number, dataFolder: string, givenKey: string | null }} `givenKey`: null lets the server make one
 * @throws with a sentence for people, when an option is unknown or cannot be used
 */
export function readOptions(argv, env) {
  const values = readFlags(argv);
  const [given, name] = values.port === undefined ? [env.ANTIPHON_PORT, 'ANTIPHON_PORT'] : [values.port, '--port'];
  const port = /^\d*$/.test(given ?? '') ? Number(given || 4700) : Number.NaN;
  if (!(port >= 1 && port <= 65_535)) throw new Error(`${name} must be 1 to 65535, not "${given}".`);
  const dataFolder = resolve(values.data || env.ANTIPHON_DATA || join(root, '.antiphon'));
  return { once: values.once === true, port, dataFolder, givenKey: env.ANTIPHON_API_KEY || null };
}

function readFlags(args) {
  try {
    return parseArgs({ args, options: FLAGS }).values;
  } catch (error) {
    throw new Error(`${error.message.split('. ', 1)[0]}. start takes --once, --port N and --data DIR.`);
  }
}
