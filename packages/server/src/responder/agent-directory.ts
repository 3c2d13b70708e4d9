import type { LoggedEvent } from '@antiphon/events';
import type { AgentDirectory, AgentRegistration } from '../call/calls.ts';
import { normalizePhoneNumber } from '../transport/phone-number.ts';

/** A socket that holds agents, as the directory sees it. */
export interface AgentHolder {
  /** Hands over one event of an agent it holds. Never blocks, never throws. */
  deliver(event: LoggedEvent): void;
  /** When the far end last gave a sign of life, on the clock's time. */
  readonly heardAt: number;
  /** Asks the far end for a sign of life. */
  probe(): void;
  /** Closes the socket because another one takes its agents. They are released before this returns. */
  displace(reason: string): void;
}

export interface Channel {
  type: string;
  ref?: string;
  config: Record<string, unknown>;
}

/** What the agent sockets and the ways in need of the directory, beside what every part may ask. */
export interface WritableAgentDirectory extends AgentDirectory {
  holderOf(orgId: string, agentId: string): AgentHolder | undefined;
  /** Puts an agent under its slug. Its channels stay when the same holder registers it again. The slug must be free or the holder's own. */
  register(orgId: string, agentId: string, config: Record<string, unknown>, holder: AgentHolder): void;
  /** Adds a channel, or replaces the one of the same type and reference. @returns the slug that has the number already, or undefined when done */
  addChannel(orgId: string, agentId: string, channel: Channel): string | undefined;
  /** @param ref as given to `addChannel`, or the type of a channel without one. @returns the channel as it is now, undefined when there is none */
  configureChannel(orgId: string, agentId: string, ref: string, patch: Record<string, unknown>): Channel | undefined;
  /** @returns whether there was such a channel */
  removeChannel(orgId: string, agentId: string, ref: string, type?: string): boolean;
  /** Calls from these numbers go to this holder's agents, whoever owns the number that was called. */
  routeCallers(orgId: string, holder: AgentHolder, callers: readonly string[]): void;
  /** The agent that answers a call: a holder that asked for this caller first, then the owner of the number. */
  findForCall(orgId: string, to: string, from: string): AgentRegistration | undefined;
  /** Forgets all that a closed socket held. @returns the slugs it held */
  release(orgId: string, holder: AgentHolder): readonly string[];
}

interface Entry extends AgentRegistration {
  channels: Channel[];
  holder: AgentHolder;
}

interface Org {
  agents: Map<string, Entry>;
  /** Normal form of a phone channel's number → slug. */
  numbers: Map<string, string>;
  /** Insertion order decides between two holders that ask for one caller: the later wins. */
  callers: Map<AgentHolder, ReadonlySet<string>>;
}

export function createAgentDirectory(): WritableAgentDirectory {
  const orgs = new Map<string, Org>();

  const orgOf = (orgId: string): Org => {
    const known = orgs.get(orgId);
    if (known) return known;
    const org: Org = { agents: new Map(), numbers: new Map(), callers: new Map() };
    orgs.set(orgId, org);
    return org;
  };
  const entryOf = (orgId: string, agentId: string) => orgs.get(orgId)?.agents.get(agentId);

  const findByNumber = (orgId: string, number: string) => {
    const org = orgs.get(orgId);
    const owner = org?.numbers.get(normalizePhoneNumber(number) ?? number);
    return owner === undefined ? undefined : org?.agents.get(owner);
  };

  return {
    find: entryOf,
    findByNumber,
    deliver: (event) => entryOf(event.orgId, event.agentId)?.holder.deliver(event),
    list: (orgId) => [...(orgs.get(orgId)?.agents.values() ?? [])],
    holderOf: (orgId, agentId) => entryOf(orgId, agentId)?.holder,

    register(orgId, agentId, config, holder) {
      const channels = entryOf(orgId, agentId)?.channels ?? [];
      orgOf(orgId).agents.set(agentId, { orgId, agentId, config, channels, holder });
    },

    addChannel(orgId, agentId, channel) {
      const org = orgOf(orgId);
      const entry = org.agents.get(agentId);
      if (!entry) return undefined;
      const number = numberOf(channel);
      if (number !== undefined) {
        const owner = org.numbers.get(number);
        if (owner !== undefined && owner !== agentId) return owner;
        org.numbers.set(number, agentId);
      }
      const at = entry.channels.findIndex((other) => isSame(other, channel));
      if (at < 0) entry.channels.push(channel);
      else entry.channels[at] = channel;
      return undefined;
    },

    configureChannel(orgId, agentId, ref, patch) {
      const channel = entryOf(orgId, agentId)?.channels.find((candidate) => answersTo(candidate, ref));
      if (channel) channel.config = patchConfig(channel.config, patch);
      return channel;
    },

    removeChannel(orgId, agentId, ref, type) {
      const org = orgs.get(orgId);
      const entry = org?.agents.get(agentId);
      const at = entry?.channels.findIndex(
        (channel) => answersTo(channel, ref) && (type === undefined || type === channel.type),
      );
      if (!org || !entry || at === undefined || at < 0) return false;
      const [removed] = entry.channels.splice(at, 1);
      const number = removed && numberOf(removed);
      if (number !== undefined) org.numbers.delete(number);
      return true;
    },

    routeCallers(orgId, holder, callers) {
      const org = orgOf(orgId);
      org.callers.delete(holder);
      if (callers.length > 0)
        org.callers.set(holder, new Set(callers.map((caller) => normalizePhoneNumber(caller) ?? caller)));
    },

    findForCall(orgId, to, from) {
      const org = orgs.get(orgId);
      if (!org) return undefined;
      const owner = findByNumber(orgId, to);
      const caller = normalizePhoneNumber(from) ?? from;
      for (const [holder, callers] of [...org.callers].reverse()) {
        if (!callers.has(caller)) continue;
        const theirs = [...org.agents.values()].filter((entry) => entry.holder === holder);
        // A development copy is called `dev-` and the name of what it stands in for.
        const copy = owner && theirs.find((entry) => entry.agentId === `dev-${owner.agentId}`);
        const standIn = copy ?? theirs[0];
        if (standIn) return standIn;
      }
      return owner;
    },

    release(orgId, holder) {
      const org = orgs.get(orgId);
      if (!org) return [];
      const released: string[] = [];
      for (const entry of org.agents.values()) if (entry.holder === holder) released.push(entry.agentId);
      for (const agentId of released) org.agents.delete(agentId);
      for (const [number, owner] of org.numbers) if (!org.agents.has(owner)) org.numbers.delete(number);
      org.callers.delete(holder);
      return released;
    },
  };
}

/** Applies a patch of a config block. Absent means unchanged, for the keys of the nested `config` block too. */
export function patchConfig(config: Record<string, unknown>, patch: Record<string, unknown>): Record<string, unknown> {
  const next = { ...config, ...patch };
  if (isRecord(config.config) && isRecord(patch.config)) next.config = { ...config.config, ...patch.config };
  return next;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(channel: Channel): string | undefined {
  return channel.type === 'phone' && channel.ref !== undefined ? normalizePhoneNumber(channel.ref) : undefined;
}

function isSame(a: Channel, b: Channel): boolean {
  if (a.type !== b.type) return false;
  return a.ref === b.ref || (numberOf(a) !== undefined && numberOf(a) === numberOf(b));
}

function answersTo(channel: Channel, ref: string): boolean {
  if (channel.ref === undefined) return channel.type === ref;
  const number = numberOf(channel);
  return channel.ref === ref || (number !== undefined && number === normalizePhoneNumber(ref));
}
