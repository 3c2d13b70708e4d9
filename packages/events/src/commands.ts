import { z } from 'zod';
import { configShape } from './agent-config.ts';
import { ChatMessage, JsonObject } from './values.ts';

const id = z.string().min(1);
const agent = { agentId: id };
/** Commands about a call name it alone; the oldest clients add their agent. */
const call = { callId: id };
const byAgent = { agentId: id.optional() };
const ask = { ...call, requestId: z.string().optional() };
const who = { sessionId: z.string().optional(), contact: z.string().optional() };
const number = z.string().min(1);

/** Whether the caller may talk over it; absent: yes. */
const interruptible = z.boolean().optional().describe('False: the caller cannot stop it once it is to be heard.');

const replyStreamShape = { ...call, messageId: id };
const ReplyStream = z
  .discriminatedUnion('action', [
    z.object({
      ...replyStreamShape,
      action: z.literal('start'),
      inReplyTo: z.string().default(''),
      interruptible,
      ...byAgent,
    }),
    z.object({ ...replyStreamShape, action: z.literal('chunk'), token: z.string(), ...byAgent }),
    z.object({ ...replyStreamShape, action: z.literal('end'), ...byAgent }),
  ])
  .describe('Says an answer as it is being written: `start`, any number of `chunk`, `end`.');

