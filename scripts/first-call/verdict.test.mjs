import { expect, it } from 'vitest';
import { judgeCall } from './verdict.mjs';

const noRules = () => [];
const call = (...names) => names.map((name) => ({ name, data: name === 'call.ended' ? { reason: 'hangup' } : {} }));
const good = call(
  'call.started',
  'bot.speaking',
  'bot.finished',
  'turn.end',
  'bot.speaking',
  'bot.finished',
  'call.ended',
);

it('finds nothing wrong with a call that was answered and hung up', () => {
  expect(judgeCall(good, noRules)).toEqual([]);
});

it('does not take the greeting for an answer', () => {
  const unanswered = call('call.started', 'bot.speaking', 'bot.finished', 'turn.end', 'call.ended');
  expect(judgeCall(unanswered, noRules)).toEqual([expect.stringContaining('never answered')]);
});

it('says how a call ended that was not hung up', () => {
  const lost = [...good.slice(0, -1), { name: 'call.ended', data: { reason: 'failed' } }];
  expect(judgeCall(lost, noRules)).toEqual([`The call ended with "failed", not with the caller's hangup.`]);
});

it('passes on every broken rule of the order', () => {
  expect(judgeCall(good, () => ['seq 4 is missing'])).toEqual(['seq 4 is missing']);
});

it('says that no call began rather than listing all that is missing', () => {
  expect(judgeCall([], noRules)).toHaveLength(1);
});
