import { expect, it } from 'vitest';
import { createFakeClock } from '../test/fake-clock.ts';
import { createCatchUp } from './catch-up.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

function stage(outcomes: (Error | undefined)[], isWorthRetrying = true) {
  const clock = createFakeClock();
  const finish: (() => void)[] = [];
  let runs = 0;
  const catchUp = createCatchUp({
    clock,
    chance: () => 0,
    run: () =>
      new Promise((resolve, reject) => {
        const outcome = outcomes[runs];
        runs += 1;
        finish.push(() => (outcome ? reject(outcome) : resolve()));
      }),
    onError: () => isWorthRetrying,
  });
  return { clock, catchUp, finish, runs: () => runs };
}

it('reads once more when it was asked while reading, however often', async () => {
  const { catchUp, finish, runs } = stage([]);
  catchUp.ask();
  catchUp.ask();
  catchUp.ask();
  expect(runs()).toBe(1);
  finish[0]!();
  await settle();
  expect(runs()).toBe(2);
  finish[1]!();
  await settle();
  expect(runs()).toBe(2);
});

it('tries again later when nobody answered', async () => {
  const { catchUp, clock, finish, runs } = stage([new TypeError('no answer')]);
  catchUp.ask();
  finish[0]!();
  await settle();
  clock.advance(499);
  expect(runs()).toBe(1);
  clock.advance(1);
  expect(runs()).toBe(2);
});

it('waits longer after each failure', async () => {
  const { catchUp, clock, finish, runs } = stage([new TypeError('no answer'), new TypeError('no answer')]);
  catchUp.ask();
  finish[0]!();
  await settle();
  clock.advance(500);
  finish[1]!();
  await settle();
  clock.advance(999);
  expect(runs()).toBe(2);
  clock.advance(1);
  expect(runs()).toBe(3);
});

it('does not ask again for what was refused, nor after it was closed', async () => {
  const refused = stage([new Error('401')], false);
  refused.catchUp.ask();
  refused.finish[0]!();
  await settle();
  refused.clock.advance(60_000);
  expect(refused.runs()).toBe(1);

  const closed = stage([new Error('reset')]);
  closed.catchUp.ask();
  closed.finish[0]!();
  await settle();
  closed.catchUp.close();
  closed.clock.advance(60_000);
  expect(closed.runs()).toBe(1);
});
