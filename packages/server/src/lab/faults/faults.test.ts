import { describe, expect, it } from 'vitest';
import type { Engines } from '../../engines/engines.ts';
import type { LanguageModelEngine } from '../../responder/language-model.ts';
import type { SynthesizerEngine } from '../../synthesizer/synthesizer.ts';
import type { TranscriberEngine } from '../../transcriber/transcriber.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { type EngineFaults, withFaults } from './faults.ts';
import { modelFaults } from './model.ts';
import { synthesizerFaults } from './synthesizer.ts';
import { transcriberFaults } from './transcriber.ts';

// What engines of these faults tell their callers, as `at what`: the call's machine hides most of it.
const RATE_HZ = 1_000;

/** Interim text 200 ms after the beginning, the final 50 ms after the end. */
const ear: TranscriberEngine = {
  provider: 'ear',
  sampleRateHz: 0,
  check() {},
  close: async () => {},
  open: (_settings, { clock, onResult }) => ({
    push() {},
    configure() {},
    close() {},
    speechStarted: (utteranceId) =>
      void clock.wakeAt(clock.now() + 200, () =>
        onResult({ type: 'interim', utteranceId, text: 'hel', confidence: 1 }),
      ),
    speechEnded: (utteranceId) =>
      void clock.wakeAt(clock.now() + 50, () =>
        onResult({ type: 'final', utteranceId, text: 'hello', confidence: 1, understood: true }),
      ),
  }),
};

/** 400 ms of sound at once, with two words. */
const mouth: SynthesizerEngine = {
  provider: 'mouth',
  check() {},
  close: async () => {},
  open: () => ({
    sampleRateHz: RATE_HZ,
    close() {},
    speak(_sentence, sink) {
      sink.chunk(new Int16Array(400), [
        { word: 'one', startMs: 0, endMs: 200 },
        { word: 'two', startMs: 200, endMs: 400 },
      ]);
      sink.done();
      return () => {};
    },
  }),
};

const mind: LanguageModelEngine = {
  provider: 'mind',
  check() {},
  close: async () => {},
  open: () => ({
    close() {},
    reply(_messages, sink) {
      for (const token of ['one', ' two']) sink.token(token);
      sink.done();
      return () => {};
    },
  }),
};

const engines: Engines = {
  transcriber: () => ({ engine: ear, settings: {}, used: 'ear' }),
  synthesizer: () => ({ engine: mouth, settings: {}, used: 'mouth' }),
  model: () => ({ engine: mind, settings: {}, used: 'mind' }),
  close: async () => {},
};

function failing(faults: EngineFaults) {
  const clock = new VirtualClock(0);
  const told: string[] = [];
  const note = (...what: unknown[]) => void told.push([clock.now(), ...what].join(' '));
  return { clock, told, note, engines: withFaults(engines, faults) };
}

/** Two utterances, of 0 to 500 ms and of 20,000 to 20,500. */
function heard(...transcriber: NonNullable<EngineFaults['transcriber']>): string[] {
  const { clock, told, note, engines } = failing({ transcriber });
  const ear = engines.transcriber(undefined).engine.open(undefined, {
    clock,
    language: 'en',
    onResult: (result) => note(result.utteranceId, result.type, 'text' in result ? result.text : ''),
  });
  for (const [index, from] of [0, 20_000].entries()) {
    clock.wakeAt(from, () => ear.speechStarted(index + 1, 0));
    clock.wakeAt(from + 500, () => ear.speechEnded(index + 1, 0));
  }
  clock.advanceTo(60_000);
  return told;
}

function spoken(...synthesizer: NonNullable<EngineFaults['synthesizer']>) {
  const { clock, told, note, engines } = failing({ synthesizer });
  const mouth = engines.synthesizer(undefined).engine.open(undefined, { clock, language: 'en' });
  const speak = () =>
    mouth.speak('one two', {
      chunk: (pcm, words) => note(`${pcm.length} ms`, ...words.map(({ word }) => word)),
      done: () => note('done'),
      failed: () => note('failed'),
    });
  return { speak, clock, told };
}

