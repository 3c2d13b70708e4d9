import type { Command, LoggedEvent } from '@antiphon/events';
import type { Clock } from '../clock.ts';
import type { Engines } from '../engines/engines.ts';
import { VoiceError } from '../errors.ts';
import type { LogSink } from '../events/log-sink.ts';
import type { NewId } from '../ids.ts';
import { normalizePhoneNumber } from '../transport/phone-number.ts';
import type { Line, LineEvents } from '../transport/transport.ts';
import { Call } from './call.ts';
import { applyConfig, type CallConfig, defaultCallConfig } from './call-config.ts';
import type { AgentDirectory, AgentRegistration, Calls } from './calls.ts';
import { fileJournal, type Journal } from './journal.ts';
import { Metronome } from './metronome.ts';

export interface CallsOptions {
  clock: Clock;
  newId: NewId;
  engines: Engines;
  directory: AgentDirectory;
  sink: LogSink;
  config: {
    /** How long a call waits for an agent whose socket has closed, ms. */
    graceMs: number;
    /** Calls at once; more are refused. */
    maxCalls: number;
    /** Where journals are kept; undefined keeps none. */
    journalFolder: string | undefined;
  };
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** Where a call's journal goes. Default: a file of its own in the journal folder, if there is one. */
  journalOf?: (callId: string) => Journal;
  portable?: boolean;
  /** Where speech begins and ends is told by a script, not heard. */
  isScripted?: boolean;
}

interface LiveCall {
  call: Call;
  orgId: string;
  agentId: string;
  leave: () => void;
}

/** How many calls that have ended are remembered, so that an agent that was away hears how they ended. */
const REMEMBERED_CALLS = 200;

const noJournal: Journal = { begin: () => {}, record: () => {}, close: () => {} };

