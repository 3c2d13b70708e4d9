import { encodeG711 } from '@antiphon/audio-core';
import type { LoggedEvent } from '@antiphon/events';
import { Call } from '../call/call.ts';
import { applyConfig, defaultCallConfig } from '../call/call-config.ts';
import type { CallCommand } from '../call/inputs.ts';
import { Metronome } from '../call/metronome.ts';
import { createEngines, type Engines } from '../engines/engines.ts';
import type { CallRecord } from '../events/log-sink.ts';
import { Caller } from './caller/caller.ts';
import { toldMoves } from './caller/prepare.ts';
import { type CallerScript, movesOf } from './caller/steps.ts';
import { type EngineFaults, withFaults } from './faults/faults.ts';
import { hearingOf, type SaidWords } from './hearing.ts';
import { InMemoryLine } from './in-memory-line.ts';
import { type LabTurnMark, withTurnMarks } from './turn-marks.ts';
import { VirtualClock } from './virtual-clock.ts';

/** One stretch of the caller's speech, ms since the call began. */
export interface Utterance {
  from: number;
  to: number;
  /** What the transcriber makes of it; empty for a cough. */
  text: string;
}

/** What a simulated agent can do. */
export interface AgentHandle {
  /** Ms since the call began. */
  readonly at: number;
  say(text: string, options?: { interruptible?: boolean }): string;
  reply(text: string, inReplyTo: string): string;
  /** Begins a streamed reply. */
  stream(inReplyTo: string): { messageId: string; write(token: string): void; end(): void };
  /** Answers a request for tools: results by the tools' ids. */
  toolResult(msgId: string, results: Readonly<Record<string, unknown>>): void;
  send(command: CallCommand): void;
  configure(patch: Record<string, unknown>): void;
  /** Runs `act` later, on the call's clock. */
  after(ms: number, act: () => void): void;
}

export interface Scenario {
  /** Config block of the agent, as on the wire after parsing. */
  config?: Record<string, unknown>;
  caller?: readonly Utterance[];
  /** What the line carries, 8 kHz mono from 0 ms on: then the real detector hears it, and `caller` only says what is said. */
  audio?: Int16Array;
  agent?: (event: LoggedEvent, agent: AgentHandle) => void;
  /** When the caller hangs up, ms; absent: never. */
  hangUpAt?: number;
  /** When the carrier stops sending, without a word, ms; only with `audio`. */
  carrierStopsAt?: number;
  /** Keys that the caller presses. */
  keys?: readonly { at: number; digit: string }[];
  /** When the agent's socket closes and comes back, ms. */
  agentLostAt?: number;
  agentReturnsAt?: number;
  /** How long the world runs, ms. */
  until: number;
  /** Delay of the detector's start after the true onset, ms. Default 60. */
  startDelayMs?: number;
  /** Final text this long after the end of speech, ms. Default 50. */
  finalDelayMs?: number;
  /** Ms a word takes the bot. Default 300. */
  msPerWord?: number;
  /** How late the far end answers marks, ms; Infinity: never. Default 0. */
  markDelayMs?: number;
  /** Engines other than the scripted ones, to watch them stall and fail. */
  engines?: Engines;
  /** A caller that acts on what happens, in place of `caller`. Its speech is told, not heard. */
  script?: CallerScript;
  /** How the engines fail. */
  faults?: EngineFaults;
  /** The transcriber follows turns, and says this of each utterance. */
  turnMarks?: readonly LabTurnMark[];
}

export interface Simulation {
  events: LoggedEvent[];
  records: CallRecord[];
  /** What the call could not go on from; none, unless something was broken on purpose. */
  crashes: object[];
  /** Lines of the call's input journal. */
  journal: string[];
  line: InMemoryLine;
}

/** What lab calls run by: the golden calls' end of turn, at which every other test of the lab is timed as well. */
const labCallConfig = applyConfig(defaultCallConfig, { turn_detection: { engine: 'silence' } });

/** How long the world goes on after the call, to see that nothing follows, ms. */
const AFTER_THE_END_MS = 5_000;

const CALL_ID = 'CA00000000000000000000000000000001';

