import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnyFrame, readMediaFrame } from './media-frames.ts';

const audio = Buffer.alloc(160, 0xd5).toString('base64');
const media = (fields: object, more: object = {}) =>
  readMediaFrame(
    JSON.stringify({
      event: 'media',
      sequenceNumber: '4',
      media: { track: 'inbound', chunk: '2', timestamp: '20', payload: audio, ...fields },
      streamSid: 'MZ1',
      ...more,
    }),
  );

describe('media', () => {
  const read = { kind: 'media', chunk: 2, timestampMs: 20, payload: Buffer.alloc(160, 0xd5) };

  it('is read in both key orders that Twilio is seen to use', () => {
    expect(media({})).toEqual(read);
    const other = `{"event":"media","sequenceNumber":"4","streamSid":"MZ1","media":{"track":"inbound","chunk":"2","timestamp":"20","payload":"${audio}"}}`;
    expect(readMediaFrame(other)).toEqual(read);
  });

  it('may have its numbers as numbers, and spaces between its words', () => {
    expect(media({ chunk: 2, timestamp: 20 }, { sequenceNumber: 4 })).toEqual(read);
    expect(
      readMediaFrame(
        JSON.stringify(
          JSON.parse(`{"media":{"payload":"${audio}","chunk":"2","timestamp":20},"event":"media"}`),
          null,
          2,
        ),
      ),
    ).toEqual(read);
  });

  it('may leave its numbers out', () => {
    expect(media({ chunk: undefined, timestamp: null })).toEqual({ ...read, chunk: undefined, timestampMs: undefined });
  });

  it.each([
    ['a negative chunk', { chunk: '-1' }],
    ['half a chunk', { chunk: 1.5 }],
    ['a chunk in words', { chunk: 'two' }],
    ['an endless chunk', { chunk: '9'.repeat(40) }],
    ['a timestamp in words', { timestamp: {} }],
    ['an endless timestamp', { timestamp: '9'.repeat(16) }],
    ['no payload', { payload: undefined }],
    ['an empty payload', { payload: '' }],
    ['a payload that is no text', { payload: [1, 2] }],
    ['a payload that is not base64', { payload: `${audio.slice(0, 40)}!${audio.slice(41)}` }],
    ['a payload of words', { payload: 'not base 64 at all' }],
    ['a payload with padding in its middle', { payload: `${audio.slice(0, 40)}==${audio.slice(40)}` }],
    ['a payload of more than a second', { payload: Buffer.alloc(8_001).toString('base64') }],
  ])('is bad with %s', (_, fields) => {
    expect(media(fields).kind).toBe('bad');
  });

  it('of the track we send is none of our business', () => {
    expect(media({ track: 'outbound' })).toEqual({ kind: 'ignored' });
  });

  it('reads the same by the short way and by the long way', () => {
    const number = fc.oneof(
      fc.nat(),
      fc.integer(),
      fc.nat().map(String),
      fc.string({ maxLength: 4 }),
      fc.constant(undefined),
    );
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      fc.stringMatching(/^[A-Za-z0-9+/=_-]{0,20}$/),
      fc.string({ maxLength: 12 }),
    );
    const track = fc.constantFrom('inbound', 'outbound', undefined);
    fc.assert(
      fc.property(
        number,
        number,
        number,
        payload,
        track,
        fc.boolean(),
        (sequenceNumber, chunk, timestamp, text, side, isSidFirst) => {
          const body = { track: side, chunk, timestamp, payload: text };
          const frame = JSON.stringify(
            isSidFirst
              ? { event: 'media', sequenceNumber, streamSid: 'MZ1', media: body }
              : { event: 'media', sequenceNumber, media: body, streamSid: 'MZ1' },
          );
          expect(readMediaFrame(frame)).toEqual(readAnyFrame(frame));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('start', () => {
  const start = (fields: object) =>
    readMediaFrame(
      JSON.stringify({ event: 'start', sequenceNumber: '1', start: { streamSid: 'MZ1', callSid: 'CA1', ...fields } }),
    );

  it('says whose stream it is', () => {
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
    expect(start({ mediaFormat, customParameters: { agent: 'mara', to: '+1', odd: 7 } })).toEqual({
      kind: 'start',
      start: {
        streamSid: 'MZ1',
        callSid: 'CA1',
        parameters: new Map([
          ['agent', 'mara'],
          ['to', '+1'],
        ]),
        format: mediaFormat,
      },
    });
  });

  it('has the stream’s id inside or outside, and is bad without', () => {
    expect(readMediaFrame('{"event":"start","streamSid":"MZ2","start":{}}')).toMatchObject({
      start: { streamSid: 'MZ2', callSid: undefined },
    });
    expect(start({ streamSid: undefined }).kind).toBe('bad');
    expect(start({ streamSid: 'M Z"' }).kind).toBe('bad');
  });

  it('leaves out a call id that could not be one', () => {
    for (const callSid of ['', 'CA 1', '../etc', 'x'.repeat(65), 7, null])
      expect(start({ callSid })).toMatchObject({ start: { callSid: undefined } });
  });
});

it.each([
  ['{"event":"connected","protocol":"Call","version":"1.0.0"}', { kind: 'connected' }],
  ['{"event":"mark","streamSid":"MZ1","mark":{"name":"m 1"}}', { kind: 'mark', name: 'm 1' }],
  ['{"event":"dtmf","dtmf":{"track":"inbound_track","digit":"#"}}', { kind: 'dtmf', digit: '#' }],
  ['{"event":"stop","stop":{}}', { kind: 'stop' }],
  ['{"event":"news"}', { kind: 'ignored' }],
  ['{"event":"mark"}', { kind: 'bad' }],
  ['{"event":"dtmf","dtmf":{"digit":"12"}}', { kind: 'bad' }],
  ['{"event":"start"}', { kind: 'bad' }],
  ['{"media":{}}', { kind: 'bad' }],
  ['[]', { kind: 'bad' }],
  ['null', { kind: 'bad' }],
  ['hello', { kind: 'bad' }],
])('reads %s', (text, frame) => {
  expect(readMediaFrame(text)).toMatchObject(frame);
});

it('survives whatever comes in', () => {
  const json = fc.json({ maxDepth: 4 });
  const frame = fc.record(
    {
      event: fc.constantFrom('start', 'media', 'mark', 'dtmf', 'stop', 'connected', '__proto__'),
      start: fc.jsonValue(),
      media: fc.jsonValue(),
      mark: fc.jsonValue(),
      dtmf: fc.jsonValue(),
      streamSid: fc.jsonValue(),
      sequenceNumber: fc.jsonValue(),
    },
    { requiredKeys: ['event'] },
  );
  const cut = fc.tuple(frame, fc.nat({ max: 80 })).map(([value, end]) => JSON.stringify(value).slice(0, end));
  fc.assert(
    fc.property(
      fc.oneof(
        json,
        frame.map((value) => JSON.stringify(value)),
        cut,
        fc.string({ maxLength: 100 }),
      ),
      (text) => {
        expect(['connected', 'start', 'media', 'mark', 'dtmf', 'stop', 'ignored', 'bad']).toContain(
          readMediaFrame(text).kind,
        );
      },
    ),
    { numRuns: 500 },
  );
});

it('takes no frame that is longer than any carrier sends', () => {
  const start = (from: string) =>
    JSON.stringify({ event: 'start', start: { streamSid: 'MZ1', customParameters: { agent: 'mara', from } } });
  expect(readMediaFrame(start('x'.repeat(1_000))).kind).toBe('start');
  expect(readMediaFrame(start('x'.repeat(500_000)))).toEqual({ kind: 'bad', why: 'longer than 65536 letters' });
});