/** The live calls of this server: admission, commands, agents that come and go, drain. */
export function createCalls(options: CallsOptions): Calls & { get(callId: string): Call | undefined } {
  const { clock, directory, engines, log } = options;
  const live = new Map<string, LiveCall>();
  const ended = new Map<string, LiveCall>();
  const metronome = new Metronome(clock);
  let isDraining = false;
  const waiting: (() => void)[] = [];

  function admit(line: Line): AgentRegistration {
    const { orgId, agentId, callId } = line.info;
    if (isDraining) {
      throw new VoiceError(
        'SERVER_DRAINING',
        'The server is shutting down and takes no new calls. Call again in a minute.',
      );
    }
    if (live.size >= options.config.maxCalls) {
      throw new VoiceError(
        'SERVER_AT_CAPACITY',
        `The server already carries ${live.size} calls, its limit. Call again later, or raise --max-calls.`,
      );
    }
    if (live.has(callId)) throw new VoiceError('INVALID_FIELD', `A call with the id "${callId}" is already live.`);
    const registration = directory.find(orgId, agentId);
    if (registration === undefined) {
      throw new VoiceError('AGENT_NOT_FOUND', `Agent "${agentId}" is not connected. Start it, or check its id.`);
    }
    return registration;
  }

  function journalOf(callId: string): Journal {
    const { journalFolder } = options.config;
    if (options.journalOf !== undefined) return options.journalOf(callId);
    if (journalFolder === undefined) return noJournal;
    return fileJournal(journalFolder, callId, (error) =>
      log.warn({ callId, error }, 'The journal of a call cannot be written; the call goes on without it.'),
    );
  }

  function ownCall(orgId: string, agentIds: ReadonlySet<string>, callId: string): Call {
    const found = live.get(callId);
    if (found === undefined || found.orgId !== orgId || !agentIds.has(found.agentId)) {
      throw new VoiceError('CALL_NOT_FOUND', `No live call has the id "${callId}". It may have ended; check the id.`);
    }
    return found.call;
  }

  /** Results for tools that were answered before change nothing: whoever answers by hand may come second. */
  function answerTools(orgId: string, agentIds: ReadonlySet<string>, command: Command<'llm.tool_result'>): void {
    const { callId, msgId, results } = command;
    const over = ended.get(callId);
    const isOwn = over?.orgId === orgId && agentIds.has(over.agentId);
    if (isOwn && over.call.answerAbandoned(command)) return;
    const call = ownCall(orgId, agentIds, callId);
    const ids = results.map(({ tool_call_id }) => tool_call_id);
    const unknown = call.unknownTools(msgId, ids);
    if (unknown.length < ids.length) call.command(command);
    if (unknown.length === 0) return;
    const named = unknown.map((id) => JSON.stringify(id)).join(', ');
    throw new VoiceError(
      'TOOL_CALL_NOT_FOUND',
      `The call asked for no tool ${named} under msg_id ${JSON.stringify(msgId)}. Answer with the ids of its llm.tool_call.`,
    );
  }

  function callsOf(orgId: string, agentId: string): LiveCall[] {
    return [...live.values()].filter((found) => found.orgId === orgId && found.agentId === agentId);
  }

  return {
    get liveCount() {
      return live.size;
    },

    get: (callId) => live.get(callId)?.call,

    begin(line: Line): LineEvents {
      const registration = admit(line);
      const { callId, orgId, agentId } = line.info;
      const call = new Call({
        line,
        config: configFor(registration, line),
        engines,
        clock,
        idSeed: options.newId('').replace('_', ''),
        sink: options.sink,
        journal: journalOf(callId),
        participant: (event: LoggedEvent) => directory.deliver(event),
        ended: () => {
          const over = live.get(callId);
          live.delete(callId);
          if (over === undefined) return;
          over.leave();
          if (ended.size >= REMEMBERED_CALLS) for (const oldest of ended.keys()) if (ended.delete(oldest)) break;
          ended.set(callId, over);
          if (live.size === 0) for (const done of waiting.splice(0)) done();
        },
        log,
        portable: options.portable ?? false,
        isScripted: options.isScripted ?? false,
      });
      live.set(callId, { call, orgId, agentId, leave: metronome.join(() => call.tick()) });
      call.begin();
      return call;
    },

    command(orgId: string, agentIds: ReadonlySet<string>, command: Command): void {
      switch (command.event) {
        case 'session.configure': {
          const {
            event: _,
            sessionId,
            agentId: __,
            ...patch
          } = command as Command & { sessionId: string; agentId?: string };
          return ownCall(orgId, agentIds, sessionId).configure(patch);
        }
        case 'bot.reply':
        case 'bot.reply.stream':
        case 'bot.cancel':
        case 'bot.clear':
        case 'call.hangup':
          return ownCall(orgId, agentIds, command.callId).command(command);
        case 'llm.tool_result':
          return answerTools(orgId, agentIds, command);
        default:
          throw new VoiceError('INVALID_FIELD', `Calls do not carry out "${command.event}". Check the event's name.`);
      }
    },

    agentLost(orgId, agentId) {
      for (const { call } of callsOf(orgId, agentId)) call.agentLost(options.config.graceMs);
    },

    agentReturned(orgId, agentId, resume) {
      const unknown: string[] = [];
      for (const [callId, lastSeq] of resume) {
        const over = ended.get(callId);
        const isOwn = over?.orgId === orgId && over.agentId === agentId;
        if (isOwn) for (const event of over.call.log.after(lastSeq)) directory.deliver(event);
        else if (live.get(callId)?.orgId !== orgId) unknown.push(callId);
      }
      for (const { call } of callsOf(orgId, agentId)) {
        const lastSeq = resume.get(call.callId);
        if (lastSeq === undefined && !call.isAgentAway) continue; // registered again by the process that has the call
        // An agent that knows the call gets what it missed; one that does not is told of the call anew.
        const missed = call.log.after(lastSeq ?? 0);
        if (lastSeq !== undefined) for (const event of missed) directory.deliver(event);
        else for (const event of missed.slice(0, 1)) directory.deliver(asResumed(event));
        call.agentReturned();
      }
      return unknown;
    },

    async drain(graceMs) {
      isDraining = true;
      if (live.size === 0) return;
      const empty = new Promise<void>((resolve) => waiting.push(resolve));
      const cancel = clock.wakeAt(clock.now() + graceMs, () => {
        for (const { call } of [...live.values()]) call.end('shutdown');
      });
      await empty;
      cancel();
    },
  };
}

/** Per-number settings win over the agent's. */
function configFor(registration: AgentRegistration, line: Line): CallConfig {
  const { transport, to } = line.info;
  const number = normalizePhoneNumber(to) ?? to;
  const isCalled = (ref: string | undefined) => ref !== undefined && (normalizePhoneNumber(ref) ?? ref) === number;
  const channel = registration.channels.find(({ type, ref }) => type === transport && isCalled(ref));
  return applyConfig(applyConfig(defaultCallConfig, registration.config), channel?.config ?? {});
}

function asResumed(event: LoggedEvent): LoggedEvent {
  return event.name === 'call.started' ? { ...event, data: { ...event.data, resumed: true } } : event;
}
