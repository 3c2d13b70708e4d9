import type { LoggedEvent } from '@antiphon/events';
import type { Call } from '../call/call.ts';
import { applyConfig, defaultCallConfig } from '../call/call-config.ts';
import type { StampedInput } from '../call/inputs.ts';
import type { JournalHead } from '../call/journal.ts';
import { createCalls } from '../call/registry.ts';
import type { Engines } from '../engines/engines.ts';
import { createAgentDirectory } from '../responder/agent-directory.ts';
import { type AgentPeer, type AgentSession, createAgentSession } from '../responder/agent-session.ts';
import type { VirtualClock } from './virtual-clock.ts';

export const LAB_ORG = 'org_lab';
export const LAB_KEY = 'ak_lab';

/** Something that went wrong inside the server, or was wrong with what the agent sent. */
export interface LabNote {
  level: 'info' | 'warn' | 'error';
  message: string;
  fields: object;
}

export interface LabServerOptions {
  clock: VirtualClock;
  engines: Engines;
  /** Where speech begins and ends is told by the script, not heard. */
  isScripted: boolean;
  event(event: LoggedEvent): void;
  ended(): void;
}

/** A server without a process around it: real registry, real agent sessions and frames, nothing that waits. */
export function createLabServer({ clock, engines, isScripted, event, ended }: LabServerOptions) {
  const notes: LabNote[] = [];
  const journal: string[] = [];
  const note = (level: LabNote['level']) => (fields: unknown, message?: string) => {
    notes.push({ level, message: message ?? '', fields: Object(fields) });
  };
  const log = { info: note('info'), warn: note('warn'), error: note('error') };
  let config = defaultCallConfig;
  const record = (line: JournalHead | StampedInput) => {
    journal.push(JSON.stringify(line));
    if ('config' in line) config = line.config;
  };
  const directory = createAgentDirectory();
  let ids = 0;
  const calls = createCalls({
    clock,
    newId(prefix) {
      ids += 1;
      return `${prefix}_lab${ids}`;
    },
    engines,
    directory,
    sink: { begin() {}, append: event, end: ended },
    config: { graceMs: 15_000, maxCalls: 1_000, journalFolder: undefined },
    journalOf: () => ({ begin: record, record, close() {} }),
    isScripted,
    portable: true,
    log,
  });
  return {
    notes,
    journal,
    calls,
    directory,
    /** What the call that began last runs by. */
    get config() {
      return config;
    },
    /** The call itself, whose verdicts a script may tell. */
    call: (callId: string): Call | undefined => calls.get(callId),
    accept: (peer: AgentPeer): AgentSession =>
      createAgentSession(peer, {
        directory,
        calls,
        clock,
        log,
        keys: { orgOf: (key) => (key === LAB_KEY ? LAB_ORG : undefined) },
        validate(block) {
          const { stt, voice, llm } = applyConfig(defaultCallConfig, block);
          engines.transcriber(stt);
          engines.synthesizer(voice);
          engines.model(llm);
        },
      }),
  };
}
