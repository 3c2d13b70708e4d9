import { type Command, configOf, type EventData, type EventName } from '@antiphon/events';
import type { Calls } from '../call/calls.ts';
import { unusedSettings } from '../call/unused-settings.ts';
import type { Clock } from '../clock.ts';
import { normalizePhoneNumber } from '../transport/phone-number.ts';
import { type AgentHolder, patchConfig, type WritableAgentDirectory } from './agent-directory.ts';
import { slugOf } from './slug.ts';
import { type Refusal, refusalOf } from './socket-frames.ts';

/** A holder that gave no sign of life for this long is dead, and whoever asks next gets its agents.    Source: wire.md §1.3 */
export const LIVENESS_MS = 45_000;

/** A live holder answers our idle pings, so it is never silent for as long as this; beyond it we cannot say that it lives. */
const SURELY_ALIVE_MS = 20_000;

/** When to ask again for an agent whose holder lives. */
const RETRY_AFTER_S = 10;

export type RegistrationCommand = Command<
  'agent.create' | 'agent.configure' | 'channel.add' | 'channel.configure' | 'channel.remove' | 'dev.config'
>;

export interface RegistrationServices {
  directory: WritableAgentDirectory;
  calls: Pick<Calls, 'agentReturned'>;
  /** Checks a config block. @throws VoiceError INVALID_FIELD, PROVIDER_KEY_REQUIRED */
  validate(config: Record<string, unknown>): void;
  clock: Clock;
  log: { warn(fields: object, message: string): void };
}

/** Where a registration's answers go. */
export interface RegistrationReply {
  acknowledge<Name extends EventName>(name: Name, data: EventData<Name>, agentId: string): void;
  refuse(refusal: Refusal): void;
}

/** What one connected socket registers: its agents and their channels. */
export interface Registration {
  /** Slugs of the agents that this socket holds. */
  readonly agentIds: ReadonlySet<string>;
  handle(command: RegistrationCommand): void;
  /** The socket has closed, or loses its agents. @returns the slugs it held */
  release(): readonly string[];
}

