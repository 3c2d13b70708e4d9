import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { signalAll, spawnOwned } from './children.mjs';
import { root } from './root.mjs';
import { paint, seconds } from './terminal.mjs';

const LOGS = join(root, '.cache/logs');
/** On a terminal the line is redrawn; elsewhere a new line says that the step is still running. */
const REDRAW_MS = 200;
const REMIND_MS = 15_000;

/**
 * Runs one command as a step that a person can follow: its name, how long it has been going, how it ended. What the
 * command prints goes into a log, shown when it fails.
 *
 * @param {string} name what is being done, e.g. `install packages`
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: object, detail?: (line: string) => string | undefined, timeoutMs?: number }} options
 *   `detail` turns a line of output into what is going on just now; `timeoutMs` ends a command that hangs
 * @returns {Promise<{ ok: boolean, output: string, elapsedMs: number }>}
 */
export async function runStep(name, command, args, { cwd = root, env = {}, detail, timeoutMs } = {}) {
  mkdirSync(LOGS, { recursive: true });
  const logPath = join(LOGS, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.log`);
  const log = createWriteStream(logPath);
  const line = new ProgressLine(name);

  const child = spawnOwned(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let isLate = false;
  const giveUp = () => {
    isLate = true;
    signalAll(child, 'SIGKILL');
  };
  const killer = timeoutMs === undefined ? undefined : setTimeout(giveUp, timeoutMs);
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    createInterface(stream).on('line', (text) => {
      line.detail = detail?.(text) ?? line.detail;
    });
  }
  const failure = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      if (isLate) resolve(`not over after ${seconds(timeoutMs)}, stopped`);
      else resolve(code === 0 ? null : signal === null ? `exit ${code}` : `stopped by ${signal}`);
    });
  });
  clearTimeout(killer);
  await new Promise((resolve) => log.end(resolve));

  const output = readFileSync(logPath, 'utf8');
  line.end(failure);
  if (failure !== null) process.stdout.write(`${tail(output)}\n${paint.dim(`(all of it: ${logPath})`)}\n`);
  return { ok: failure === null, output, elapsedMs: line.elapsedMs };
}

/** The last lines, which is where compilers and package managers say what went wrong. */
function tail(output) {
  return output.trimEnd().split('\n').slice(-60).join('\n');
}

class ProgressLine {
  detail = '';
  #name;
  #begun = performance.now();
  #timer;

  constructor(name) {
    this.#name = name;
    if (process.stdout.isTTY) {
      this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
    } else {
      process.stdout.write(`… ${name}\n`);
      this.#timer = setInterval(() => process.stdout.write(`… ${name}, ${this.#soFar()}\n`), REMIND_MS);
    }
  }

  get elapsedMs() {
    return performance.now() - this.#begun;
  }

  end(failure) {
    clearInterval(this.#timer);
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K');
    const mark = failure === null ? paint.green('✓') : paint.red('✗');
    const why = failure === null ? '' : `: ${failure}`;
    process.stdout.write(`${mark} ${this.#name}${why} ${paint.dim(`(${seconds(this.elapsedMs)})`)}\n`);
  }

  #redraw() {
    const text = `… ${this.#name}, ${this.#soFar()}`;
    process.stdout.write(`\r\x1b[2K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`);
  }

  #soFar() {
    return [seconds(this.elapsedMs), this.detail].filter(Boolean).join(': ');
  }
}
