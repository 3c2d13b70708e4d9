import { expect, it } from 'vitest';
import { VirtualClock } from '../../lab/virtual-clock.ts';
import type { TranscriberResult } from '../transcriber.ts';
import { scriptedTranscriber } from './scripted.ts';

function listen(settings: object) {
  const clock = new VirtualClock(0);
  const log: string[] = [];
  const transcriber = scriptedTranscriber.open(settings, {
    clock,
    language: undefined,
    onResult: (result: TranscriberResult) => {
      if (result.type !== 'interim' && result.type !== 'final') log.push(result.type);
      else
        log.push(
          `${clock.now()} ${result.type} ${result.utteranceId} "${result.text}"${result.type === 'final' && !result.understood ? ' not understood' : ''}`,
        );
    },
  });
  /** Detected 60 ms after the onset, over 200 ms after the end. */
  const speak = (id: number, from: number, to: number) => {
    clock.advanceTo(from + 60);
    transcriber.speechStarted(id, 60);
    clock.advanceTo(to + 200);
    transcriber.speechEnded(id, 200);
  };
  return { clock, log, transcriber, speak };
}

it('hears the words begun by then, every 200 ms, and the whole text after its delay', () => {
  const { log, speak, clock } = listen({
    provider: 'scripted',
    text: 'a table for two',
    delay_ms: 50,
    speech_ms: 1200,
  });
  speak(1, 1000, 2200);
  clock.advanceTo(5000);
  expect(log).toEqual([
    '1200 interim 1 "a"',
    '1400 interim 1 "a table"',
    '1600 interim 1 "a table for"',
    '1800 interim 1 "a table for"',
    '2000 interim 1 "a table for two"',
    '2450 final 1 "a table for two"',
  ]);
});

it('assumes a word each 300 ms when it is not told how long the speech is', () => {
  const { log, speak, clock } = listen({ provider: 'scripted', text: 'yes please' });
  speak(1, 1000, 1900);
  clock.advanceTo(3000);
  expect(log).toEqual(['1200 interim 1 "yes"', '1400 interim 1 "yes please"', '2100 final 1 "yes please"']);
});

it('hears each text in turn, the last one again and again', () => {
  const { log, speak, clock } = listen({ provider: 'scripted', texts: ['one', null, 'three'], speech_ms: [300] });
  for (const [index, at] of [1000, 3000, 5000, 7000].entries()) speak(index + 1, at, at + 300);
  clock.advanceTo(9000);
  expect(log.filter((line) => line.includes('final'))).toEqual([
    '1500 final 1 "one"',
    '3500 final 2 "" not understood',
    '5500 final 3 "three"',
    '7500 final 4 "three"',
  ]);
});

it('says nothing after it was closed', () => {
  const { log, speak, clock, transcriber } = listen({ provider: 'scripted', text: 'hello', delay_ms: 500 });
  speak(1, 1000, 1100);
  transcriber.close();
  clock.advanceTo(9000);
  expect(log).toEqual(['1200 interim 1 "hello"']);
});

it('names the field that is wrong', () => {
  expect(() => scriptedTranscriber.check({ provider: 'scripted' })).toThrow(/text or texts/);
  expect(() => scriptedTranscriber.check({ provider: 'scripted', texts: ['a', 4] })).toThrow(/stt\.texts/);
  expect(() => scriptedTranscriber.check({ provider: 'scripted', text: 'a', delay_ms: -1 })).toThrow(/stt\.delay_ms/);
});
