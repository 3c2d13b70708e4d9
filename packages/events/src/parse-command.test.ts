import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands, configOf, formatCommand, parseCommand } from './index.ts';

/** Frames that published clients were seen to send. */
const recorded = [
  '{"event":"connect","api_key":"pk_test_key"}',
  '{"event":"agent.create","agent_id":"My Agent","voice":"elevenlabs/sarah","language":"es","flash":true,"stt":{"provider":"deepgram","model":"nova-3","language":"es"},"interruption":{"min_words":2},"llm":"openai/gpt-4.1-mini","prompt":"You are {{name}}","vars":{"name":"Ana"},"greeting":"Hola","greetingInChat":true,"memory":{"remember":["name"]},"timezone":"Europe/Madrid","preparing":{"timeout_ms":2500},"raw_prompt":true,"tools":[{"type":"function","function":{"name":"lookupOrder","description":"Look up","parameters":{"type":"object","properties":{"id":{"type":"string","description":"order id"},"n":{"type":"number"}},"required":["id"]}}}],"skills":[{"name":"booking","description":"Book","instructions":"Confirm.","tools":[],"knowledge_base":"kb_1","rag_top_k":4,"activation":"model"}],"session_limits":{"max_duration_seconds":300},"config":{"analysis":{"send_audio_metrics":true}},"knowledge_base":["kb_a"],"media":{"live":true},"allowed_origins":["http://localhost:*"]}',
  '{"event":"agent.create","agent_id":"mara","voice":"a/b","llm":{"provider":"gpt-4.1-mini","model":"gpt-4.1-mini","enabled":true,"prompt":"You are Mara"},"greeting":{"en":"Hi","es":"Hola"},"tools":[],"session_limits":{"idle_timeout_seconds":0}}',
  '{"event":"channel.add","agent_id":"My Agent","type":"phone","ref":"+14155551234"}',
  '{"event":"channel.add","agent_id":"My Agent","type":"phone","ref":"+34612345678","voice":"elevenlabs/lucia","language":"es","ringing":true}',
  '{"event":"channel.add","agent_id":"My Agent","type":"whatsapp","ref":"123","accessToken":"EAA","verifyToken":"v","appSecret":"s"}',
  '{"event":"channel.add","agent_id":"My Agent","type":"webrtc"}',
  '{"event":"channel.add","agent_id":"My Agent","type":"chat","language":"en"}',
  '{"event":"channel.configure","agent_id":"My Agent","ref":"+14155551234","language":"en"}',
  '{"event":"channel.remove","agent_id":"My Agent","ref":"webrtc"}',
  '{"event":"channel.remove","agent_id":"My Agent","type":"phone","ref":"+14155551234"}',
  '{"event":"agent.configure","agent_id":"My Agent","voice":"cartesia/z","preparing":true,"tools":[]}',
  '{"event":"session.configure","agent_id":"My Agent","session_id":"CA_9","language":"es"}',
  '{"event":"dev.config","callers":["+34600123456"]}',
  '{"event":"session.pause","agent_id":"My Agent"}',
  '{"event":"session.pause","agent_id":"My Agent","session_id":"wa-1"}',
  '{"event":"session.resume","agent_id":"My Agent","contact":"+1"}',
  '{"event":"session.send","agent_id":"My Agent","session_id":"wa-1","contact":"+1","text":"hi"}',
  '{"event":"call.dial","agent_id":"My Agent","to":"+15550001111","from":"+14155551234","greeting":"Hi","metadata":{"a":1},"config":{"voice":"x/y"},"detect_turn_end":true}',
  '{"event":"call.bridge","agent_id":"My Agent","target":"pines","greeting":"yo","media":{"live":true},"detect_turn_end":true}',
  '{"event":"call.accept","agent_id":"mara","call_id":"CA_r1"}',
  '{"event":"call.reject","agent_id":"mara","call_id":"CA_r2","reason":"rejected"}',
  '{"event":"bot.reply","call_id":"CA_1","message_id":"msg_wsnkbton9tag","text":"Hello!","in_reply_to":"","add_to_history":true}',
  '{"event":"bot.reply","call_id":"CA_1","message_id":"msg_pmp7ogh5ny7q","text":"You said hi","in_reply_to":"u1"}',
  '{"event":"bot.reply.stream","call_id":"CA_1","message_id":"msg_ylbap3f0bnck","action":"start","in_reply_to":"u1"}',
  '{"event":"bot.reply.stream","call_id":"CA_1","message_id":"msg_ylbap3f0bnck","action":"chunk","token":"To"}',
  '{"event":"bot.reply.stream","call_id":"CA_1","message_id":"msg_ylbap3f0bnck","action":"end"}',
  '{"event":"bot.cancel","call_id":"CA_1"}',
  '{"event":"bot.cancel","call_id":"CA_1","message_id":"msg_fixed"}',
  '{"event":"bot.clear","call_id":"CA_1"}',
  '{"event":"call.forward","call_id":"CA_1","to":"+1555","message":"","announce":false}',
  '{"event":"call.dtmf","call_id":"CA_1","digits":"12#"}',
  '{"event":"session.configure","session_id":"CA_1","voice":"x/y","language":"es"}',
  '{"event":"session.configure","session_id":"CA_1","config":{"tts":{"provider":"polly"}}}',
  '{"event":"skill.load","call_id":"CA_1","skill":"booking"}',
  '{"event":"skill.unload","call_id":"CA_1","skill":"booking"}',
  '{"event":"call.hold","call_id":"CA_1"}',
  '{"event":"call.unhold","call_id":"CA_1"}',
  '{"event":"call.mute","call_id":"CA_1"}',
  '{"event":"call.unmute","call_id":"CA_1"}',
  '{"event":"llm.tool_result","call_id":"CA_1","msg_id":"tm1","results":[{"tool_call_id":"tc1","result":{"id":"7"}},{"tool_call_id":"tc2","result":"raw","ephemeral":true,"no_followup":true},{"tool_call_id":"tc3","result":{"error":"Unknown tool: nope"}}]}',
  '{"event":"llm.ready","call_id":"CA_1","agent_id":"mara","turn":3}',
  '{"event":"history.get","call_id":"CA_1","request_id":"rq_1_v728ym"}',
  '{"event":"history.add","call_id":"CA_1","request_id":"rq_2_ffyvp5","messages":[{"role":"user","content":"q"}]}',
  '{"event":"history.set","call_id":"CA_1","messages":[{"role":"user","content":"q"}]}',
  '{"event":"history.clear","call_id":"CA_1","request_id":"rq_4"}',
  '{"event":"history.set_instructions","call_id":"CA_1","request_id":"rq_5_lfs31e","prompt":"P"}',
  '{"event":"history.set_vars","call_id":"CA_1","request_id":"rq_6_ycytud","vars":{"a":"b"}}',
  '{"event":"history.add_context","call_id":"CA_1","request_id":"rq_7_z5nirb","text":"ctx"}',
  '{"event":"call.hangup","call_id":"CA_1"}',
  '{"event":"ping"}',
  '{"event":"pong"}',
  '{"event":"line.create","number":"+12186633772","config":{"voice":"elevenlabs/sarah","language":"en","stt":"soniox/stt-rt-v5","turn_detection":"native","extension_window_ms":1000}}',
  '{"event":"call.route","call_id":"CA_L","agent":"sales","language":"es","voice":"a/b","stt":"soniox","greeting":"g","prompt_vars":{"x":"y"},"context":{"z":1},"history":true}',
  '{"event":"set_context","call_id":"CA_L","key":"k","value":"v"}',
  '{"event":"set_context","call_id":"CA_L","key":"k","value":null}',
  '{"event":"call.hangup","call_id":"CA_L","reason":"done"}',
  '{"event":"line.destroy","number":"+12186633772"}',
  '{"event":"llm.chat","agent_id":"mara","session_id":"chat-1","text":"hi","metadata":{"a":1}}',
];

