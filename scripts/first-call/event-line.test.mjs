import { expect, it } from 'vitest';
import { describeEvent } from './event-line.mjs';
import { createEventPrinter } from './event-printer.mjs';

const event = (name, at, data) => ({ name, at, data });

it('prints a call as lines that a person can follow, the words of the bot on one', () => {
  let text = '';
  const printer = createEventPrinter((part) => {
    text += part;
  });
  printer.print(event('call.started', 0, { from: '+15550100', to: '', transport: 'phone' }));
  printer.print(event('audio.metrics', 100, { source: 'user' }));
  printer.print(event('user.message', 2450, { text: 'a table for two' }));
  printer.print(event('bot.speaking', 2710, { text: 'Which day?' }));
  printer.print(event('bot.word', 2710, { word: 'Which' }));
  printer.print(event('bot.word', 3010, { word: 'day?' }));
  printer.print(event('bot.finished', 3310, { durationMs: 600 }));
  expect(text.split('\n')).toEqual([
    '   0.00  call.started       phone call from +15550100 to the agent',
    '   2.45  user.message       "a table for two"',
    '   2.71  bot.speaking       "Which day?"',
    '   2.71  bot.word           Which day?',
    '   3.31  bot.finished       0.6 s',
    '',
  ]);
});

it('shows an event it does not know with all it carries', () => {
  expect(describeEvent(event('moon.rose', 1, { phase: 'full' }))).toEqual({ who: 'other', text: '{"phase":"full"}' });
});

it('says when speech was heard that nobody expected', () => {
  expect(describeEvent(event('user.message', 1, { text: '', understood: false })).text).toBe(
    'nothing that was expected',
  );
});
