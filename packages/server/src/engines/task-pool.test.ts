import { afterAll, expect, it } from 'vitest';
import { VirtualClock } from '../lab/virtual-clock.ts';
import { TaskPool, type TaskResult } from './task-pool.ts';

/** A worker that doubles numbers, fails on 13, dies on 0, and never ends with −1. */
const program = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', (input) => {
    if (input === 0) process.exit(3);
    while (input === -1);
    parentPort.postMessage(input === 13 ? { error: 'unlucky' } : { answer: 2 * input });
  });
`;
const opened: TaskPool<number, number>[] = [];
const clock = new VirtualClock(0);
function pool(
  workers: number,
  waiting = 10,
  workerData = async (): Promise<unknown> => ({}),
): TaskPool<number, number> {
  const file = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  const options = { name: 'doubler', file, workerData, workers, waiting, clock, limitMs: 5000 };
  const made = new TaskPool<number, number>(options);
  opened.push(made);
  return made;
}
afterAll(() => Promise.all(opened.map((made) => made.close())));

const run = (doubler: TaskPool<number, number>, input: number) =>
  new Promise<TaskResult<number>>((resolve) => {
    doubler.run(input, resolve);
  });
const short = (result: TaskResult<number>) => (result.ok ? result.answer : `${result.code} ${result.message}`);

it('does every task, on few threads', async () => {
  const doubler = pool(2);
  const results = await Promise.all([1, 2, 3, 4, 5].map((input) => run(doubler, input)));
  expect(results.map(short)).toEqual([2, 4, 6, 8, 10]);
});

it('fails the task of a thread that died, and replaces the thread', async () => {
  const doubler = pool(1);
  const results = await Promise.all([1, 0, 2, 13, 3].map((input) => run(doubler, input)));
  expect(results.map(short)).toEqual([
    2,
    'PROVIDER_FAILED doubler failed: its thread ended with code 3.',
    4,
    'PROVIDER_FAILED doubler failed: unlucky.',
    6,
  ]);
});

it('gives up a task that hangs, and replaces its thread', async () => {
  const doubler = pool(1);
  expect(short(await run(doubler, 1))).toBe(2);
  const hung = run(doubler, -1);
  const next = run(doubler, 2);
  clock.advanceTo(clock.now() + 4999);
  doubler.run(3, () => {});
  clock.advanceTo(clock.now() + 1);
  expect(short(await hung)).toBe('PROVIDER_FAILED doubler failed: it took longer than 5 s.');
  expect(short(await next)).toBe(4);
});

it('does not count the time of a task that is done', async () => {
  const doubler = pool(1);
  expect(short(await run(doubler, 1))).toBe(2);
  clock.advanceTo(clock.now() + 10_000);
  expect(short(await run(doubler, 2))).toBe(4);
});

it('refuses a task when too many wait', async () => {
  const doubler = pool(1, 2);
  const results = await Promise.all([1, 2, 3, 4].map((input) => run(doubler, input)));
  expect(results.map((result) => (result.ok ? result.answer : result.code))).toEqual([2, 4, 6, 'ENGINE_BUSY']);
});

it('drops a waiting task that is cancelled', async () => {
  const doubler = pool(1, 1);
  const first = run(doubler, 1);
  doubler.run(2, () => expect.unreachable())();
  expect(short(await run(doubler, 3))).toBe(6);
  expect(short(await first)).toBe(2);
});

it('fails the task of a thread that cannot start, and not the one that waits behind it', async () => {
  let starts = 0;
  const doubler = pool(1, 10, async () => {
    starts += 1;
    if (starts === 1) throw new Error('no module');
  });
  const results = await Promise.all([1, 2, 3].map((input) => run(doubler, input)));
  expect(results.map(short)).toEqual(['PROVIDER_FAILED doubler failed: no module.', 4, 6]);
});