/** Frames a client may send that come back tidier than they went. */
const tolerated = [
  '{"event":"bot.reply","call_id":"CA_1","agent_id":"mara","message_id":"m","text":"old clients name their agent"}',
  '{"event":"session.configure","session_id":"CA_1","stt":{"language":"es"},"promptVars":{"a":1},"sessionLimits":{"idle_timeout_seconds":5},"turnDetection":"native"}',
  '{"event":"agent.create","agent_id":"m","voice":null,"mode":{"any":"thing"},"something_new":[1,2]}',
  '{"event":"agent.create","agent_id":"m","resume":{"CA_1":17}}',
  '{"event":"agent.create","agent_id":"m","interruption":false,"preparing":false,"knowledge_base":"kb","memory":{"contactKey":["phone"]},"vars":{"n":2,"b":true}}',
  '{"event":"agent.create","agent_id":"m","stt":{"provider":"grammar","phrases":["a table for <n>"],"slots":{"n":["two","four"]},"digits":true},"config":{"vad":{"threshold":0.5,"min_silence_ms":200},"turn_detection":{"engine":"silence","silence_ms":500,"eager_ms":250}}}',
  '{"event":"call.reject","agent_id":"m","call_id":"c"}',
];

describe('what clients send', () => {
  it.each(recorded)('is understood and written again, byte for byte: %s', (text) => {
    const parsed = parseCommand(text);
    if (!parsed.ok) throw new Error(parsed.error.message);
    expect(parsed.raw).toEqual(JSON.parse(text));
    expect(JSON.stringify(formatCommand(parsed.command))).toBe(text);
  });

  it.each(tolerated)('is understood: %s', (text) => {
    expect(parseCommand(text)).toMatchObject({ ok: true });
  });

  it('covers every command', () => {
    const seen = new Set([...recorded, ...tolerated].map((text) => JSON.parse(text).event));
    expect(Object.keys(commands).filter((name) => !seen.has(name))).toEqual([]);
  });

  it('becomes camelCase at the top level; blocks stay as typed', () => {
    const parsed = parseCommand(recorded[1]!);
    if (!parsed.ok || parsed.command.event !== 'agent.create') throw new Error('agent.create expected');
    const { command } = parsed;
    expect(command.agentId).toBe('My Agent');
    expect(command.sessionLimits).toEqual({ max_duration_seconds: 300 });
    expect(command.greetingInChat).toBe(true);
    expect(configOf(command)).not.toHaveProperty('agentId');
    expect(configOf(command).config?.analysis?.send_audio_metrics).toBe(true);
  });

  it('gets its defaults', () => {
    const parsed = parseCommand('{"event":"bot.reply","call_id":"c","message_id":"m","text":"t"}');
    expect(parsed).toMatchObject({ ok: true, command: { inReplyTo: '' } });
  });
});