function said(...model: NonNullable<EngineFaults['model']>) {
  const { clock, told, note, engines } = failing({ model });
  const mind = engines.model(undefined)?.engine.open(undefined, { clock });
  const ask = () =>
    mind?.reply([], {
      token: (text) => note(text.trim()),
      toolCalls: (calls) => note(...calls.map(({ name }) => name)),
      done: () => note('done'),
      failed: () => note('failed'),
    });
  return { ask, clock, told };
}

describe('a transcriber', () => {
  const second = ['20200 2 interim hel', '20550 2 final hello'];
  const cases: Record<(typeof transcriberFaults)[number], string[]> = {
    none: ['200 1 interim hel', '550 1 final hello', ...second],
    slow: ['200 1 interim hel', '2550 1 final hello', ...second],
    late: ['200 1 interim hel', '10550 1 final hello', ...second],
    'no-final': ['200 1 interim hel', ...second],
    doubled: ['200 1 interim hel', '550 1 final hello', '550 1 final hello again', ...second],
    'interims-late': ['550 1 final hello', '700 1 interim hel', ...second],
    reordered: ['0 1 final too early', '200 1 interim hel', '550 1 final hello', ...second],
    failed: ['200 1 interim hel', '500 1 failed ', ...second],
    deaf: [],
    dead: ['500 1 failed '],
  };
  it.each(transcriberFaults)('%s', (fault) => {
    expect(heard(fault)).toEqual(cases[fault]);
  });
});

describe('a synthesizer', () => {
  const whole = ['400 ms one two', 'done'];
  const at = (ms: number, ...what: string[]) => what.map((each) => `${ms} ${each}`);
  const cases: Record<(typeof synthesizerFaults)[number], string[]> = {
    none: at(0, ...whole),
    slow: at(2_000, ...whole),
    stalled: [],
    trickle: ['0 100 ms one', '100 100 ms', '200 100 ms two', '300 100 ms', '400 done'],
    'words-late': at(0, '400 ms', '0 ms one two', 'done'),
    'no-words': at(0, '400 ms', 'done'),
    half: at(0, '200 ms one', 'failed'),
    doubled: [...at(0, '400 ms one two', 'done', 'done'), '40 400 ms one two'],
    failed: at(0, 'failed'),
    dead: at(0, 'failed'),
  };
  it.each(synthesizerFaults)('%s', (fault) => {
    const { speak, clock, told } = spoken(fault);
    speak();
    clock.advanceTo(9_000);
    expect(told).toEqual(cases[fault]);
    speak();
    clock.advanceTo(18_000);
    expect(told.slice(cases[fault].length)).toEqual(fault === 'dead' ? ['9000 failed'] : at(9_000, ...whole));
  });

  it.each(['slow', 'trickle', 'doubled', 'half', 'failed'] as const)('%s, and cancelled, says no more', (fault) => {
    const { speak, clock, told } = spoken(fault);
    const cancel = speak();
    cancel();
    const before = told.length;
    clock.advanceTo(9_000);
    expect(told).toHaveLength(before);
  });
});

describe('a model', () => {
  const whole = ['one', 'two', 'done'];
  const at = (ms: number, ...what: string[]) => what.map((each) => `${ms} ${each}`);
  const cases: Record<(typeof modelFaults)[number], string[]> = {
    none: at(0, ...whole),
    slow: at(2_000, ...whole),
    stalled: [],
    half: at(0, 'one', 'failed'),
    doubled: at(0, 'one', 'two', 'done', 'done', 'And more.'),
    failed: at(0, 'failed'),
    dead: at(0, 'failed'),
  };
  it.each(modelFaults)('%s', (fault) => {
    const { ask, clock, told } = said(fault);
    ask();
    clock.advanceTo(9_000);
    expect(told).toEqual(cases[fault]);
    ask();
    clock.advanceTo(18_000);
    expect(told.slice(cases[fault].length)).toEqual(fault === 'dead' ? ['9000 failed'] : at(9_000, ...whole));
  });
});
