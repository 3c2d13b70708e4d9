import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { native } from '../dist/native.js';
import { type Anything, call, detached, methods, outcome, wellMeant } from './addon.ts';

const MOST = 2 ** 26;
const names = Object.keys(wellMeant);
/** Handles stay open in these tests; each file of tests has a process of its own. */
const closing = ['closeCall', 'closePlayout', 'closeCodec'];
/** What counts as a refusal: no crash, no success, and no fault of ours. */
const refused = /^(InvalidArg|Closing|\w+Expected|GenericFailure|TypeError|RangeError|ERR_\w+|QueueFull)$/;

const wrongNumbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, 1e300, -1, -(2 ** 40)];
const wrongTypes: unknown[] = [
  undefined,
  null,
  'x',
  Symbol('x'),
  7n,
  () => 7,
  {},
  [],
  [1, 2],
  new Date(0),
  new Proxy({}, {}),
];

function wrongArrays(right: unknown): unknown[] {
  const shared = new SharedArrayBuffer(160, { maxByteLength: 320 } as never);
  const shrunk = new ArrayBuffer(160, { maxByteLength: 320 } as never);
  const kinds = [Uint8Array, Int16Array, Float64Array] as const;
  const kind = kinds.find((one) => right instanceof one) ?? Uint8Array;
  const gone = new kind(shrunk, 80, 8);
  (shrunk as unknown as { resize(bytes: number): void }).resize(16);
  return [
    ...kinds.filter((one) => one !== kind).map((one) => new one(8)),
    new Uint8ClampedArray(8),
    new Float32Array(8),
    new DataView(new ArrayBuffer(8)),
    new ArrayBuffer(8),
    new kind(new SharedArrayBuffer(160)),
    new kind(shared),
    detached(new kind(160)),
    gone,
    new kind(MOST + 1),
    Object.create(kind.prototype),
  ];
}

/** Numbers that each argument may be although they look wrong: ids and gains may be below 0, counts wrap. */
const allowed: Record<string, unknown[]> = {
  'mark.1': [-1, -(2 ** 40), 2 ** 53, 1e300],
  'duck.1': [-1, -(2 ** 40), Number.NEGATIVE_INFINITY],
  'playLoop.2': [-1, -(2 ** 40), Number.NEGATIVE_INFINITY],
  'openNoteReader.2': [2 ** 53, 1e300],
  'openOpusEncoder.0.complexity': [-1],
  'openNoteWriter.0.complexity': [-1],
};

/** Values that must be refused in place of `right`. */
function wrongFor(place: string, right: unknown): unknown[] {
  if (ArrayBuffer.isView(right)) return [...wrongTypes, 7, ...wrongArrays(right)];
  if (typeof right === 'number') {
    return [...wrongTypes, true, ...wrongNumbers.filter((value) => !allowed[place]?.includes(value))];
  }
  if (typeof right === 'string') return [undefined, null, 7, {}, Symbol('x')];
  if (typeof right === 'boolean') return [undefined, null, 'x', 0, 1, {}, Number.NaN];
  if (Array.isArray(right)) return [undefined, null, 7, [7], [null], new Uint8Array(3)];
  return [undefined, null, 7, 'x', {}, new native.NativeResampler(8000, 16000)];
}

/** Every way to put one wrong value into `right`, and into the fields of the objects in it. */
function* spoiled(place: string, right: unknown): Generator<[string, unknown]> {
  for (const wrong of wrongFor(place, right)) yield [`${place} = ${describeValue(wrong)}`, wrong];
  if (typeof right !== 'object' || right === null || Object.getPrototypeOf(right) !== Object.prototype) return;
  for (const [field, value] of Object.entries(right)) {
    for (const [what, wrong] of spoiled(`${place}.${field}`, value)) yield [what, { ...right, [field]: wrong }];
  }
}

function describeValue(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  return typeof value === 'object' ? inspect(value) : `${typeof value} ${String(value)}`;
}

it('the table has every function of the addon', () => {
  expect(names.sort()).toEqual(Object.keys(native).sort());
  for (const name of names.filter((name) => name.startsWith('Native'))) {
    const { prototype } = native[name as 'NativeResampler'] as unknown as { prototype: object };
    const members = Object.getOwnPropertyNames(prototype).filter((member) => member !== 'constructor');
    expect(members.map((member) => `${name}.${member}`).sort()).toEqual(
      Object.keys(methods)
        .filter((method) => method.startsWith(`${name}.`))
        .sort(),
    );
  }
});

it('with the arguments it is made for, everything answers', () => {
  for (const name of names)
    expect([name, outcome(() => call(native, name, wellMeant[name]?.(native) ?? []))]).toEqual([name, 'fine']);
  for (const name of Object.keys(methods)) {
    const answer = outcome(() => call(native, name, methods[name]?.(native) ?? []));
    expect([name, answer]).toEqual([name, name.endsWith('isSpeech') ? 'false' : 'fine']);
  }
});

