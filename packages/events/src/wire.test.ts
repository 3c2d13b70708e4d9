import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AnyEvent,
  catalog,
  type EventName,
  formatAck,
  formatFrame,
  formatLogEntry,
  formatSse,
  isKept,
  type LoggedEvent,
  parseFrame,
  parseLogEntry,
  parseSse,
} from './index.ts';
import { anyEvent } from './testing/any-event.ts';
import { fixtureLines, fixtureNames } from './testing/fixtures.ts';
import { fromWireKey, toWireKey } from './wire.ts';

const word: LoggedEvent<'bot.word'> = {
  orgId: 'org_1',
  agentId: 'mara',
  callId: 'CA1',
  order: 12,
  seq: 7,
  at: 2710,
  ts: 1_768_469_402_710,
  inSample: 21_680,
  outSample: 0,
  name: 'bot.word',
  data: { messageId: 'b1', word: 'Which', wordIndex: 0 },
};

/** What an event's trip over the socket adds and takes away: times and ids that the envelope has already. */
function essence(event: AnyEvent): unknown {
  const { sessionId, timestamp, ...data } = event.data as Record<string, unknown>;
  return { ...event, orgId: '', data };
}

describe('the agent socket', () => {
  it('writes the envelope in snake_case, the payload beside it', () => {
    expect(JSON.stringify(formatFrame(word))).toBe(
      '{"event":"bot.word","agent_id":"mara","call_id":"CA1","session_id":"CA1","seq":7,"order":12,"ts":1768469402.71,' +
        '"at_ms":2710,"in_sample":21680,"out_sample":0,"message_id":"b1","word":"Which","word_index":0}',
    );
  });

  it('adds the time in seconds where the wire wants a timestamp', () => {
    const { name, data, ...envelope } = word;
    const started = { ...envelope, name: 'speech.started', data: { turnId: 1, confidence: 0.9 } } as const;
    expect(formatFrame(started)).toMatchObject({ turn_id: 1, timestamp: 1768469402.71 });
  });

  it('answers a command without the envelope of a call', () => {
    expect(formatAck('connected', { orgId: 'org_test' })).toEqual({ event: 'connected', org_id: 'org_test' });
    expect(formatAck('history.updated', { requestId: 'rq_1', count: 3 }, { agentId: 'mara', callId: 'CA1' })).toEqual({
      event: 'history.updated',
      agent_id: 'mara',
      call_id: 'CA1',
      request_id: 'rq_1',
      count: 3,
    });
  });

  it.each([
    '{"event":"connected","org_id":"org_test"}',
    '{"event":"agent.created","agent_id":"My Agent"}',
    '{"event":"ping"}',
    '{"event":"pong","timestamp":1768469402.7}',
    '{"event":"error","code":"AGENT_CONFLICT","error":"held","agent_id":"mara","retry_after_s":5,"holder_alive":true}',
    '{"event":"call.started","agent_id":"mara","call_id":"CA_1","session_id":"CA_1","from":"webrtc","to":"webrtc","direction":"inbound","transport":"webrtc"}',
    '{"event":"user.speaking","agent_id":"mara","call_id":"CA_1","text":"hel","confidence":0.4,"turn_id":0}',
    '{"event":"llm.tool_call","agent_id":"mara","call_id":"CA_1","msg_id":"tm1","tool_calls":[{"id":"tc1","name":"x","arguments":"{}"}]}',
    '{"event":"llm.tool_call","call_id":"CA_1","message_id":"tm1","tool_calls":[{"id":"tc1","function":{"name":"x","arguments":"{}"}}]}',
    '{"event":"call.unmuted","agent_id":"mara","call_id":"CA_1","muted_transcript":null}',
    '{"event":"call.ended","agent_id":"mara","call_id":"CA_1","reason":"a reason nobody knows yet"}',
    '{"event":"user.message","agent_id":"mara","call_id":"CA_1","message_id":"m","text":"t","language":null,"turn_id":1}',
    '{"event":"llm.chat.error","agent_id":"mara","call_id":"chat-1","messages":[{"role":"user","content":"q"}],"duration_seconds":4.2}',
    '{"event":"memory.ops","agent_id":"mara","call_id":"CA_1","contact":"+1","turn":2,"final":false,"ops":[{"op":"add","id":"f1","valid_from":"2026"}],"memory":{"revision":3,"path":"x"},"model":"m","latency_ms":12}',
  ])('knows what published servers send: %s', (frame) => {
    const event = parseFrame(JSON.parse(frame));
    expect(event.unknown ? (event.problem ?? 'unknown') : 'known').toBe('known');
  });

  it('gives memory.ops to handlers as it travels, and flattens nested tool calls', () => {
    const memory = parseFrame({ event: 'memory.ops', contact: '+1', ops: [{ op: 'add', id: 'f1' }], latency_ms: 12 });
    expect(memory.data).toHaveProperty('latency_ms', 12);
    const asTyped = { ...memory, data: { ...memory.data, toldBy: 'Ann' } } as AnyEvent;
    expect(formatFrame(asTyped)).toMatchObject({ latency_ms: 12, toldBy: 'Ann' });
    expect(parseLogEntry(formatLogEntry(asTyped)).data).toEqual(asTyped.data);
    const call = { id: 'tc1', function: { name: 'book', arguments: '{"n":2}' } };
    const tool = parseFrame({ event: 'llm.tool_call', call_id: 'c', message_id: 'tm1', tool_calls: [call] });
    expect(tool.data).toMatchObject({ msgId: 'tm1', toolCalls: [{ id: 'tc1', name: 'book', arguments: '{"n":2}' }] });
  });

  it('passes on events it does not know, and fields it does not know', () => {
    const stranger = parseFrame({
      event: 'weather.changed',
      agent_id: 'mara',
      call_id: 'CA1',
      wind_speed: 4,
      order: 3,
    });
    expect(stranger).toMatchObject({ unknown: true, name: 'weather.changed', order: 3, data: { windSpeed: 4 } });
    const known = parseFrame({
      event: 'bot.ducked',
      call_id: 'CA1',
      message_id: 'b1',
      gain_db: -12,
      inner: { snake_key: 1 },
    });
    expect(known).toMatchObject({
      name: 'bot.ducked',
      data: { messageId: 'b1', gainDb: -12, inner: { snake_key: 1 } },
    });
  });

  it.each([
    ['audio.metrics', { source: 'user', energy_db: -61, rms: 0, peak: 0, is_speech: false }],
    ['audio.metrics', { source: 'user', energy_db: Number.NaN, rms: 0, peak: 0, is_speech: false }],
    ['audio.metrics', { source: 'user', energy_db: -6, rms: 1.2, peak: 0, is_speech: false }],
    ['audio.metrics', { source: 'radio', energy_db: -6, rms: 0.2, peak: 0, is_speech: false }],
    ['eager.turn', { turn_id: 1, message_id: 'u', text: 't', probability: 1.01 }],
    ['user.message', { turn_id: 1, text: 't' }],
    ['bot.word', { message_id: 'b', word: 'w', word_index: -1 }],
  ])('does not trust a payload out of range: %s %j', (event, payload) => {
    const parsed = parseFrame({ event, call_id: 'CA1', ...payload });
    expect(parsed.unknown).toBe(true);
    expect((parsed as { problem: string }).problem).toMatch(/^Field "/);
  });
});

describe('the call log', () => {
  it.each(fixtureNames)('reads and writes the same bytes: %s', (name) => {
    for (const line of fixtureLines(name)) {
      const event = parseLogEntry(JSON.parse(line));
      expect(event.unknown).toBeUndefined();
      expect(JSON.stringify(formatLogEntry(event))).toBe(line);
    }
  });

  it('counts for token readers by order', () => {
    expect(formatLogEntry(word, { reader: 'token' })).toMatchObject({ seq: 12, order: 12, ephemeral: false });
    expect(parseLogEntry(formatLogEntry(word, { reader: 'token' }), { reader: 'token' }).seq).toBeUndefined();
  });
});

describe('the event stream', () => {
  it('reads the published example', () => {
    const event = parseSse('user.message', '{"callId":"CA123","text":"Hello","messageId":"msg_abc","agent":"mara"}');
    expect(event).toMatchObject({ name: 'user.message', callId: 'CA123', agentId: 'mara' });
    expect(event.unknown).toBeUndefined();
    expect(event.data).toMatchObject({ text: 'Hello', messageId: 'msg_abc' });
  });

  it('writes one line of JSON, the call first and the agent last', () => {
    expect(formatSse(word, '3:17')).toBe(
      'event: bot.word\nid: 3:17\ndata: {"callId":"CA1","messageId":"b1","word":"Which","wordIndex":0,"seq":7,"order":12,' +
        '"atMs":2710,"ts":1768469402.71,"inSample":21680,"outSample":0,"agent":"mara"}\n\n',
    );
  });

  it('keeps a payload that has an `agent` of its own', () => {
    const { name, data, ...envelope } = word;
    const routed: LoggedEvent = { ...envelope, agentId: 'line:+1', name: 'call.routed', data: { agent: 'sales' } };
    const body = formatSse(routed).split('data: ')[1]!;
    expect(parseSse('call.routed', body)).toMatchObject({ agentId: 'line:+1', data: { agent: 'sales' } });
  });

  it('cannot be broken out of', () => {
    const hostile = {
      ...word,
      name: 'x\ndata: {}',
      unknown: true,
      data: { text: 'a\n\nevent: y' },
    } as unknown as AnyEvent;
    expect(formatSse(hostile, '1\n\nevent: z').split('\n')).toHaveLength(5);
  });
});

describe('laws', () => {
  it('every key of every event survives the wire', () => {
    for (const name of Object.keys(catalog) as EventName[]) {
      if (name === 'memory.ops') continue;
      for (const key of Object.keys(catalog[name].data.shape)) expect(fromWireKey(toWireKey(key))).toBe(key);
    }
  });

  it('what is written is what is read, on the socket, in the log and on the stream', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const frame = parseFrame(JSON.parse(JSON.stringify(formatFrame(event))));
        expect(essence(frame)).toEqual(essence(event));
        expect(parseLogEntry(JSON.parse(JSON.stringify(formatLogEntry(event))))).toEqual({ ...event, orgId: '' });
        const [, body = ''] = formatSse(event).split('data: ');
        expect(parseSse(event.name, body)).toEqual({ ...event, orgId: '' });
      }),
    );
  });

  it('no input makes reading throw or reaches the prototypes', () => {
    const key = fc.oneof(
      fc.constantFrom(
        'event',
        'type',
        'data',
        '$data',
        'order',
        'seq',
        'ts',
        '__proto__',
        'constructor',
        'call_id',
        'text',
        'ops',
      ),
      fc.string(),
    );
    const value = fc.oneof(
      fc.constantFrom<unknown>(...Object.keys(catalog), Number.NaN, Number.POSITIVE_INFINITY, -1, 1e308, null),
      fc.jsonValue({ maxDepth: 4 }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(fc.tuple(key, value)).map(asOwn)), (json) => {
        parseFrame(json);
        parseLogEntry(json);
        expect(() => parseSse('user.message', JSON.stringify(json) ?? 'undefined')).not.toThrow();
        expect(({} as Record<string, unknown>).text).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('reads a frame nested a hundred thousand deep', () => {
    const deep = `{"event":"x.y","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(parseFrame(JSON.parse(deep)).name).toBe('x.y');
    expect(parseFrame(JSON.parse(deep.replace('x.y', 'call.started'))).unknown).toBe(true);
  });

  it('leaves the prototype alone', () => {
    const event = parseFrame(
      JSON.parse('{"event":"x.y","__proto__":{"polluted":1},"$data":{"__proto__":{"polluted":1}}}'),
    );
    expect(Object.getPrototypeOf(event.data)).toBe(Object.prototype);
    expect((event.data as Record<string, unknown>).polluted).toBeUndefined();
  });
});

it('keeps everything but interim text, levels, keep-alives and answers', () => {
  const live = Object.keys(catalog).filter((name) => !isKept(name));
  expect(live).toMatchInlineSnapshot(`
    [
      "user.speaking",
      "audio.metrics",
      "session.configured",
      "session.sent",
      "session_config_updated",
      "history.data",
      "history.updated",
      "agent.created",
      "agent.resumed",
      "agent.configured",
      "channel.added",
      "channel.configured",
      "channel.removed",
      "config_updated",
      "phone_added",
      "phone_removed",
      "line.created",
      "line.destroyed",
      "line.error",
      "llm.chat.chunk",
      "llm.chat.token",
      "connected",
      "authenticated",
      "ping",
      "pong",
      "error",
      "log.caught_up",
      "log.gap",
      "log.lost",
    ]
  `);
  expect(isKept('bot.word')).toBe(true);
});

function asOwn(entries: [string, unknown][]): object {
  const record = {};
  for (const [key, value] of entries)
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true });
  return record;
}
