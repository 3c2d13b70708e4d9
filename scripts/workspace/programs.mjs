import { createInterface } from 'node:readline';
import { spawnOwned, stop } from './children.mjs';

/** A server that is told to end gives its calls time; those here are short. */
const GRACE_MS = 10_000;
const READY_MS = 30_000;
/** Enough to see why a program ended. */
const KEPT_LINES = 100;

/** A Node program that ends with us. `printed` holds its last lines; `gone` resolves with its exit code. */
export function startNode(name, args, { cwd, env }) {
  const child = spawnOwned(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = [];
  const listeners = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      printed.push(line);
      if (printed.length > KEPT_LINES) printed.shift();
      for (const listener of listeners) listener(line);
    });
  }
  const gone = new Promise((resolve) => child.once('close', resolve));
  return { name, pid: child.pid, printed, listeners, gone, stop: () => stop(child, GRACE_MS) };
}

/** @returns the line that says the program is ready @throws with what it printed, when it ends or stays silent instead */
export async function untilReady(program, pattern) {
  const { name, printed, listeners, gone } = program;
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (what) => reject(new Error(`${name} ${what}\n${printed.slice(-20).join('\n')}`));
      timer = setTimeout(() => fail(`was not ready after ${READY_MS / 1000} s.`), READY_MS);
      listeners.add((line) => pattern.test(line) && resolve(line));
      gone.then((code) => fail(`ended with code ${code}:`));
    });
  } catch (error) {
    await program.stop();
    throw error;
  } finally {
    clearTimeout(timer);
    listeners.clear();
  }
}