describe('what is refused says which field and why', () => {
  it.each([
    ['{"event":', 'NOT_JSON', undefined, 'The frame is not JSON. Send one JSON object per text frame.'],
    ['', 'NOT_JSON', undefined, /not JSON/],
    ['[1]', 'NOT_OBJECT', undefined, /not a JSON object/],
    ['null', 'NOT_OBJECT', undefined, /not a JSON object/],
    ['"bot.reply"', 'NOT_OBJECT', undefined, /not a JSON object/],
    ['{}', 'INVALID_FIELD', 'event', /"event" is missing/],
    ['{"event":7}', 'INVALID_FIELD', 'event', /"event" is wrong/],
    [
      '{"event":"bot.shout","call_id":"c"}',
      'UNKNOWN_EVENT',
      'event',
      'No command is called "bot.shout". The reference lists the commands.',
    ],
    ['{"event":"toString"}', 'UNKNOWN_EVENT', 'event', /No command/],
    ['{"event":"__proto__"}', 'UNKNOWN_EVENT', 'event', /No command is called that/],
    [
      '{"event":"bot.reply","message_id":"m","text":"t"}',
      'INVALID_FIELD',
      'call_id',
      'bot.reply: Field "call_id" is missing: it must be text.',
    ],
    [
      '{"event":"bot.reply","call_id":"c","message_id":9,"text":"t"}',
      'INVALID_FIELD',
      'message_id',
      'bot.reply: Field "message_id" is wrong: it must be text.',
    ],
    [
      '{"event":"bot.reply","call_id":"","message_id":"m","text":"t"}',
      'INVALID_FIELD',
      'call_id',
      'bot.reply: Field "call_id" is wrong: it must be text that is not empty.',
    ],
    [
      '{"event":"bot.reply.stream","call_id":"c","message_id":"m","action":"chunk"}',
      'INVALID_FIELD',
      'token',
      'bot.reply.stream: Field "token" is missing: it must be text.',
    ],
    [
      '{"event":"bot.reply.stream","call_id":"c","message_id":"m","action":"sing"}',
      'INVALID_FIELD',
      'action',
      'bot.reply.stream: Field "action" is wrong: it must be one of start, chunk, end.',
    ],
    [
      '{"event":"bot.reply.stream","call_id":"c","message_id":"m"}',
      'INVALID_FIELD',
      'action',
      /"action" is missing: it must be one of start, chunk, end/,
    ],
    [
      '{"event":"agent.create","agent_id":"m","voice":7}',
      'INVALID_FIELD',
      'voice',
      'agent.create: Field "voice" is wrong: it must be text or an object.',
    ],
    [
      '{"event":"agent.create","agent_id":"m","config":{"vad":{"threshold":2}}}',
      'INVALID_FIELD',
      'config.vad.threshold',
      'agent.create: Field "config.vad.threshold" is wrong: it must be at most 1.',
    ],
    [
      '{"event":"agent.create","agent_id":"m","session_limits":{"idle_timeout_seconds":-1}}',
      'INVALID_FIELD',
      'session_limits.idle_timeout_seconds',
      /at least 0/,
    ],
    ['{"event":"agent.create","agent_id":"m","stt":{"delay_ms":-1}}', 'INVALID_FIELD', 'stt.delay_ms', /at least 0/],
    [
      '{"event":"llm.tool_result","call_id":"c","msg_id":"t","results":[{"result":1}]}',
      'INVALID_FIELD',
      'results.0.tool_call_id',
      /missing/,
    ],
  ])('%s', (text, code, field, message) => {
    const parsed = parseCommand(text);
    if (parsed.ok) throw new Error('should be refused');
    expect(parsed.error.code).toBe(code);
    expect(parsed.error.field).toBe(field);
    expect(parsed.error.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  it('tells which agent and call were meant', () => {
    const parsed = parseCommand('{"event":"bot.reply","call_id":"CA_1","agent_id":"mara","text":"t"}');
    expect(parsed).toMatchObject({ ok: false, error: { agentId: 'mara', callId: 'CA_1', field: 'message_id' } });
  });

  it('refuses nesting that would exhaust somebody’s stack', () => {
    const deep = `{"event":"set_context","call_id":"c","key":"k","value":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(parseCommand(deep)).toMatchObject({ ok: false, error: { code: 'INVALID_FIELD' } });
  });
});

describe('laws', () => {
  const fields = [
    'api_key',
    'agent_id',
    'text',
    'message_id',
    'token',
    'vars',
    'metadata',
    'config',
    'stt',
    'messages',
    'action',
    '__proto__',
  ];
  const name = fc.constantFrom(...Object.keys(commands));

  it('reading never throws, whatever comes', () => {
    const frame = fc.dictionary(fc.oneof(fc.constantFrom('event', 'call_id', ...fields), fc.string()), fc.jsonValue());
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          frame.map((value) => JSON.stringify(value)),
          fc.tuple(name, frame).map(([event, rest]) => JSON.stringify({ ...rest, event })),
        ),
        (text) => {
          const parsed = parseCommand(text);
          if (!parsed.ok) expect(parsed.error.message.length).toBeLessThan(300);
        },
      ),
      { numRuns: 2000 },
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('a refusal never repeats a secret or what a caller said', () => {
    const secret = 'sk_live_4242 my card number';
    const holding = fc.oneof(
      fc.constantFrom<unknown>(secret, [secret], { [secret]: secret }, { deep: { [secret]: [secret] } }, 7),
      fc.constant([{ role: 7, content: secret }]),
    );
    const frame = fc.record(Object.fromEntries(fields.map((field) => [field, holding])), { requiredKeys: [] });
    fc.assert(
      fc.property(fc.oneof(name, fc.constant(secret)), frame, (event, rest) => {
        const { agent_id, ...others } = rest as Record<string, unknown>;
        const parsed = parseCommand(JSON.stringify({ ...others, event }));
        if (!parsed.ok) expect(JSON.stringify(parsed.error)).not.toContain('4242');
      }),
      { numRuns: 1000 },
    );
  });

  it('a refusal does not repeat the keys of maps either', () => {
    const parsed = parseCommand('{"event":"agent.create","agent_id":"m","vars":{"Ann 555-4242":[]}}');
    expect(parsed).toMatchObject({ ok: false, error: { field: 'vars.*' } });
  });

  it('prototypes stay as they are', () => {
    const parsed = parseCommand(
      '{"event":"agent.create","agent_id":"m","__proto__":{"polluted":1},"vars":{"__proto__":"x"},"config":{"__proto__":{"polluted":1}}}',
    );
    if (!parsed.ok || parsed.command.event !== 'agent.create') throw new Error('agent.create expected');
    expect(Object.getPrototypeOf(parsed.command)).toBe(Object.prototype);
    for (const record of [parsed.command, parsed.command.vars, parsed.command.config, parsed.raw]) {
      expect(Object.hasOwn(record!, '__proto__')).toBe(false);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