/** Runs one whole call on a virtual clock: real loop, real playout, scripted caller and engines. Same scenario, same log, byte for byte. */
export function simulate(scenario: Scenario): Simulation {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const info = {
    callId: CALL_ID,
    orgId: 'org_lab',
    agentId: 'lab',
    from: '+15550000001',
    to: '+15550000002',
    direction: 'inbound',
    transport: 'phone',
    codec: 'mulaw',
    sampleRateHz: 8000,
    metadata: {},
  } as const;
  const line = new InMemoryLine(info, clock, scenario.markDelayMs);
  const said: SaidWords = [];
  const hearing = enginesOf(scenario, said);
  const { turnMarks } = scenario;
  const engines = withFaults(turnMarks ? withTurnMarks(hearing, turnMarks) : hearing, scenario.faults ?? {});
  const utterances = scenario.caller ?? [];
  const spoken = utterances.length > 0 ? utterances : [{ from: 0, to: 1, text: '' }];
  const scripted = {
    stt: {
      provider: 'scripted',
      texts: spoken.map(({ text }) => text),
      speech_ms: spoken.map(({ from, to }) => to - from),
      delay_ms: scenario.finalDelayMs ?? 50,
    },
    voice: { provider: 'scripted', ms_per_word: scenario.msPerWord ?? 300 },
  };
  const config = applyConfig(applyConfig(labCallConfig, scripted), scenario.config ?? {});

  const simulation: Simulation = { events: [], records: [], crashes: [], journal: [], line };
  let messages = 0;
  const nextId = () => {
    messages += 1;
    return `msg_agent${messages}`;
  };
  const record = (input: unknown) => simulation.journal.push(JSON.stringify(input));
  let leave = () => {};
  let caller: Caller | undefined;
  let lastAt = scenario.until;
  const call: Call = new Call({
    line,
    config,
    engines,
    clock,
    idSeed: 'lab',
    sink: {
      begin: (begun) => simulation.records.push(begun),
      append: (event) => {
        simulation.events.push(event);
        caller?.notice(event);
      },
      end: (ended) => simulation.records.push(ended),
    },
    journal: { begin: record, record, close: () => {} },
    // The agent's process answers in its own time, never inside the step that tells it.
    participant: (event) => clock.wakeAt(clock.now(), () => scenario.agent?.(event, handle)),
    ended: () => {
      leave();
      caller?.close();
      lastAt = Math.min(lastAt, clock.now() + AFTER_THE_END_MS);
    },
    log: { warn: () => {}, error: (fields) => simulation.crashes.push(fields) },
    portable: true,
    isScripted: scenario.audio === undefined,
  });
  const handle: AgentHandle = {
    get at() {
      return clock.now();
    },
    say(text, options = {}) {
      const messageId = nextId();
      call.command({ event: 'bot.reply', callId: CALL_ID, messageId, text, inReplyTo: '', ...options });
      return messageId;
    },
    reply(text, inReplyTo) {
      const messageId = nextId();
      call.command({ event: 'bot.reply', callId: CALL_ID, messageId, text, inReplyTo });
      return messageId;
    },
    stream(inReplyTo) {
      const messageId = nextId();
      const base = { event: 'bot.reply.stream', callId: CALL_ID, messageId } as const;
      call.command({ ...base, action: 'start', inReplyTo });
      return {
        messageId,
        write: (token) => call.command({ ...base, action: 'chunk', token }),
        end: () => call.command({ ...base, action: 'end' }),
      };
    },
    toolResult(msgId, results) {
      const answers = Object.entries(results).map(([tool_call_id, result]) => ({ tool_call_id, result }));
      handle.send({ event: 'llm.tool_result', callId: CALL_ID, msgId, results: answers });
    },
    send(command) {
      const isLate = command.event === 'llm.tool_result' && call.answerAbandoned(command);
      if (!isLate) call.command(command);
    },
    configure: (patch) => call.configure(patch),
    after: (ms, act) => clock.wakeAt(clock.now() + ms, act),
  };

  line.events = call;
  leave = new Metronome(clock).join(() => call.tick());
  if (scenario.audio === undefined) scriptCaller(clock, call, utterances, scenario);
  else sendAudio(clock, call, scenario.audio, scenario.carrierStopsAt ?? scenario.until);
  for (const { at, digit } of scenario.keys ?? []) clock.wakeAt(at, () => call.dtmf(digit));
  const { hangUpAt, agentLostAt, agentReturnsAt } = scenario;
  if (hangUpAt !== undefined) clock.wakeAt(hangUpAt, () => call.closed('hangup'));
  if (agentLostAt !== undefined) clock.wakeAt(agentLostAt, () => call.agentLost(15_000));
  if (agentReturnsAt !== undefined) clock.wakeAt(agentReturnsAt, () => call.agentReturned());
  call.begin();
  if (scenario.script !== undefined) {
    const { minSilenceMs, speechEndDelayMs } = config.vad;
    const endDelayMs = () => minSilenceMs + speechEndDelayMs;
    const voicing = { how: 'told', call, startDelayMs: scenario.startDelayMs ?? 60, endDelayMs } as const;
    caller = new Caller({ clock, moves: toldMoves(movesOf(scenario.script)), line: call, voicing, said });
    for (const event of simulation.events) caller.notice(event);
  }
  while (clock.runNext(lastAt));
  leave();
  caller?.close();
  return simulation;
}

function enginesOf({ engines, script, finalDelayMs }: Scenario, said: SaidWords): Engines {
  const chosen = engines ?? createEngines({ env: {}, lab: true, strict: true });
  if (script === undefined) return chosen;
  const engine = hearingOf(said, finalDelayMs ?? 50);
  return { ...chosen, transcriber: (setting) => ({ ...chosen.transcriber(setting), engine }) };
}

/** Sends what the line carries, and silence after it, in packets of 20 ms that come when their last sample was said. */
function sendAudio(clock: VirtualClock, call: Call, audio: Int16Array, until: number): void {
  const frame = 160;
  for (let index = 0; index * 20 < until; index += 1) {
    const samples = new Int16Array(frame);
    samples.set(audio.subarray(index * frame, (index + 1) * frame));
    const payload = encodeG711('mulaw', samples);
    clock.wakeAt((index + 1) * 20, () => call.packet(index + 1, index * frame, payload));
  }
}

function scriptCaller(clock: VirtualClock, call: Call, utterances: readonly Utterance[], scenario: Scenario): void {
  const startDelayMs = scenario.startDelayMs ?? 60;
  const { minSilenceMs, speechEndDelayMs } = applyConfig(defaultCallConfig, scenario.config ?? {}).vad;
  for (const { from, to } of utterances) {
    clock.wakeAt(from, () => {
      call.isVoiced = true;
    });
    clock.wakeAt(from + startDelayMs, () => call.speechStarted(from, 1));
    clock.wakeAt(to, () => {
      call.isVoiced = false;
    });
    clock.wakeAt(to + minSilenceMs + speechEndDelayMs, () => call.speechEnded(to));
  }
}
