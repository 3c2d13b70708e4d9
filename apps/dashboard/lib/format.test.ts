import { expect, it } from 'vitest';
import { formatCode, formatDuration, formatLatency, formatMoment, formatPayload, startOfDay } from './format.ts';

it('shows times as a clock would', () => {
  expect([0, 7_999, 61_000, 754_000, 3_723_000, -5].map(formatDuration)).toEqual([
    '0:00',
    '0:07',
    '1:01',
    '12:34',
    '1:02:03',
    '0:00',
  ]);
  expect(formatMoment(61_240)).toBe('1:01.24');
});

it('shows latencies in the unit people compare them in', () => {
  expect([80, 510, 1234, 12_345].map(formatLatency)).toEqual(['80 ms', '0.51 s', '1.23 s', '12.3 s']);
});

it('puts a payload on one line, without what is not there', () => {
  expect(formatPayload({ turnId: 1, text: 'a "table"', probability: 0.5, gone: undefined, off: null })).toBe(
    'turnId=1 text="a \\"table\\"" probability=0.5',
  );
});

it('reads codes as words and finds where the day began', () => {
  expect(formatCode('idle_timeout')).toBe('idle timeout');
  const noon = new Date(2026, 10, 22, 12, 30).getTime();
  expect(startOfDay(noon)).toBe(new Date(2026, 10, 22).getTime());
});
