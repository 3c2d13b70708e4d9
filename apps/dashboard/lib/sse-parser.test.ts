import { expect, it } from 'vitest';
import { createSseParser } from './sse-parser.ts';

const stream =
  ':ping\n\nevent: call.started\nid: 7\ndata: {"callId":"CA1"}\n\r\nevent: bot.word\r\ndata:{"a":\r\ndata: "é"}\r\n\r\ndata: bare\rid: 8\r\r';

it('reads every message, whatever ends its lines', () => {
  expect(createSseParser().push(`${stream}\n`)).toEqual([
    { event: 'call.started', data: '{"callId":"CA1"}' },
    { event: 'bot.word', data: '{"a":\n"é"}' },
    { event: 'message', data: 'bare' },
  ]);
});

it('reads the same messages wherever the network cuts the stream', () => {
  const whole = createSseParser().push(`${stream}\n`);
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const parser = createSseParser();
    const pieces = [stream.slice(0, cut), stream.slice(cut), '\n'];
    expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(whole);
  }
  const parser = createSseParser();
  expect([...stream, '\n'].flatMap((letter) => parser.push(letter))).toEqual(whole);
});

it('knows where to resume, also before the first event, and not from a message that was cut off', () => {
  const parser = createSseParser();
  parser.push('retry: 2000\nid: 5\n\n');
  expect(parser.lastId).toBe('5');
  parser.push('id: 6\nevent: bot.word\ndata: {}\n');
  expect(parser.lastId).toBe('5');
  parser.push('\n');
  expect(parser.lastId).toBe('6');
  parser.push(':ping\n\n');
  expect(parser.lastId).toBe('6');
});
