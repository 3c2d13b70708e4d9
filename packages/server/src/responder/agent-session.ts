import { type Command, formatAck, formatFrame, parseCommand } from '@antiphon/events';
import type { Calls } from '../call/calls.ts';
import { VoiceError } from '../errors.ts';
import { createStrikes } from '../transport/strikes.ts';
import type { SocketLog } from '../transport/websocket.ts';
import type { AgentHolder } from './agent-directory.ts';
import { createRegistration, LIVENESS_MS, type Registration, type RegistrationServices } from './registration.ts';
import { errorFrame, idsOf, idsOfText, type Refusal, refusalOf } from './socket-frames.ts';

/** How long a new socket has to send `connect`.    Source: wire.md §1 */
const CONNECT_WITHIN_MS = 10_000;
/** A socket silent for this long is asked for a sign of life, and again each time it passes. */
const IDLE_PING_MS = 15_000;
/** Bad frames that are forgiven within the window; one more closes the socket. */
const FORGIVEN_FRAMES = 20;
const FORGIVEN_WINDOW_MS = 10_000;
/** Streams of ended calls that we remember having answered, so that each late token is not answered again. */
const REMEMBERED_STREAMS = 1_000;

/** The server's keys. One key is one org's. */
export interface ApiKeys {
  /** @returns undefined for a key that is not ours. Compares in constant time. */
  orgOf(apiKey: string): string | undefined;
}

export interface AgentSessionServices extends RegistrationServices {
  calls: Calls;
  keys: ApiKeys;
  log: SocketLog;
}

/** The socket under a session. */
export interface AgentPeer {
  send(text: string): void;
  /** Asks for a sign of life below the frames; the answer is told by `heard`. */
  ping(): void;
  close(code: number, reason: string): void;
}

/** One agent process on its socket: what it may say when, and what it is answered. */
export interface AgentSession {
  /** A text frame came in. */
  receive(text: string): void;
  /** A binary frame came in: this socket has none. */
  receiveBinary(): void;
  /** The far end answered a ping. */
  heard(): void;
  /** The socket has closed. */
  closed(): void;
}

