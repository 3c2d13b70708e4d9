import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './compile.ts';
import { numberWords, numeralOf } from './numbers.ts';
import { spell } from './spelling.ts';

const booking = compile({
  phrases: ['[a] table for {guests:number} [people] [{day}] [at {time}]', '(yes|no)', '{number} or {number}'],
  slots: { day: ['today', '[on] (monday|friday)'], time: ['7:30', '{number} thirty', "{number} o'clock"] },
  digits: false,
  jsgf: undefined,
});
const read = (said: string) => booking.read(said.split(' '));

describe('what was said', () => {
  it('fills the slots', () => {
    expect(read('a table for twenty five people on friday at seven thirty')).toEqual({
      text: 'a table for twenty five people on friday at seven thirty',
      slots: { guests: '25', day: 'on friday', time: 'seven thirty' },
    });
    expect(read('two or three').slots).toEqual({ number: '2', number2: '3' });
  });

  it('keeps the words around a phrase, and drops hesitation', () => {
    expect(read("um i'd like a table for four please")).toEqual({
      text: "i'd like a table for four please",
      slots: { guests: '4' },
    });
    expect(read('yes')).toEqual({ text: 'yes', slots: {} });
  });

  it('reads strings of digits as numerals', () => {
    const digits = compile({ phrases: ['my number is {digits}'], slots: {}, digits: true, jsgf: undefined });
    expect(digits.read('my number is five five oh double two'.split(' ')).slots).toEqual({ digits: '55022' });
    expect(digits.read(['nine', 'one']).slots).toEqual({ digits: '91' });
  });
});

it('reads every number back as it is spoken', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9999 }), (value) => {
      const said = numberWords(value);
      expect(numeralOf(said)).toBe(String(value));
      expect(read(`table for ${said.join(' ')}`).slots.guests).toBe(String(value));
    }),
  );
});

it('writes words as they are spoken', () => {
  expect(['7:30', 'Café,', 'check-in', '24', 'ok', 'it’s'].map((word) => spell(word).join(' '))).toEqual([
    'seven thirty',
    'cafe',
    'check in',
    'twenty four',
    'okay',
    "it's",
  ]);
});

describe('what cannot be used is named', () => {
  const refused =
    (phrases: string[], slots: Record<string, string[]> = {}, jsgf?: string) =>
    () =>
      compile({ phrases, slots, digits: false, jsgf });
  it.each([
    [refused(['ok', 'a (b|c']), /"\)" is missing/],
    [refused(['a b]']), /has no partner/],
    [refused(['{day}']), /no slot \{day\}/],
    [refused(['{1day}']), /is not a slot/],
    [refused(['[]']), /nothing to say/],
    [refused(['你好']), /cannot be pronounced/],
    [refused(['$5']), /cannot be pronounced/],
    [refused(['{a}'], { a: ['x {b}'], b: ['{a}'] }), /contains itself/],
    [refused([], {}, '#JSGF V1.0; grammar g; <a> = yes;'), /no public rule/],
    [refused([], {}, 'public <a> = (yes | no;'), /"\)" is missing/],
    [refused([], {}, 'public <a> = <b>;'), /<b> is not defined/],
    [refused([], {}, 'public <a> = Ünter;'), /"Ünter"/],
    [refused(Array(200).fill('{number} or {number}')), /they have \d+ words, and 20000 are the most/],
  ])('%#', (act, message) => {
    expect(act).toThrow(message);
  });
});

it("takes an author's own grammar as it is", () => {
  const grammar = compile({
    phrases: [],
    slots: {},
    digits: false,
    jsgf: '#JSGF V1.0;\ngrammar g;\n// a comment\npublic <a> = /2/ go <way> {tag} | stop+;\n<way> = (left | right);',
  });
  expect([...grammar.words].sort()).toEqual(['go', 'left', 'right', 'stop']);
  expect(grammar.read(['go', 'left'])).toEqual({ text: 'go left', slots: {} });
});

it('refuses lists and rules that multiply each other before it writes them out', () => {
  const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
  const slots = Object.fromEntries(names.map((name, at) => [name, [at === 39 ? 'yes' : `{s${at + 1}} {s${at + 1}}`]]));
  expect(() => compile({ phrases: ['{s0}'], slots, digits: false, jsgf: undefined })).toThrow(/are the most/);
  const rules = names.map((name, at) => `<${name}> = ${at === 39 ? 'yes' : `<s${at + 1}> <s${at + 1}>`};`);
  const jsgf = `public <all> = <s0>; ${rules.join(' ')}`;
  expect(() => compile({ phrases: [], slots: {}, digits: false, jsgf })).toThrow(/are the most/);
});

it('takes a rule that repeats itself', () => {
  const jsgf = 'public <all> = <more>; <more> = yes [<more>];';
  expect(compile({ phrases: [], slots: {}, digits: false, jsgf }).words).toEqual(['yes']);
});

it('reads a long grammar without ends as quickly as any other', { timeout: 10_000 }, () => {
  for (const opening of ['public<', '{', '/* ', 'grammar ', '<', '//', '/1', 'public <a> = ', 'import\t']) {
    const jsgf = `public <a> = b; ${opening.repeat(Math.floor(190_000 / opening.length))};`;
    expect(() => compile({ phrases: [], slots: {}, digits: false, jsgf })).not.toThrow(RangeError);
  }
});

it('hears the word "constructor", and fills a slot of that name', () => {
  const grammar = compile({
    phrases: ['the {constructor}'],
    slots: { constructor: ['constructor'] },
    digits: false,
    jsgf: undefined,
  });
  expect(grammar.read(['the', 'constructor'])).toEqual({
    text: 'the constructor',
    slots: { constructor: 'constructor' },
  });
});
