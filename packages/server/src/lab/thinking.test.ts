import { checkOrder } from '@antiphon/events';
import { describe, expect, it } from 'vitest';
import { type Scenario, simulate, type Utterance } from './index.ts';

const booking = { from: 1000, to: 2000, text: 'a table for two' };
/** When the agent, asked at 2500, has its answer ready. */
const ANSWERS_AT = 3000;

/** A caller whose turn ends at 2500 makes another sound at 2700; the agent takes half a second to answer. */
function whileThinking(sound: Utterance, changes: Partial<Scenario> = {}): string[] {
  const { events } = simulate({
    until: 9000,
    hangUpAt: 8000,
    caller: [booking, sound],
    agent: (event, agent) => {
      if (event.name === 'turn.end') agent.after(ANSWERS_AT - 2500, () => agent.reply('Yes.', event.data.messageId));
    },
    ...changes,
  });
  expect(checkOrder(events)).toEqual([]);
  return events
    .filter(
      ({ name, at }) => at > 2500 && /^(turn\.|bot\.(speaking|interrupted)|user\.(message|backchannel))/.test(name),
    )
    .map(({ at, name, data }) => `${at} ${name}${'text' in data ? ` ${data.text}` : ''}`);
}

describe('while the bot thinks', () => {
  it('a cough is waited out, and the answer is heard that was on its way', () => {
    expect(whileThinking({ from: 2700, to: 2950, text: '' })).toEqual(['3200 bot.speaking Yes.']);
  });

  it('an "mm-hmm" is heard as one, and does not begin the answer again', () => {
    expect(whileThinking({ from: 2700, to: 3050, text: 'mm-hmm' })).toEqual([
      '3300 user.backchannel mm-hmm',
      '3300 bot.speaking Yes.',
    ]);
  });

  it('who talks on is answered once, for all that was said', () => {
    const told = whileThinking({ from: 2700, to: 3600, text: 'on Friday please' });
    expect(told).toEqual([
      '3000 turn.continued',
      '3850 user.message a table for two on Friday please',
      '4100 turn.end a table for two on Friday please',
      '4600 bot.speaking Yes.',
    ]);
  });

  it('a word too short to be sure of counts once it is understood, and the bot has not spoken over it', () => {
    const told = whileThinking({ from: 2700, to: 2900, text: 'tomorrow' });
    expect(told.slice(0, 3)).toEqual([
      '3150 turn.continued',
      '3150 user.message a table for two tomorrow',
      '3400 turn.end a table for two tomorrow',
    ]);
  });

  it('a transcriber that never answers does not keep the answer back for ever', () => {
    const told = whileThinking(
      { from: 2700, to: 2900, text: '' },
      { faults: { transcriber: ['none', 'no-final', 'no-final'] } },
    );
    expect(told).toEqual(['6100 bot.speaking Yes.']);
  });

  it('any sound is the person talking on, where the agent wants it so', () => {
    const at = { config: { interruption: { thinking: { min_duration_ms: 0 } } } };
    expect(whileThinking({ from: 2700, to: 2950, text: '' }, at).slice(0, 1)).toEqual(['2760 turn.continued']);
  });

  it('an "mm-hmm" is the person talking on, where the agent wants it so', () => {
    const filter = { config: { interruption: { thinking: { backchannel_filter: false } } } };
    expect(whileThinking({ from: 2700, to: 3050, text: 'mm-hmm' }, filter)).toContain('3000 turn.continued');
  });
});