it('one wrong argument, whichever and however wrong, is refused with a code', () => {
  let tried = 0;
  for (const name of [...names, ...Object.keys(methods)]) {
    const make = wellMeant[name] ?? (methods[name] as (addon: typeof native) => unknown[]);
    const right = make(native);
    // What a method is called on is the next test's.
    const first = Object.hasOwn(methods, name) ? 1 : 0;
    for (let index = first; index < right.length; index++) {
      for (const [what, wrong] of spoiled(`${name}.${index}`, right[index])) {
        const values = right.with(index, wrong);
        const answer = outcome(() => call(native, name, values));
        if (closing.includes(name) && answer === 'false') continue;
        expect(String(answer), what).toMatch(refused);
        tried++;
      }
    }
  }
  expect(tried).toBeGreaterThan(2_000);
});

it('fewer arguments than needed are refused, more are not looked at', () => {
  for (const name of names) {
    const right = wellMeant[name]?.(native) ?? [];
    if (right.length > 0) expect(String(outcome(() => call(native, name, right.slice(0, -1)))), name).toMatch(refused);
    expect(
      outcome(() => call(native, name, [...(wellMeant[name]?.(native) ?? []), 7, {}])),
      name,
    ).toBe('fine');
  }
});

it('methods called on what their class did not make are refused, and a class called without `new` does no harm', () => {
  const others = [
    new native.NativeResampler(8000, 16000),
    new native.NativeStereoRecorder(9),
    {},
    null,
    undefined,
    7,
    native,
  ];
  for (const [name, make] of Object.entries(methods)) {
    const [self, ...rest] = make(native);
    const strangers = others.filter((other) => other?.constructor !== self.constructor);
    for (const stranger of [...strangers, Object.create(self), new Proxy(self, {})]) {
      expect(String(outcome(() => call(native, name, [stranger, ...rest]))), name).toMatch(refused);
    }
  }
  for (const name of names.filter((name) => name.startsWith('Native'))) {
    const make = (native as unknown as Record<string, Anything>)[name] as Anything;
    for (const self of [{}, undefined, 7, Object.freeze({})]) {
      expect(
        outcome(() => Reflect.apply(make, self, wellMeant[name]?.(native) ?? [])),
        name,
      ).not.toBe('Unknown');
    }
  }
});

it('a closed handle, and one closed twice, is refused by everything that takes one', () => {
  for (const name of names.filter(
    (name) => !/^(open|Native|encode|decode|measure|wavWhole|pushMany|tickMany)/.test(name),
  )) {
    const right = wellMeant[name]?.(native) ?? [];
    const handle = right[0] as number;
    const closed = [native.closeCall(handle), native.closePlayout(handle), native.closeCodec(handle)];
    expect(closed.filter(Boolean), `${name}: one table holds it`).toHaveLength(1);
    expect([native.closeCall(handle), native.closePlayout(handle), native.closeCodec(handle)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(
      outcome(() => call(native, name, right)),
      name,
    ).toBe(closing.includes(name) ? 'false' : 'Closing');
  }
});

it('anything in any order throws an error with a code or answers, and no fault of ours is among it', () => {
  const handles = names.flatMap((name) => wellMeant[name]?.(native) ?? []).filter((value) => typeof value !== 'symbol');
  const anything = fc.oneof(
    fc.constantFrom<unknown>(...handles),
    fc.constantFrom<unknown>(...wrongTypes, ...wrongNumbers, true, 8000, 16000, 2 ** 32),
    fc.nat(70_000),
    fc.double(),
    fc.uint8Array({ maxLength: 300 }),
    fc.int16Array({ maxLength: 300 }),
    fc.float64Array({ maxLength: 40 }),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.array(anything, { maxLength: 6 }), (name, values) => {
      const answer = outcome(() => call(native, name, values));
      expect(
        answer === 'fine' || answer === 'false' || refused.test(String(answer)),
        `${name}: ${String(answer)}`,
      ).toBe(true);
    }),
    { numRuns: 10_000 },
  );
});

it('whole packets of nonsense in a batch are codes, never errors of the others', () => {
  const number = fc.oneof(fc.double(), fc.nat(200), fc.constantFrom(...wrongNumbers, 0, 160, 320));
  fc.assert(
    fc.property(fc.array(number, { maxLength: 60 }), fc.uint8Array({ maxLength: 400 }), (numbers, payloads) => {
      const good = native.openCall({ ...(wellMeant.openCall?.(native)[0] as never) });
      const packets = Float64Array.from([
        ...numbers.slice(0, numbers.length - (numbers.length % 5)),
        good,
        1,
        160,
        20,
        -1,
      ]);
      const count = packets.length / 5;
      const failures = native.pushMany(packets, payloads, count);
      const codes = Array.from({ length: count }, (_, index) => packets[index * 5] as number);
      expect(codes.filter((code) => code < 0)).toHaveLength(failures);
      expect(codes.every((code) => [0, -1, -2].includes(code))).toBe(true);
      expect(codes.at(-1)).toBe(0);
      const calls = Float64Array.from([...numbers, good]);
      native.tickMany(calls, calls.length);
      expect(calls.at(-1)).toBe(0);
      expect(native.closeCall(good)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  // Numbers and payloads in the same memory: what is written is only codes.
  const call = native.openCall({ ...(wellMeant.openCall?.(native)[0] as never) });
  const memory = new ArrayBuffer(400);
  const packets = new Float64Array(memory);
  packets.set([call, 1, 160, 20, 160]);
  expect(native.pushMany(packets, new Uint8Array(memory), 1)).toBe(0);
  expect([...packets.subarray(0, 5)]).toEqual([0, 1, 160, 20, 160]);
});
