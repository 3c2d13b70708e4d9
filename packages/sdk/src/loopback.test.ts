import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Antiphon, type Call } from './index.ts';

/** A server that only listens, and says what it is told to: the frames are compared as text, keys in their order. */
async function createPeer() {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(sockets, 'listening');
  const frames: string[] = [];
  const waiting: (() => void)[] = [];
  let socket: WebSocket | undefined;
  let upgrade: { url?: string | undefined; authorization?: string | undefined } = {};
  sockets.on('connection', (one, request) => {
    socket = one;
    upgrade = { url: request.url, authorization: request.headers.authorization };
    one.on('message', (data) => {
      frames.push(data.toString());
      for (const wake of waiting.splice(0)) wake();
    });
  });
  const peer = {
    url: `http://127.0.0.1:${(sockets.address() as AddressInfo).port}/`,
    frames,
    upgrade: () => upgrade,
    say: (frame: object | string) => socket?.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async until(count: number): Promise<string[]> {
      while (frames.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return frames.slice(0, count);
    },
    socket: () => socket,
    close: () => {
      socket?.terminate();
      sockets.close();
    },
  };
  return peer;
}

const open: { close(): void }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

async function createBoth() {
  const peer = await createPeer();
  const pc = new Antiphon({ url: peer.url, apiKey: 'pk_test_key' });
  open.push(peer, { close: () => void pc.disconnect() });
  return { peer, pc };
}

/** Brings a call up, and forgets the frames it took. */
async function createCall() {
  const { peer, pc } = await createBoth();
  const agent = pc.agent('mara');
  await peer.until(1);
  peer.say({ event: 'connected', org_id: 'org_test' });
  await peer.until(2);
  peer.say({ event: 'agent.created', agent_id: 'mara' });
  peer.say({
    event: 'call.started',
    agent_id: 'mara',
    call_id: 'CA_1',
    session_id: 'CA_1',
    from: '+1',
    to: '+2',
    direction: 'inbound',
    transport: 'phone',
  });
  const call = await new Promise<Call>((resolve) => agent.once('call.started', resolve));
  peer.frames.length = 0;
  return { peer, pc, agent, call };
}

it('starts as the server expects it to', async () => {
  const { peer, pc } = await createBoth();
  pc.agent('My Agent', {
    voice: 'elevenlabs/sarah',
    language: 'es',
    flash: true,
    stt: 'deepgram:nova-3:es',
    interruption: { min_words: 2 },
    llm: 'openai/gpt-4.1-mini',
    prompt: 'You are {{name}}',
    promptVars: { name: 'Ana' },
    greeting: 'Hola',
    greetingInChat: true,
    timezone: 'Europe/Madrid',
    preparing: { timeoutMs: 2500 },
    rawPrompt: true,
    sessionLimits: { max_duration_seconds: 300 },
    config: { analysis: { send_audio_metrics: true } },
    knowledgeBase: ['kb_a'],
    media: { live: true },
    allowedOrigins: ['http://localhost:*'],
    phoneNumbers: [
      '+14155551234',
      { number: '+34612345678', voice: 'elevenlabs/lucia', language: 'es', ringing: true },
    ],
  });
  await peer.until(1);
  expect(peer.upgrade()).toEqual({ url: '/client', authorization: undefined });
  peer.say({ event: 'connected', org_id: 'org_test' });
  await peer.until(2);
  peer.say({ event: 'agent.created', agent_id: 'My Agent' });
  expect(await peer.until(4)).toEqual([
    '{"event":"connect","api_key":"pk_test_key"}',
    '{"event":"agent.create","agent_id":"My Agent","voice":"elevenlabs/sarah","language":"es","flash":true,"stt":{"provider":"deepgram","model":"nova-3","language":"es"},"interruption":{"min_words":2},"llm":"openai/gpt-4.1-mini","prompt":"You are {{name}}","vars":{"name":"Ana"},"greeting":"Hola","greetingInChat":true,"timezone":"Europe/Madrid","preparing":{"timeout_ms":2500},"raw_prompt":true,"session_limits":{"max_duration_seconds":300},"config":{"analysis":{"send_audio_metrics":true}},"knowledge_base":["kb_a"],"media":{"live":true},"allowed_origins":["http://localhost:*"]}',
    '{"event":"channel.add","agent_id":"My Agent","type":"phone","ref":"+14155551234"}',
    '{"event":"channel.add","agent_id":"My Agent","type":"phone","ref":"+34612345678","voice":"elevenlabs/lucia","language":"es","ringing":true}',
  ]);
});

it('speaks of a call as the server expects it to', async () => {
  const { peer, call } = await createCall();
  peer.say({ event: 'user.message', agent_id: 'mara', call_id: 'CA_1', message_id: 'u1', text: 'hi', turn_id: 1 });
  await new Promise<void>((resolve) => call.once('user.message', () => resolve()));
  void call.say('Hello!', { addToHistory: true });
  call.reply('You said hi', { messageId: 'msg_2' });
  const stream = call.replyStream(undefined, 'msg_3');
  stream.write('To');
  stream.end();
  call.cancel();
  call.cancel('msg_fixed');
  call.clear();
  call.update({ voice: 'x/y', language: 'es' });
  call.update({ config: { tts: { provider: 'polly' } } });
  call.toolResult('tm1', [
    { toolCallId: 'tc1', result: { id: '7' } },
    { toolCallId: 'tc2', result: 'raw', ephemeral: true, noFollowup: true },
  ]);
  call.hangup();
  const frames = await peer.until(12);
  const spoken =
    /^\{"event":"bot.reply","call_id":"CA_1","message_id":"msg_[a-z0-9]{12}","text":"Hello!","in_reply_to":"","add_to_history":true\}$/;
  expect(frames[0]).toMatch(spoken);
  expect(frames.slice(1)).toEqual([
    '{"event":"bot.reply","call_id":"CA_1","message_id":"msg_2","text":"You said hi","in_reply_to":"u1"}',
    '{"event":"bot.reply.stream","call_id":"CA_1","message_id":"msg_3","action":"start","in_reply_to":"u1"}',
    '{"event":"bot.reply.stream","call_id":"CA_1","message_id":"msg_3","action":"chunk","token":"To"}',
    '{"event":"bot.reply.stream","call_id":"CA_1","message_id":"msg_3","action":"end"}',
    '{"event":"bot.cancel","call_id":"CA_1"}',
    '{"event":"bot.cancel","call_id":"CA_1","message_id":"msg_fixed"}',
    '{"event":"bot.clear","call_id":"CA_1"}',
    '{"event":"session.configure","session_id":"CA_1","voice":"x/y","language":"es"}',
    '{"event":"session.configure","session_id":"CA_1","config":{"tts":{"provider":"polly"}}}',
    '{"event":"llm.tool_result","call_id":"CA_1","msg_id":"tm1","results":[{"tool_call_id":"tc1","result":{"id":"7"}},{"tool_call_id":"tc2","result":"raw","ephemeral":true,"no_followup":true}]}',
    '{"event":"call.hangup","call_id":"CA_1"}',
  ]);
});

it('speaks of an agent as the server expects it to', async () => {
  const { peer, agent } = await createCall();
  agent.addWebrtc();
  agent.addChat({ language: 'en' });
  agent.configureChannel('+14155551234', { language: 'en' });
  agent.removeChannel('webrtc');
  agent.removePhone('+14155551234');
  agent.update({ voice: 'cartesia/z', preparing: true });
  agent.configureSession('CA_9', { language: 'es' });
  expect(await peer.until(7)).toEqual([
    '{"event":"channel.add","agent_id":"mara","type":"webrtc"}',
    '{"event":"channel.add","agent_id":"mara","type":"chat","language":"en"}',
    '{"event":"channel.configure","agent_id":"mara","ref":"+14155551234","language":"en"}',
    '{"event":"channel.remove","agent_id":"mara","ref":"webrtc"}',
    '{"event":"channel.remove","agent_id":"mara","type":"phone","ref":"+14155551234"}',
    '{"event":"agent.configure","agent_id":"mara","voice":"cartesia/z","preparing":true}',
    '{"event":"session.configure","agent_id":"mara","session_id":"CA_9","language":"es"}',
  ]);
});

it('answers pings, and outlives what is no frame', async () => {
  const { peer } = await createCall();
  for (const nonsense of ['', 'hello', '[1]', '{"event":', '{}']) peer.say(nonsense);
  peer.socket()?.send(Buffer.from([1, 2, 3]));
  peer.say({ event: 'ping' });
  expect(await peer.until(1)).toEqual(['{"event":"pong"}']);
});

it('says goodbye in good order', async () => {
  const { peer, pc, call } = await createCall();
  const closed = once(peer.socket()!, 'close');
  await pc.disconnect();
  const [code, reason] = (await closed) as [number, Buffer];
  expect([code, reason.toString()]).toEqual([1000, 'client_disconnect']);
  expect(call).toMatchObject({ status: 'ended', reason: 'client_disconnect' });
});

it('says where nobody listens', async () => {
  const peer = await createPeer();
  peer.close();
  const pc = new Antiphon({ url: peer.url, apiKey: 'k', autoReconnect: false });
  pc.on('error', () => {});
  await expect(pc.ready).rejects.toMatchObject({
    code: 'CONNECTION_FAILED',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});
