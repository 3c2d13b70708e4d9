import { describe, expect, it } from 'vitest';
import {
  answerAbandoned,
  answerTools,
  closeLedger,
  emptyLedger,
  expireTools,
  forgetEphemeral,
  knownTo,
  nextDue,
  requestTools,
  startRound,
  type ToolLedger,
  type ToolRound,
  unknownTools,
} from './tool-ledger.ts';
import { toolMessages } from './tool-messages.ts';

const ask = (ledger: ToolLedger, calls: { id?: string; name: string }[]) =>
  requestTools(
    ledger,
    { messageId: 'b1', inReplyTo: 'u1', calls: calls.map((call) => ({ arguments: '{}', ...call })) },
    'x',
  );
const last = (ledger: ToolLedger) => ledger.rounds.at(-1) as ToolRound;
const statuses = ({ rounds }: ToolLedger) =>
  rounds.flatMap(({ calls }) => calls.map(({ id, status }) => `${id} ${status}`));

/** Two tools that run since 100 ms, for a second each. */
function running(): ToolLedger {
  const asked = ask(emptyLedger, [{ id: 'a', name: 'book' }, { name: 'find' }]);
  return startRound(asked, last(asked), 100, () => 1000);
}

describe('tools', () => {
  it('have ids of their own, also where the model gives none, or one that it gave before', () => {
    const twice = ask(ask(emptyLedger, [{ id: 'a', name: 'book' }, { name: 'find' }]), [
      { id: 'a', name: 'book' },
      { id: 'tool_x1', name: 'find' },
    ]);
    const ids = twice.rounds.flatMap(({ calls }) => calls.map(({ id }) => id));
    expect(new Set(ids).size).toBe(4);
    expect(ids.slice(0, 2)).toEqual(['a', 'tool_x1']);
    expect(twice.rounds.map(({ msgId }) => msgId)).toEqual(['tools_x1', 'tools_x2']);
  });

  it('are news when the last of them has answered, and answered once', () => {
    const first = answerTools(running(), 'tools_x1', [{ tool_call_id: 'a', result: { table: 7 } }]);
    expect(statuses(first.ledger)).toEqual(['a done', 'tool_x1 running']);
    expect(first.ledger.hasNews).toBe(false);
    const again = answerTools(first.ledger, 'tools_x1', [{ tool_call_id: 'a', result: 'another' }]);
    expect(again.calls).toEqual([]);
    expect(again.ledger.rounds).toEqual(first.ledger.rounds);
    const second = answerTools(again.ledger, 'tools_x1', [{ tool_call_id: 'tool_x1', result: { error: 'none' } }]);
    expect(statuses(second.ledger)).toEqual(['a done', 'tool_x1 failed']);
    expect(second.ledger.hasNews).toBe(true);
  });

  it('of which nobody need speak are no news', () => {
    const silent = { result: 'ok', no_followup: true };
    const answers = ['a', 'tool_x1'].map((tool_call_id) => ({ tool_call_id, ...silent }));
    expect(answerTools(running(), 'tools_x1', answers).ledger.hasNews).toBe(false);
    const [one] = answers;
    const mixed = answerTools(running(), 'tools_x1', [one!, { tool_call_id: 'tool_x1', result: 'ok' }]);
    expect(mixed.ledger.hasNews).toBe(true);
  });

  it('that take too long have failed, until they answer after all', () => {
    expect(nextDue(running())).toBe(1100);
    expect(expireTools(running(), 1099).calls).toEqual([]);
    const { ledger, calls } = expireTools(running(), 1100);
    expect(calls.map(({ call }) => call.result)).toEqual(Array(2).fill({ error: 'No result came within 1 s.' }));
    const known = knownTo(ledger, 'b2');
    expect(known.hasNews).toBe(false);
    const late = answerTools(known, 'tools_x1', [{ tool_call_id: 'a', result: 'booked' }]);
    expect(statuses(late.ledger)).toEqual(['a done', 'tool_x1 failed']);
    expect(late.ledger.hasNews).toBe(true);
  });

  it('that are known for one answer are forgotten with it', () => {
    const answer = { result: 'secret', ephemeral: true };
    const answered = answerTools(running(), 'tools_x1', [{ tool_call_id: 'a', ...answer }]).ledger;
    const asked = knownTo(answered, 'b2');
    const isForgotten = ({ rounds }: ToolLedger) => rounds[0]?.calls.map((call) => call.isForgotten);
    expect(isForgotten(forgetEphemeral(asked, 'b1'))).toEqual([false, false]);
    expect(isForgotten(forgetEphemeral(asked, 'b2'))).toEqual([true, false]);
  });

  it('are abandoned when the call ends, and take one late result', () => {
    const over = closeLedger(ask(running(), [{ name: 'staged' }]));
    expect(statuses(over)).toEqual(['a abandoned', 'tool_x1 abandoned']);
    const late = answerAbandoned(over, 'tools_x1', [{ tool_call_id: 'a', result: 'booked' }]) as ToolLedger;
    expect(toolMessages(last(late).calls, '').slice(1)).toEqual([
      { role: 'tool', tool_call_id: 'a', content: '{"status":"abandoned","result":"booked"}' },
      { role: 'tool', tool_call_id: 'tool_x1', content: '{"status":"abandoned"}' },
    ]);
    expect(answerAbandoned(late, 'tools_x1', [{ tool_call_id: 'a', result: 'again' }])).toBeUndefined();
  });

  it('are unknown under another request, and before anybody was told of them', () => {
    expect(unknownTools(running(), 'tools_x1', ['a', 'b'])).toEqual(['b']);
    expect(unknownTools(running(), 'tools_x2', ['a'])).toEqual(['a']);
    expect(unknownTools(ask(emptyLedger, [{ id: 'a', name: 'book' }]), 'tools_x1', ['a'])).toEqual(['a']);
  });
});
