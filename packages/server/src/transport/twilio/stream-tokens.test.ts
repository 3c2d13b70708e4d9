import { expect, it } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.ts';
import { createStreamTokens } from './stream-tokens.ts';

const grant = { orgId: 'org', agentId: 'mara', from: '+1', to: '+2', callSid: 'CA1' };

function tokens() {
  const clock = new ManualClock();
  let made = 0;
  return { clock, tokens: createStreamTokens(clock, () => `t${++made}`) };
}

it('lets one stream in, once', () => {
  const { tokens: given } = tokens();
  const token = given.issue(grant);
  expect(given.take(token, 'CA1')).toEqual(grant);
  expect(given.take(token, 'CA1')).toBeUndefined();
});

it('lets in no stream of another call, and is used up by the attempt', () => {
  const { tokens: given } = tokens();
  const token = given.issue(grant);
  expect(given.take(token, 'CA2')).toBeUndefined();
  expect(given.take(token, 'CA1')).toBeUndefined();
  expect(given.take(given.issue(grant), undefined)).toBeUndefined();
});

it('waits sixty seconds', () => {
  const { clock, tokens: given } = tokens();
  const early = given.issue(grant);
  clock.advance(59_999);
  expect(given.take(early, 'CA1')).toEqual(grant);
  const late = given.issue(grant);
  clock.advance(60_000);
  expect(given.take(late, 'CA1')).toBeUndefined();
});

it('keeps no more than ten thousand waiting: the oldest goes first', () => {
  const { tokens: given } = tokens();
  const first = given.issue(grant);
  const second = given.issue(grant);
  for (let more = 0; more < 9_999; more++) given.issue(grant);
  expect(given.take(first, 'CA1')).toBeUndefined();
  expect(given.take(second, 'CA1')).toEqual(grant);
});
