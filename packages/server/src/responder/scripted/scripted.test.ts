import { expect, it } from 'vitest';
import { VirtualClock } from '../../lab/virtual-clock.ts';
import type { ChatMessage } from '../language-model.ts';
import { scriptedModel } from './scripted.ts';

function ask(settings: object, userMessages: number, cancelAt = Infinity) {
  const clock = new VirtualClock(0);
  const model = scriptedModel.open({ provider: 'scripted', ...settings }, { clock });
  const messages = Array.from({ length: userMessages }, (): ChatMessage => ({ role: 'user', content: 'hi' }));
  const tokens: string[] = [];
  let doneAt: number | undefined;
  const cancel = model.reply(messages, {
    token: (text) => tokens.push(text),
    toolCalls() {},
    done: () => (doneAt = clock.now()),
    failed: () => {},
  });
  clock.advanceTo(Math.min(cancelAt, 10_000));
  cancel();
  clock.advanceTo(20_000);
  return { tokens, doneAt };
}

it('answers word by word after its delay', () => {
  expect(ask({ reply: 'Which day, please?', delay_ms: 120 }, 1)).toEqual({
    tokens: ['Which', ' day,', ' please?'],
    doneAt: 120,
  });
});

it('answers the same message the same way, however often it is asked', () => {
  const reply = ['First.', 'Second.'];
  expect([1, 1, 2, 3].map((count) => ask({ reply }, count).tokens.join(''))).toEqual([
    'First.',
    'First.',
    'Second.',
    'Second.',
  ]);
});

it('says nothing once cancelled', () => {
  expect(ask({ reply: 'Too late', delay_ms: 100 }, 1, 50)).toEqual({ tokens: [], doneAt: undefined });
});
