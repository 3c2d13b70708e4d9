import { type CommandInput, formatCommand, type LoggedEvent, parseFrame, parseLogEntry } from '@antiphon/events';
import { WebSocket } from 'ws';
import type { AntiphonServer } from '../../app.ts';
import { placeCall } from '../../caller/place-call.ts';
import { systemClock } from '../../clock.ts';
import { voiced } from '../caller/sounds.ts';
import type { AgentHandle, Scenario } from '../simulate.ts';

/** Of a line of 8 kHz. */
const SAMPLES_PER_MS = 8;

/**
 * Plays a scenario of the lab in the real world: a server on a socket, an agent on its socket, and a caller that speaks the
 * phone protocol, all in real time. Engines are scripted as they are there; the detector hears the caller.
 *
 * @param agentId a name of its own among the calls that are on
 * @returns the call's log as the database keeps it
 */
export async function realCall(
  server: AntiphonServer,
  agentId: string,
  { caller = [], config = {}, agent, ...scenario }: Scenario,
): Promise<LoggedEvent[]> {
  const spoken = caller.length > 0 ? caller : [{ from: 0, to: 1, text: '' }];
  const socket = await register(server, agentId, agent, {
    turn_detection: { engine: 'silence' },
    ...config,
    stt: {
      provider: 'scripted',
      texts: spoken.map(({ text }) => text),
      speech_ms: spoken.map(({ from, to }) => to - from),
      delay_ms: scenario.finalDelayMs ?? 50,
    },
    voice: { provider: 'scripted', ms_per_word: scenario.msPerWord ?? 300 },
  });
  try {
    const samples = new Int16Array((scenario.hangUpAt ?? scenario.until) * SAMPLES_PER_MS);
    for (const { from, to } of caller) samples.set(voiced(to - from), from * SAMPLES_PER_MS);
    const clips = [{ name: 'the whole call', samples }];
    const leaving = new AbortController();
    const { callId } = await placeCall({
      url: server.url,
      agent: agentId,
      clips,
      pauseMs: 0,
      signal: leaving.signal,
      onNote({ kind }) {
        // Whatever is being said by then.
        if (kind === 'connected' && scenario.hangUpAt !== undefined)
          systemClock.wakeAt(systemClock.now() + scenario.hangUpAt, () => leaving.abort());
      },
    });
    return await logOf(server, callId);
  } finally {
    socket.close();
  }
}

async function register(
  server: AntiphonServer,
  agentId: string,
  behave: Scenario['agent'],
  config: object,
): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/client`);
  const send = (frame: object) => socket.send(JSON.stringify(frame));
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => send({ event: 'connect', api_key: server.apiKey }));
    socket.on('message', (data) => {
      const event = parseFrame(JSON.parse(String(data)));
      if (event.name === 'connected') send({ event: 'agent.create', agent_id: agentId, ...config });
      if (event.name === 'agent.created') resolve();
      const { callId } = event;
      if (event.unknown || callId === null) return;
      behave?.(event, handleOf({ callId, at: event.at }, send));
    });
  });
  return socket;
}

let messages = 0;

/** What an agent of the lab may do, done over its socket. */
function handleOf({ callId, at }: { callId: string; at: number }, send: (frame: object) => void): AgentHandle {
  const toldAt = systemClock.now();
  const give = (command: CommandInput) => send(formatCommand(command));
  const newId = () => {
    messages += 1;
    return `msg_agent${messages}`;
  };
  const reply = (text: string, inReplyTo: string) => {
    const messageId = newId();
    give({ event: 'bot.reply', callId, messageId, text, inReplyTo });
    return messageId;
  };
  return {
    get at() {
      return at + systemClock.now() - toldAt;
    },
    say: (text) => reply(text, ''),
    reply,
    stream(inReplyTo) {
      const messageId = newId();
      const base = { event: 'bot.reply.stream', callId, messageId } as const;
      give({ ...base, action: 'start', inReplyTo });
      return {
        messageId,
        write: (token) => give({ ...base, action: 'chunk', token }),
        end: () => give({ ...base, action: 'end' }),
      };
    },
    toolResult(msgId, results) {
      const answers = Object.entries(results).map(([tool_call_id, result]) => ({ tool_call_id, result }));
      give({ event: 'llm.tool_result', callId, msgId, results: answers });
    },
    send: give,
    configure: (patch) => give({ event: 'session.configure', sessionId: callId, ...patch }),
    after: (ms, act) => void systemClock.wakeAt(systemClock.now() + ms, act),
  };
}

/** The log of a call, once its end is in it. */
async function logOf(server: AntiphonServer, callId: string): Promise<LoggedEvent[]> {
  for (;;) {
    const response = await fetch(`${server.url}/v1/calls/${callId}/events?after=0&limit=1000`, {
      headers: { authorization: `Bearer ${server.apiKey}` },
    });
    const { entries } = (await response.json()) as { entries: unknown[] };
    const events = entries.map((entry) => parseLogEntry(entry)) as LoggedEvent[];
    if (events.at(-1)?.name === 'call.ended') return events;
    await new Promise<void>((resolve) => void systemClock.wakeAt(systemClock.now() + 50, resolve));
  }
}
