import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Processes that must not outlive us. Each runs in a group of its own, so that Ctrl-C reaches only this process, which
 * then ends the others in order; whatever is left when we exit is killed with all it started.
 */
const living = new Set();

/** Like `spawn`, for a process that ends with us. */
export function spawnOwned(command, args, options) {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  living.add(child);
  child.once('close', () => living.delete(child));
  return child;
}

/** Signals a process of ours and all it started. */
export function signalAll(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Asks a process of ours to end, and kills it when it has not after `graceMs`. @returns when it is gone */
export async function stop(child, graceMs) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('close', resolve));
  signalAll(child, 'SIGTERM');
  const killer = setTimeout(() => signalAll(child, 'SIGKILL'), graceMs);
  await gone;
  clearTimeout(killer);
}

process.on('exit', () => {
  for (const child of living) signalAll(child, 'SIGKILL');
});

/**
 * Calls `run` once when a person or the system asks this process to end: by a signal, or by ending the `npx` or `pnpm`
 * that started it (a killed npx passes nothing on).
 */
export function onAskedToStop(run) {
  let isAsked = false;
  const ask = () => {
    if (isAsked) process.exit(130);
    isAsked = true;
    run();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, ask);
  const launchers = launcherChain();
  const watch = setInterval(() => {
    if (isAsked || !launchers.some(([pid, parent]) => parentOf(pid) !== parent)) return;
    clearInterval(watch);
    ask();
  }, 1_000);
  watch.unref();
}

/** @returns [process, its parent] pairs from this process up to the outermost npx or pnpm */
function launcherChain() {
  const chain = [];
  let length = 0;
  for (let pid = process.pid; pid > 1 && chain.length < 8; ) {
    const parent = parentOf(pid);
    if (parent === null) break;
    chain.push([pid, parent]);
    if (/\b(npm|npx|pnpm)\b/.test(commandOf(parent))) length = chain.length;
    pid = parent;
  }
  return chain.slice(0, length);
}

function parentOf(pid) {
  try {
    // The name in brackets may hold anything, so fields are counted from its end. Source: proc(5), /proc/pid/stat.
    return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')[1]);
  } catch {
    return Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout) || null;
  }
}

function commandOf(pid) {
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}