export function createRegistration(
  orgId: string,
  holder: AgentHolder,
  services: RegistrationServices,
  reply: RegistrationReply,
): Registration {
  const { directory, calls, validate, clock, log } = services;
  const agentIds = new Set<string>();

  const isValid = (config: Record<string, unknown>, about: Partial<Refusal>, isNew: boolean): boolean => {
    try {
      validate(config);
      const settings = unusedSettings(config);
      if (settings.length > 0) log.warn({ ...about, settings }, 'settings that this version does nothing with');
      return true;
    } catch (error) {
      const refusal = refusalOf(error);
      // Clients give up on a registration only for codes that they know.
      if (isNew && refusal.code !== 'PROVIDER_KEY_REQUIRED') refusal.code = 'REGISTRATION_ERROR';
      reply.refuse({ ...refusal, ...about });
      return false;
    }
  };

  /** @returns whether the slug is free now */
  const makeRoom = (slug: string, given: string): boolean => {
    const other = directory.holderOf(orgId, slug);
    if (!other || other === holder) return true;
    const silentMs = clock.now() - other.heardAt;
    if (silentMs >= LIVENESS_MS) {
      other.displace(
        `Displaced: no sign of life for ${Math.round(silentMs / 1000)} s, and "${slug}" registered elsewhere.`,
      );
      return true;
    }
    other.probe();
    const holderAlive = silentMs < SURELY_ALIVE_MS;
    reply.refuse({
      code: 'AGENT_CONFLICT',
      error: holderAlive
        ? `Agent "${slug}" is held by another connection. Stop that one, or register under another id.`
        : `Agent "${slug}" is held by a connection that has been silent for ${Math.round(silentMs / 1000)} s. Try again: it is freed when it stays silent.`,
      agentId: given,
      retryAfterS: holderAlive ? RETRY_AFTER_S : Math.ceil((LIVENESS_MS - silentMs) / 1000),
      holderAlive: holderAlive,
    });
    return false;
  };

  const create = (command: Command<'agent.create'>) => {
    const given = command.agentId;
    const slug = slugOf(given);
    if (slug === '') {
      return reply.refuse({
        code: 'REGISTRATION_ERROR',
        error: `The agent id ${JSON.stringify(given)} holds no letter a–z and no digit. Choose one that does.`,
        field: 'agent_id',
        agentId: given,
      });
    }
    const config = { ...configOf(command) };
    if (!isValid(config, { agentId: given }, true) || !makeRoom(slug, given)) return;
    directory.register(orgId, slug, config, holder);
    agentIds.add(slug);
    reply.acknowledge('agent.created', {}, given);
    for (const callId of calls.agentReturned(orgId, slug, new Map(Object.entries(command.resume ?? {})))) {
      reply.refuse({
        code: 'CALL_NOT_FOUND',
        error: `No call with the id ${JSON.stringify(callId)} is to be resumed here: it ended while the agent was away.`,
        agentId: given,
        callId,
      });
    }
  };

  /** @returns the registration that a command is about, when this socket holds it */
  const held = (given: string) => {
    const slug = slugOf(given);
    const registration = agentIds.has(slug) ? directory.find(orgId, slug) : undefined;
    if (!registration) {
      reply.refuse({
        code: 'AGENT_NOT_REGISTERED',
        error: `Agent ${JSON.stringify(given)} is not registered on this connection. Send agent.create first.`,
        agentId: given,
      });
    }
    return registration;
  };

  const configure = (command: Command<'agent.configure'>) => {
    const agent = held(command.agentId);
    if (!agent) return;
    const config = patchConfig(agent.config, configOf(command));
    if (!isValid(config, { agentId: command.agentId }, false)) return;
    directory.register(orgId, agent.agentId, config, holder);
    reply.acknowledge('agent.configured', {}, command.agentId);
  };

  const addChannel = (command: Command<'channel.add'>) => {
    const agent = held(command.agentId);
    if (!agent) return;
    const { event, agentId: given, type, ref, ...config } = command;
    const wrong = (field: string, error: string) =>
      reply.refuse({ code: 'INVALID_FIELD', error, field, agentId: given });
    if (!CHANNEL_TYPES.has(type)) {
      return wrong(
        'type',
        `${event}: there is no channel type ${JSON.stringify(type)}. Use one of ${[...CHANNEL_TYPES].join(', ')}.`,
      );
    }
    if (type === 'phone' && (ref === undefined || normalizePhoneNumber(ref) === undefined)) {
      return wrong(
        'ref',
        `${event}: ${JSON.stringify(ref ?? '')} is no phone number. Give it with its country code, like "+13186330963", or a "sip:" address.`,
      );
    }
    if (!isValid(patchConfig(agent.config, configOf(command)), { agentId: given }, false)) return;
    const channel = { type, ...(ref !== undefined && { ref }), config };
    const owner = directory.addChannel(orgId, agent.agentId, channel);
    if (owner !== undefined) {
      return reply.refuse({
        code: 'PHONE_IN_USE',
        error: `The number ${ref} belongs to agent "${owner}". Remove it there first, or use another number.`,
        phone: ref,
        agentId: given,
      });
    }
    reply.acknowledge('channel.added', { type, ref }, given);
  };

  const noChannel = (given: string, ref: string) =>
    reply.refuse({
      code: 'CHANNEL_NOT_FOUND',
      error: `Agent ${JSON.stringify(given)} has no channel ${JSON.stringify(ref)}. Send channel.add first.`,
      field: 'ref',
      agentId: given,
    });

  const configureChannel = (command: Command<'channel.configure'>) => {
    const agent = held(command.agentId);
    if (!agent) return;
    const { agentId: given, ref } = command;
    const patch = configOf(command);
    if (!isValid(patchConfig(agent.config, patch), { agentId: given }, false)) return;
    if (!directory.configureChannel(orgId, agent.agentId, ref, patch)) return noChannel(given, ref);
    reply.acknowledge('channel.configured', { ref }, given);
  };

  const removeChannel = (command: Command<'channel.remove'>) => {
    const agent = held(command.agentId);
    if (!agent) return;
    const { agentId: given, ref, type } = command;
    if (!directory.removeChannel(orgId, agent.agentId, ref, type)) return noChannel(given, ref);
    reply.acknowledge('channel.removed', { ref }, given);
  };

  return {
    agentIds,
    handle(command) {
      switch (command.event) {
        case 'agent.create':
          return create(command);
        case 'agent.configure':
          return configure(command);
        case 'channel.add':
          return addChannel(command);
        case 'channel.configure':
          return configureChannel(command);
        case 'channel.remove':
          return removeChannel(command);
        case 'dev.config':
          return directory.routeCallers(orgId, holder, command.callers);
      }
    },
    release() {
      agentIds.clear();
      return directory.release(orgId, holder);
    },
  };
}

/** Ways to be reached that agents name; all but `phone` wait for their way in. */
const CHANNEL_TYPES: ReadonlySet<string> = new Set(['phone', 'webrtc', 'chat', 'whatsapp', 'mic']);