/** Every command: its fields, camelCase, in the order they travel. Add a command here and nowhere else. */
export const commands = {
  connect: z.object({ apiKey: z.string() }).describe('Opens the socket’s session; always first.'),
  ping: z.object({ timestamp: z.number().optional() }).describe('Are you there?'),
  pong: z.object({ timestamp: z.number().optional() }).describe('Answers `ping`.'),

  'agent.create': z
    .object({
      ...agent,
      ...configShape,
      allowedOrigins: z.array(z.string()).optional(),
      resume: z
        .record(z.string(), z.int().nonnegative())
        .optional()
        .describe('Calls the agent was in → the last `seq` it saw of each.'),
    })
    .describe('Registers an agent.'),
  'agent.configure': z.object({ ...agent, ...configShape }).describe('Changes an agent for its future calls.'),
  'channel.add': z
    .object({
      ...agent,
      type: z.string().min(1),
      ref: z.string().optional(),
      accessToken: z.string().optional(),
      verifyToken: z.string().optional(),
      appSecret: z.string().optional(),
      phone: z.string().optional(),
      ...configShape,
      ringing: z.boolean().optional(),
    })
    .describe('Makes the agent reachable one more way; adding it again changes its settings.'),
  'channel.configure': z.object({ ...agent, ref: z.string(), ...configShape }).describe('Changes one channel.'),
  'channel.remove': z
    .object({ ...agent, type: z.string().optional(), ref: z.string() })
    .describe('Takes one channel away.'),
  'dev.config': z.object({ callers: z.array(z.string()) }).describe('Routes these callers to this socket’s agents.'),
  'line.create': z.object({ number, config: JsonObject.optional() }).describe('Takes a number to be driven by code.'),
  'line.destroy': z.object({ number }).describe('Gives the number back.'),

  'bot.reply': z
    .object({
      ...call,
      messageId: id,
      text: z.string(),
      inReplyTo: z.string().default(''),
      addToHistory: z.boolean().optional(),
      interruptible,
      ...byAgent,
    })
    .describe('Says a text. `inReplyTo` empty: said whatever the caller is doing.'),
  'bot.reply.stream': ReplyStream,
  'bot.cancel': z
    .object({ ...call, messageId: z.string().optional(), ...byAgent })
    .describe('Stops one message, or the current one.'),
  'bot.clear': z.object({ ...call, ...byAgent }).describe('Drops everything still to be said.'),

  'call.hangup': z.object({ ...call, reason: z.string().optional(), ...byAgent }).describe('Ends the call.'),
  'call.forward': z
    .object({
      ...call,
      to: z.string(),
      message: z.string().default(''),
      announce: z.boolean().default(false),
      ...byAgent,
    })
    .describe('Hands the call to another number.'),
  'call.dtmf': z.object({ ...call, digits: z.string(), ...byAgent }).describe('Plays tones.'),
  'call.hold': z.object({ ...call, ...byAgent }).describe('Puts the caller on hold.'),
  'call.unhold': z.object({ ...call, ...byAgent }).describe('Takes the caller off hold.'),
  'call.mute': z.object({ ...call, ...byAgent }).describe('Stops listening to the caller.'),
  'call.unmute': z.object({ ...call, ...byAgent }).describe('Listens again.'),
  'call.accept': z.object({ ...agent, ...call }).describe('Takes a ringing call.'),
  'call.reject': z
    .object({ ...agent, ...call, reason: z.string().default('busy') })
    .describe('Turns a ringing call away.'),
  'call.dial': z
    .object({
      ...agent,
      to: z.string().min(1),
      from: z.string().optional(),
      greeting: z.string().optional(),
      metadata: JsonObject.optional(),
      config: JsonObject.optional(),
      detectTurnEnd: z.boolean().optional(),
    })
    .describe('Calls somebody.'),
  'call.bridge': z
    .object({
      ...agent,
      target: z.string().min(1),
      greeting: z.string().optional(),
      config: JsonObject.optional(),
      media: JsonObject.optional(),
      metadata: JsonObject.optional(),
      detectTurnEnd: z.boolean().default(true),
    })
    .describe('Lets two agents talk to each other.'),
  'call.route': z
    .object({
      ...call,
      agent: id,
      language: z.string().optional(),
      voice: configShape.voice,
      stt: configShape.stt,
      greeting: configShape.greeting,
      promptVars: JsonObject.optional(),
      context: JsonObject.optional(),
      history: z.boolean().default(true),
      ...byAgent,
    })
    .describe('A line hands its call to an agent.'),

  'llm.tool_result': z
    .object({
      ...call,
      msgId: z.string(),
      results: z.array(
        z.looseObject({
          tool_call_id: z.string(),
          result: z.unknown().optional(),
          ephemeral: z.boolean().optional(),
          no_followup: z.boolean().optional(),
        }),
      ),
      ...byAgent,
    })
    .describe('Answers one `llm.tool_call`, all its tools at once.'),
  'llm.ready': z
    .object({ ...call, ...byAgent, turn: z.int().nonnegative().optional() })
    .describe('The model may be asked now.'),
  'llm.chat': z
    .object({ ...agent, sessionId: id, text: z.string(), metadata: JsonObject.optional() })
    .describe('Writes to an agent.'),
  'skill.load': z.object({ ...call, skill: id, ...byAgent }).describe('Puts a skill to use.'),
  'skill.unload': z.object({ ...call, skill: id, ...byAgent }).describe('Puts a skill away.'),
  set_context: z
    .object({ ...call, key: z.string().min(1), value: z.unknown(), ...byAgent })
    .describe('Sets one entry of what the model knows of the surroundings; null removes it.'),

  'history.get': z.object({ ...ask, ...byAgent }).describe('Asks for the conversation.'),
  'history.add': z.object({ ...ask, messages: z.array(ChatMessage), ...byAgent }).describe('Adds messages.'),
  'history.set': z.object({ ...ask, messages: z.array(ChatMessage), ...byAgent }).describe('Replaces all messages.'),
  'history.clear': z.object({ ...ask, ...byAgent }).describe('Forgets all messages.'),
  'history.set_vars': z.object({ ...ask, vars: JsonObject, ...byAgent }).describe('Sets prompt variables.'),
  'history.add_context': z.object({ ...ask, text: z.string(), ...byAgent }).describe('Adds a note to the prompt.'),
  'history.set_instructions': z.object({ ...ask, prompt: z.string(), ...byAgent }).describe('Replaces the prompt.'),

  'session.configure': z
    .object({ ...byAgent, sessionId: id, ...configShape })
    .describe('Changes a running call from its next utterance on.'),
  'session.pause': z.object({ ...agent, ...who }).describe('A person takes over.'),
  'session.resume': z.object({ ...agent, ...who }).describe('The model takes over again.'),
  'session.send': z.object({ ...agent, ...who, text: z.string() }).describe('Writes in the agent’s place.'),
} as const satisfies Record<string, z.ZodObject | typeof ReplyStream>;

export type CommandName = keyof typeof commands;

/** `Extract` a branch of a union and keep it a union: each member gets its `event`. */
type Named<Name, Fields> = Fields extends unknown ? { event: Name } & Fields : never;

/** What a participant may ask, after `parseCommand`. Narrow it by `event`. */
export type Command<Name extends CommandName = CommandName> = Name extends CommandName
  ? Named<Name, z.output<(typeof commands)[Name]>>
  : never;

/** A command as one writes it: what has a default may be left out. */
export type CommandInput<Name extends CommandName = CommandName> = Name extends CommandName
  ? Named<Name, z.input<(typeof commands)[Name]>>
  : never;

/** True for a name of the table, spelt as there. */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
