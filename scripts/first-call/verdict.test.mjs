import { expect, it } from 'vitest';
import { judgeCall } from './verdict.mjs';

const noRules = () => [];
const call = (...names) => names.map((name) => ({ name, data: name === 'call.ended' ? { reason: 'hangup' } : {} }));
const good = call(
  'call.started',
  'bot.speaking',
  'bot.finished',
  'user.message',
  'turn.end',
  'bot.speaking',
  'bot.finished',
  'call.ended',
);

it('finds nothing wrong with a call that was answered and hung up', () => {
  expect(judgeCall(good, noRules)).toEqual([]);
});

it('does not take the greeting for an answer', () => {
  const unanswered = call('call.started', 'bot.speaking', 'bot.finished', 'user.message', 'turn.end', 'call.ended');
  expect(judgeCall(unanswered, noRules)).toEqual([expect.stringContaining('never answered')]);
});

it('says how a call ended that was not hung up', () => {
  const lost = [...good.slice(0, -1), { name: 'call.ended', data: { reason: 'failed' } }];
  expect(judgeCall(lost, noRules)).toEqual([`The call ended with "failed", not with the caller's hangup.`]);
});

it('does not call a call good in which an engine failed or nothing was understood', () => {
  const broken = { name: 'engine.failed', data: { engine: 'grammar', message: 'no dictionary' } };
  expect(judgeCall([...good.slice(0, -1), broken, good.at(-1)], noRules)).toEqual([
    'An engine failed: grammar: no dictionary',
  ]);
  const deaf = good.map((event) => (event.name === 'user.message' ? { ...event, data: { understood: false } } : event));
  expect(judgeCall(deaf, noRules)).toEqual(['Nothing that the caller said was understood.']);
});

it('passes on every broken rule of the order', () => {
  expect(judgeCall(good, () => ['seq 4 is missing'])).toEqual(['seq 4 is missing']);
});

it('says that no call began rather than listing all that is missing', () => {
  expect(judgeCall([], noRules)).toHaveLength(1);
});
