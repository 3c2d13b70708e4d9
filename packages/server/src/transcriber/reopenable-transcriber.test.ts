import { expect, it } from 'vitest';
import { ReopenableTranscriber } from './reopenable-transcriber.ts';
import type { Transcriber, TranscriberResult } from './transcriber.ts';

/** A transcriber that writes down what it is told, sound as `n samples from s`. */
class Notes implements Transcriber {
  readonly told: string[] = [];
  tell: (result: TranscriberResult) => void = () => {};
  readonly open = (onResult: (result: TranscriberResult) => void) => {
    this.tell = onResult;
    return this;
  };
  samples = 0;
  push(pcm: Int16Array): void {
    this.samples += pcm.length;
    this.told.push(`${pcm.length} from ${pcm[0]}`);
  }
  speechStarted(utteranceId: number, spokenMs: number): void {
    this.told.push(`started ${utteranceId} ${spokenMs}`);
  }
  speechEnded(utteranceId: number, silentMs: number): void {
    this.told.push(`ended ${utteranceId} ${silentMs}`);
  }
  configure(): void {}
  close(): void {
    this.told.push('closed');
  }
}

const sound = (value: number, samples = 320) => new Int16Array(samples).fill(value);
const final = (utteranceId: number, text: string): TranscriberResult => ({
  type: 'final',
  utteranceId,
  text,
  confidence: 1,
  understood: true,
});

function opened() {
  const results: TranscriberResult[] = [];
  const first = new Notes();
  const second = new Notes();
  const transcriber = new ReopenableTranscriber(first.open, (result) => results.push(result));
  return { transcriber, first, second, results };
}

it('tells another again what was said of an utterance that nothing came back for', () => {
  const { transcriber, first, second, results } = opened();
  transcriber.push(sound(1));
  transcriber.speechStarted(1, 20);
  transcriber.push(sound(2));
  transcriber.speechEnded(1, 10);
  transcriber.push(sound(3));
  transcriber.reopen(second.open);
  expect(second.told).toEqual(['320 from 1', 'started 1 20', '320 from 2', 'ended 1 10', '320 from 3']);
  expect(first.told.at(-1)).toBe('closed');
  first.tell(final(1, 'too late'));
  second.tell(final(1, 'in time'));
  expect(results).toEqual([final(1, 'in time')]);
});

it('says nothing twice that was heard', () => {
  const { transcriber, first, second } = opened();
  transcriber.speechStarted(1, 20);
  transcriber.push(sound(2));
  first.tell({ type: 'interim', utteranceId: 1, text: 'a', confidence: 1 });
  transcriber.push(sound(3));
  transcriber.reopen(second.open);
  expect(second.told).toEqual([]);
});

it('keeps no more than 15 s of an utterance without end, and its beginning is told all the same', () => {
  const { transcriber, second } = opened();
  transcriber.speechStarted(1, 20);
  for (let second = 0; second < 60; second += 1) transcriber.push(sound(second, 16_000));
  transcriber.reopen(second.open);
  expect(second.samples).toBe(15 * 16_000);
  expect(second.told.filter((told) => told.startsWith('started'))).toEqual(['started 1 20']);
  expect(second.told.at(-1)).toBe('16000 from 59');
});
