import { describe, expect, it } from 'vitest';
import { type BargeInOptions, isAcknowledgement, stepBargeIn, wordsStopBot } from './barge-in.ts';

const options: BargeInOptions = { enabled: true, minDurationMs: 300, minWords: 2, backchannelFilter: true };
const over = (at: number, changes = {}) => ({
  at,
  isSpeaking: true,
  isVoiced: true,
  onsetAt: 1000,
  botAudibleSince: 500,
  ...changes,
});

describe('barge-in by voice', () => {
  it('stops the bot once the voice has lasted', () => {
    const first = stepBargeIn({ since: null }, over(1060), options);
    expect(first).toMatchObject({ stop: false, wakeAt: 1300 });
    expect(stepBargeIn(first.state, over(1300), options).stop).toBe(true);
  });
  it('counts only the time that both were audible', () => {
    expect(stepBargeIn({ since: null }, over(1500, { botAudibleSince: 1400 }), options).wakeAt).toBe(1700);
  });
  it('lets a cough pass: the hangover after it is not voice', () => {
    const { state } = stepBargeIn({ since: null }, over(1060), options);
    const silent = stepBargeIn(state, over(1300, { isVoiced: false }), options);
    expect(silent).toMatchObject({ stop: false, wakeAt: 1320 });
    expect(stepBargeIn(silent.state, over(1350, { isSpeaking: false }), options).state.since).toBeNull();
  });
  it('never stops a bot that may not be interrupted', () => {
    expect(stepBargeIn({ since: 0 }, over(9000), { ...options, enabled: false }).stop).toBe(false);
  });
});

describe('barge-in by words', () => {
  it('needs enough words while they are still being said', () => {
    expect(wordsStopBot('no', false, options)).toBe(false);
    expect(wordsStopBot('no wait', false, options)).toBe(true);
    expect(wordsStopBot('stop', true, options)).toBe(true);
  });
  it('takes acknowledgements for listening, unless told otherwise', () => {
    expect(wordsStopBot('mm-hmm', true, options)).toBe(false);
    expect(wordsStopBot('Okay, right.', true, options)).toBe(false);
    expect(wordsStopBot('okay but not on Sunday', true, options)).toBe(true);
    expect(wordsStopBot('mm-hmm', true, { ...options, backchannelFilter: false })).toBe(true);
  });
  it('knows an acknowledgement in any spelling, and nothing in an empty one', () => {
    for (const text of ['Mm-hmm.', 'UH-HUH', 'yeah yeah', 'okay']) expect(isAcknowledgement(text)).toBe(true);
    for (const text of ['', '?!', 'yeah I want to pay', 'no']) expect(isAcknowledgement(text)).toBe(false);
  });
});