export function createAgentSession(peer: AgentPeer, services: AgentSessionServices): AgentSession {
  const { calls, clock, keys, log } = services;
  const strikes = createStrikes(FORGIVEN_FRAMES, FORGIVEN_WINDOW_MS);
  const answeredStreams = new Set<string>();
  let heardAt = clock.now();
  let isOver = false;
  let member: { orgId: string; registration: Registration } | undefined;

  const refuse = (refusal: Refusal) => peer.send(errorFrame(refusal));

  const probe = () => {
    peer.send('{"event":"ping"}');
    peer.ping();
  };

  const end = (code: number, reason: string) => {
    peer.close(code, reason);
    over();
  };

  const over = () => {
    if (isOver) return;
    isOver = true;
    callOffConnect();
    callOffWatch();
    if (!member) return;
    const { orgId, registration } = member;
    for (const agentId of registration.release()) calls.agentLost(orgId, agentId);
  };

  const callOffConnect = clock.wakeAt(heardAt + CONNECT_WITHIN_MS, () => {
    if (member) return;
    const error = `No connect frame came within ${CONNECT_WITHIN_MS / 1000} s. Send {"event":"connect","api_key":"…"} first.`;
    refuse({ code: 'CONNECTION_TIMEOUT', error });
    end(1008, error);
  });

  const watch = () => {
    const silentMs = clock.now() - heardAt;
    if (silentMs >= LIVENESS_MS) {
      log.warn({ silentMs: Math.round(silentMs) }, 'agent socket closed: no sign of life');
      return end(1001, `No sign of life for ${LIVENESS_MS / 1000} s.`);
    }
    if (silentMs >= IDLE_PING_MS) probe();
    const sinceIdle = silentMs >= IDLE_PING_MS ? clock.now() : heardAt;
    callOffWatch = clock.wakeAt(Math.min(sinceIdle + IDLE_PING_MS, heardAt + LIVENESS_MS), watch);
  };
  let callOffWatch = clock.wakeAt(heardAt + IDLE_PING_MS, watch);

  /** Answers a bad frame; the socket lives on until there are too many. */
  const strike = (refusal: Refusal) => {
    refuse(refusal);
    if (!strikes.add(clock.now())) return;
    log.warn({ badFrames: strikes.total, code: refusal.code }, 'agent socket closed: too many bad frames');
    end(
      1008,
      `More than ${FORGIVEN_FRAMES} bad frames within ${FORGIVEN_WINDOW_MS / 1000} s, the last: ${refusal.error}`,
    );
  };

  const holder: AgentHolder = {
    deliver: (event) => peer.send(JSON.stringify(formatFrame(event))),
    get heardAt() {
      return heardAt;
    },
    probe,
    displace: (reason) => end(4001, reason),
  };

  const connect = (apiKey: string) => {
    const orgId = keys.orgOf(apiKey);
    if (orgId === undefined) {
      const error = 'The API key is not one of this server. Check the key, or the URL.';
      log.warn({}, 'agent socket refused: unknown key');
      refuse({ code: 'INVALID_KEY', error });
      return end(1008, `INVALID_KEY: ${error}`);
    }
    callOffConnect();
    const registration = createRegistration(orgId, holder, services, {
      acknowledge: (name, data, agentId) => peer.send(JSON.stringify(formatAck(name, data, { agentId }))),
      refuse,
    });
    member = { orgId, registration };
    peer.send(JSON.stringify(formatAck('connected', { orgId })));
  };

  const command = (orgId: string, agentIds: ReadonlySet<string>, asked: Command) => {
    try {
      calls.command(orgId, agentIds, asked);
    } catch (error) {
      if (!VoiceError.is(error) || error.code !== 'CALL_NOT_FOUND') throw error;
      if (!wasAnswered(asked)) refuse({ ...refusalOf(error), ...idsOf(asked) });
    }
  };

  /** Tokens still under way when their call ends are told so once per message, not once per token. */
  const wasAnswered = (asked: Command): boolean => {
    if (asked.event !== 'bot.reply.stream') return false;
    const stream = `${asked.callId} ${asked.messageId}`;
    if (answeredStreams.has(stream)) return true;
    if (answeredStreams.size >= REMEMBERED_STREAMS) answeredStreams.clear();
    answeredStreams.add(stream);
    return false;
  };

  const dispatch = (asked: Command) => {
    switch (asked.event) {
      case 'ping':
        return peer.send('{"event":"pong"}');
      case 'pong':
        return;
      case 'connect':
        if (!member) return connect(asked.apiKey);
        return strike({
          code: 'ALREADY_CONNECTED',
          error: 'This connection has a key already. Open another one for another key.',
        });
    }
    if (!member) {
      return strike({
        code: 'NOT_CONNECTED',
        error: `${asked.event} came before connect. Send {"event":"connect","api_key":"…"} first.`,
        ...idsOf(asked),
      });
    }
    const { orgId, registration } = member;
    switch (asked.event) {
      case 'agent.create':
      case 'agent.configure':
      case 'channel.add':
      case 'channel.configure':
      case 'channel.remove':
      case 'dev.config':
        return registration.handle(asked);
      case 'bot.reply':
      case 'bot.reply.stream':
      case 'bot.cancel':
      case 'bot.clear':
      case 'call.hangup':
      case 'session.configure':
      case 'llm.tool_result':
        return command(orgId, registration.agentIds, asked);
      default:
        return refuse({
          code: 'UNSUPPORTED',
          error: `This server does not support ${asked.event} yet. Nothing was changed.`,
          ...idsOf(asked),
        });
    }
  };

  const attempt = (asked: Command) => {
    try {
      dispatch(asked);
    } catch (error) {
      if (!VoiceError.is(error)) log.error({ err: error, command: asked.event }, 'a command failed');
      refuse({ ...refusalOf(error), ...idsOf(asked) });
    }
  };

  return {
    receive(text) {
      if (isOver) return;
      heardAt = clock.now();
      const parsed = parseCommand(text);
      if (parsed.ok) return attempt(parsed.command);
      const { code, field, message } = parsed.error;
      const isRegistration = member !== undefined && code === 'INVALID_FIELD' && isAgentCreate(text);
      // Clients give up on a registration only for codes that they know.
      strike({ code: isRegistration ? 'REGISTRATION_ERROR' : code, error: message, field, ...idsOfText(text) });
    },
    receiveBinary() {
      if (isOver) return;
      heardAt = clock.now();
      strike({ code: 'NOT_JSON', error: 'A binary frame came. Send one JSON object per text frame.' });
    },
    heard() {
      heardAt = clock.now();
    },
    closed: over,
  };
}

function isAgentCreate(text: string): boolean {
  const frame: { event?: unknown } = JSON.parse(text);
  return frame.event === 'agent.create';
}
