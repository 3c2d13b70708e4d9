import type { LoggedEvent } from '@antiphon/events';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect } from 'vitest';
import { VoiceError } from '../../errors.ts';
import { createAgentDirectory, type WritableAgentDirectory } from '../../responder/agent-directory.ts';
import { agentSocket } from '../../responder/agent-socket.ts';
import type { Line } from '../transport.ts';
import { ManualClock } from './manual-clock.ts';
import { NotedCalls } from './noted-calls.ts';
import { SocketClient } from './socket-client.ts';

const KEYS: Record<string, string> = { key_a: 'org_a', key_b: 'org_b' };

/** A server with nothing but the agent socket, on a clock that the test turns. */
export class AgentDesk {
  readonly clock = new ManualClock();
  readonly calls = new NotedCalls();
  readonly directory: WritableAgentDirectory = createAgentDirectory();
  readonly #app: FastifyInstance = fastify();
  readonly #clients: SocketClient[] = [];
  #url = '';

  async listen(): Promise<void> {
    const { directory, calls, clock } = this;
    const keys = { orgOf: (key: string) => KEYS[key] };
    await this.#app.register(agentSocket, { directory, calls, keys, validate, clock, log: this.#app.log });
    const address = await this.#app.listen({ host: '127.0.0.1', port: 0 });
    this.#url = `${address.replace('http', 'ws')}/client`;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.socket.terminate();
    await this.#app.close();
  }

  async open(options?: { autoPong?: boolean }): Promise<SocketClient> {
    const client = await SocketClient.open(this.#url, {}, options);
    this.#clients.push(client);
    return client;
  }

  async connect(key = 'key_a'): Promise<SocketClient> {
    const client = await this.open();
    await client.ask({ event: 'connect', api_key: key });
    return client;
  }

  async register(agentId = 'mara', key = 'key_a'): Promise<SocketClient> {
    const client = await this.connect(key);
    await client.ask({ event: 'agent.create', agent_id: agentId });
    return client;
  }

  beginCall(callId: string, agentId = 'mara', orgId = 'org_a'): void {
    const who = { callId, orgId, agentId, from: '', to: '', metadata: {} };
    const line: Line = {
      info: { ...who, direction: 'inbound', transport: 'phone', codec: 'mulaw', sampleRateHz: 8000 },
      confirmsPlayout: true,
      send() {},
      mark() {},
      clear() {},
      hangUp() {},
    };
    this.calls.begin(line);
  }
}

/** Opens a desk before each test of the file and closes it after. @returns the one of the test that runs */
export function openDesks(): () => AgentDesk {
  let desk: AgentDesk;
  beforeEach(async () => {
    desk = new AgentDesk();
    await desk.listen();
  });
  afterEach(() => desk.close());
  return () => desk;
}

/** Everything said before it has been dealt with once this resolves. */
export async function settle(client: SocketClient): Promise<void> {
  expect(await client.ask({ event: 'ping' })).toEqual({ event: 'pong' });
}

/** Something that happened on a call of an agent. */
export function eventOf(agentId: string, orgId = 'org_a'): LoggedEvent<'user.message'> {
  return {
    name: 'user.message',
    orgId,
    agentId,
    callId: 'CA1',
    order: 7,
    seq: 5,
    at: 2_450,
    ts: 1_700_000_002_450,
    inSample: 19_600,
    outSample: 0,
    data: { messageId: 'u1', text: 'a table for two', confidence: 1, turnId: 1 },
  };
}

function validate(config: Record<string, unknown>): void {
  if (config.stt === 'nonsense') throw new VoiceError('INVALID_FIELD', 'stt: there is no engine "nonsense".');
  if (config.voice === 'cloud/voice') throw new VoiceError('PROVIDER_KEY_REQUIRED', 'voice: "cloud" needs a key.');
}
