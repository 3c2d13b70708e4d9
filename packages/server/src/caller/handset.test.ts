import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FRAME_BYTES, Handset, SILENCE } from './handset.ts';

const sound = (bytes: number, value = 1) => new Uint8Array(bytes).fill(value);

it('plays what came, frame by frame, and then nothing', () => {
  const handset = new Handset();
  handset.receive(sound(200, 1));
  handset.receive(sound(200, 2));
  const [first, second, third, fourth] = [0, 1, 2, 3].map(() => handset.tick().frame?.slice() ?? null);
  expect(first).toEqual(sound(160, 1));
  expect([...(second ?? [])]).toEqual([...sound(40, 1), ...sound(120, 2)]);
  expect([...(third ?? [])]).toEqual([...sound(80, 2), ...sound(80, SILENCE)]);
  expect(fourth).toBeNull();
});

it('answers a mark when the sound before it has been heard, not sooner', () => {
  const handset = new Handset();
  handset.receive(sound(320));
  expect(handset.mark('end')).toBe(false);
  expect([0, 1, 2].map(() => handset.tick().marks)).toEqual([[], [], ['end']]);
});

it('answers a mark that comes while the last frame sounds once that frame is over', () => {
  const handset = new Handset();
  handset.receive(sound(160));
  handset.tick();
  expect(handset.mark('end')).toBe(false);
  expect(handset.tick().marks).toEqual(['end']);
});

it('answers a mark at once when there is nothing to hear', () => {
  const handset = new Handset();
  expect(handset.mark('now')).toBe(true);
});

it('answers all marks at once when it is cleared, and is silent', () => {
  const handset = new Handset();
  handset.receive(sound(1_600));
  handset.mark('a');
  handset.tick();
  handset.mark('b');
  expect(handset.clear()).toEqual(['a', 'b']);
  expect(handset.tick()).toEqual({ frame: null, marks: [] });
  expect(handset.mark('c')).toBe(true);
});

it('plays every byte once and in order, and every mark between the right two', () => {
  const happening = fc.oneof(
    { weight: 3, arbitrary: fc.record({ audio: fc.nat({ max: 500 }) }) },
    { weight: 2, arbitrary: fc.constant('tick' as const) },
    { weight: 1, arbitrary: fc.constant('mark' as const) },
  );
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const handset = new Handset();
      const given: number[] = [];
      const played: number[] = [];
      const marks = new Map<string, number>();
      const answered: string[] = [];
      const tick = () => {
        const before = played.length;
        const { frame, marks: reached } = handset.tick();
        for (const name of reached) {
          expect(before).toBeGreaterThanOrEqual(marks.get(name) as number);
          answered.push(name);
        }
        if (frame) played.push(...frame.subarray(0, Math.min(FRAME_BYTES, given.length - before)));
      };
      for (const next of happenings) {
        if (next === 'tick') tick();
        else if (next === 'mark') {
          const name = `m${marks.size}`;
          marks.set(name, given.length);
          if (handset.mark(name)) {
            expect(played.length).toBe(given.length);
            answered.push(name);
          }
        } else {
          const audio = Uint8Array.from({ length: next.audio }, (_, index) => (given.length + index) % 251);
          given.push(...audio);
          handset.receive(audio);
        }
      }
      while (played.length < given.length) tick();
      tick();
      expect(played).toEqual(given);
      expect(answered).toEqual([...marks.keys()]);
    }),
  );
});
