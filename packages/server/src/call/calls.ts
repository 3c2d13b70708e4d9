import type { Command, LoggedEvent } from '@antiphon/events';
import type { Line, LineEvents } from '../transport/transport.ts';

/** What the rest of the server knows of one agent, whichever socket holds it. The agent socket's folder implements it. */
export interface AgentDirectory {
  /** The registration of a slug. @returns undefined when no socket holds it. */
  find(orgId: string, agentId: string): AgentRegistration | undefined;
  /** The agent whose phone channel carries this number. */
  findByNumber(orgId: string, number: string): AgentRegistration | undefined;
  /** Hands a call's event to the agent's socket, at once; dropped when no socket holds the slug. */
  deliver(event: LoggedEvent): void;
  list(orgId: string): readonly AgentRegistration[];
}

export interface AgentRegistration {
  orgId: string;
  /** The slug. */
  agentId: string;
  /** The config block as the agent last gave it (agent.create patched by agent.configure). */
  config: Record<string, unknown>;
  channels: readonly { type: string; ref?: string; config: Record<string, unknown> }[];
}

/** The live calls: where ways in begin calls, and the agent socket's commands find theirs. */
export interface Calls {
  /**
   * Answers a call that has come in.
   * @throws VoiceError AGENT_NOT_FOUND when no socket holds the agent, SERVER_DRAINING, SERVER_AT_CAPACITY
   */
  begin(line: Line): LineEvents;
  /**
   * Carries out an agent's command on one of its own calls.
   * @throws VoiceError CALL_NOT_FOUND when the id names no live call of that agent's org and socket
   */
  command(orgId: string, agentIds: ReadonlySet<string>, command: Command): void;
  /** The agent's socket has closed. */
  agentLost(orgId: string, agentId: string): void;
  /**
   * The agent has registered again.
   * @param resume for each call that the agent still knows, the last `seq` it saw
   * @returns those of them that this server knows nothing of
   */
  agentReturned(orgId: string, agentId: string, resume: ReadonlyMap<string, number>): string[];
  readonly liveCount: number;
  /** Refuses new calls, gives live ones `graceMs`, then ends them with reason `shutdown`. Resolves when none is left. */
  drain(graceMs: number): Promise<void>;
}
