import type { LoggedEvent } from '@antiphon/events';
import { AgentNetwork, type AgentSurroundings } from './agent-link.ts';
import { Caller, type Voicing } from './caller/caller.ts';
import { Microphone, type RoomOptions } from './caller/microphone.ts';
import { heardMoves, speakMoves, toldMoves } from './caller/prepare.ts';
import { type CallerScript, movesOf } from './caller/steps.ts';
import { seeded } from './chance.ts';
import { checkCall } from './check-call.ts';
import { FarEnd } from './far-end.ts';
import { type EngineFaults, withFaults } from './faults/faults.ts';
import type { SaidWords } from './hearing.ts';
import { createLabEngines, type LabEngineOptions } from './lab-engines.ts';
import { createNetwork, type NetworkOptions } from './network.ts';
import { SimulatedCall } from './outcome.ts';
import { Pace, type Timers } from './pace.ts';
import { createLabServer, LAB_KEY, LAB_ORG } from './server-in-lab.ts';
import { startInLab } from './surroundings.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What an agent under test may ask of the lab it runs in. */
export interface Lab {
  /** Waits on the call's clock, ms. */
  sleep(ms: number): Promise<void>;
  /** Ms since the lab began, on the call's clock. */
  now(): number;
  /** Work that takes real time (a file, a database): the call's time stands still until it is done. */
  outside<T>(work: Promise<T>): Promise<T>;
  /** For an SDK that cannot be told otherwise: the second argument of `new Antiphon()`. */
  surroundings: AgentSurroundings;
}

export interface SimulateCallOptions {
  /** Starts your agent: whatever makes its `new Antiphon()`. The SDK finds the lab by itself. */
  agent(lab: Lab): unknown;
  caller: CallerScript;
  /** The agent that is called. Default: the one that registers first. */
  agentId?: string;
  from?: string;
  to?: string;
  metadata?: Record<string, unknown>;
  /** Chance of the network, the room and the SDK. Default 1. */
  seed?: number;
  /**
   * Absent: where speech begins and ends is told to the call as a good detector would tell it. Given: the real detector hears
   * the caller, in this room, with the lab's own voice or one of this machine's (`voice: 'flite/rms'`).
   */
  sound?: RoomOptions & { voice?: string };
  /** Between caller and server; only with `sound`, except its `delayMs`. */
  network?: NetworkOptions;
  engines?: LabEngineOptions & { faults?: EngineFaults };
  /** Between agent and server: on the way each frame takes, and when the agent's process dies and comes back, ms of the call. */
  agentLink?: { delayMs?: number; lostAt?: number; returnsAt?: number };
  /** The longest that the call may last, ms. Default 600,000. */
  until?: number;
  /** Fake timers that the agent's own code waits by: vitest's `vi`, after `vi.useFakeTimers()`. */
  timers?: Timers;
}

/** How long an agent has to register, ms of the lab's time. */
const REGISTER_WITHIN_MS = 20_000;
/** From the true onset to the detector's verdict. */
const DETECTOR_START_MS = 60;
const EPOCH_MS = Date.UTC(2026, 0, 1);

/**
 * Calls an agent without a network and without real time passing: the server's own call, turn and playout code, its agent
 * socket's frames, and the agent's own SDK, on one virtual clock. The same options give the same log, byte for byte.
 *
 * @throws Error when an option or a step of the script is wrong, or no agent registers
 */
export async function simulateCall(options: SimulateCallOptions): Promise<SimulatedCall> {
  checkCall(options);
  const { seed = 1, sound, engines: engineOptions = {} } = options;
  const moves = movesOf(options.caller);
  const ready = sound
    ? heardMoves(moves, seeded(seed + 1), sound.voice === undefined ? undefined : await speakMoves(moves, sound.voice))
    : toldMoves(moves);

  const clock = new VirtualClock(EPOCH_MS);
  const said: SaidWords = [];
  const events: LoggedEvent[] = [];
  let caller: Caller | undefined;
  let isOver = false;
  const server = createLabServer({
    clock,
    engines: withFaults(createLabEngines(said, engineOptions), engineOptions.faults ?? {}),
    isScripted: sound === undefined,
    event(event) {
      events.push(event);
      caller?.notice(event);
    },
    ended() {
      isOver = true;
    },
  });
  const network = new AgentNetwork(clock, options.agentLink?.delayMs ?? 0, server.accept);
  const pace = new Pace(clock, network, options.timers);
  const surroundings = network.surroundings(LAB_KEY, seeded(seed + 2));
  const wanted = () => registered(server.directory.list(LAB_ORG), options.agentId);
  const starting = startInLab(surroundings, () =>
    options.agent({
      surroundings,
      now: () => clock.now(),
      sleep: (ms) => new Promise((resolve) => surroundings.clock.after(ms, resolve)),
      outside: (work) => pace.outside(work),
    }),
  );
  await pace.whileStarting(starting, REGISTER_WITHIN_MS, () => wanted() !== undefined);
  const agent = wanted();
  if (agent === undefined) throw new Error(nobody(options.agentId, server.notes));

  const info = {
    callId: 'CA00000000000000000000000000000001',
    orgId: LAB_ORG,
    agentId: agent.agentId,
    from: options.from ?? '+15550000001',
    to: options.to ?? '+15550000002',
    direction: 'inbound',
    transport: 'phone',
    codec: 'mulaw',
    sampleRateHz: 8000,
    metadata: options.metadata ?? {},
  } as const;
  const farEnd = new FarEnd(info, clock, options.network?.delayMs ?? 0);
  const beganAt = clock.now();
  const line = server.calls.begin(farEnd);
  farEnd.events = line;
  caller = new Caller({ clock, moves: ready, line, said, voicing: voicing() });
  for (const event of events) caller.notice(event);
  const { lostAt, returnsAt } = options.agentLink ?? {};
  if (lostAt !== undefined) clock.wakeAt(beganAt + lostAt, () => network.fail());
  if (returnsAt !== undefined) clock.wakeAt(beganAt + returnsAt, () => network.restore());

  await pace.run(beganAt + (options.until ?? 600_000), () => isOver);
  caller.close();
  // The agent hears how its call ended.
  await pace.run(clock.now() + (options.agentLink?.delayMs ?? 0), () => false);
  return new SimulatedCall({
    events,
    journal: server.journal,
    heard: farEnd.heard,
    problems: [
      ...caller.problems,
      ...(isOver ? [] : [`The call had not ended after ${options.until ?? 600_000} ms.`]),
      ...server.notes.filter(({ level }) => level === 'error').map(({ message, fields }) => told(message, fields)),
    ],
  });

  function voicing(): Voicing {
    const call = server.call(info.callId);
    if (call === undefined) throw new Error(`The call ended before it began:\n${JSON.stringify(events)}`);
    if (sound !== undefined) {
      const microphone = new Microphone(farEnd, sound, seeded(seed + 3));
      return { how: 'heard', microphone, arrivals: createNetwork(options.network ?? {}, seeded(seed + 4)) };
    }
    const endDelayMs = () => server.config.vad.minSilenceMs + server.config.vad.speechEndDelayMs;
    return { how: 'told', call, startDelayMs: DETECTOR_START_MS, endDelayMs };
  }
}

function registered<Agent extends { agentId: string }>(agents: readonly Agent[], wanted: string | undefined) {
  return wanted === undefined ? agents[0] : agents.find(({ agentId }) => agentId === wanted);
}

function nobody(wanted: string | undefined, notes: readonly { message: string; fields: object }[]): string {
  const who = wanted === undefined ? 'No agent' : `No agent "${wanted}"`;
  const why = notes.map(({ message, fields }) => `\n  ${told(message, fields)}`).join('');
  return `${who} registered with the lab. Make the \`new Antiphon()\` inside \`agent\`, with the SDK that the test imports.${why}`;
}

const told = (message: string, fields: object) =>
  `${message} ${JSON.stringify(fields, (_key, value) => (value instanceof Error ? String(value.stack) : value))}`;
