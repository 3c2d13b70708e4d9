import type { z } from 'zod';
import * as agent from './agent.ts';
import { AudioMetrics } from './audio.ts';
import * as bot from './bot.ts';
import * as call from './call.ts';
import * as chat from './chat.ts';
import * as engine from './engine.ts';
import * as history from './history.ts';
import * as line from './line.ts';
import * as llm from './llm.ts';
import * as log from './log.ts';
import { MemoryOps } from './memory.ts';
import * as message from './message.ts';
import * as session from './session.ts';
import * as skill from './skill.ts';
import * as socket from './socket.ts';
import * as speech from './speech.ts';
import { LlmToolCall, LlmToolResult } from './tool.ts';
import * as turn from './turn.ts';
import * as whatsapp from './whatsapp.ts';

/**
 * Every event: its payload, and whether the call log keeps it. Add an event here and nowhere else.
 * Not kept: interim text, sound levels, keep-alives and answers to commands.
 */
export const catalog = {
  'call.ringing': { kept: true, data: call.CallRinging },
  'call.rejected': { kept: true, data: call.CallRejected },
  'call.dialing': { kept: true, data: call.CallDialing },
  'call.started': { kept: true, data: call.CallStarted },
  'call.updated': { kept: true, data: call.CallUpdated },
  'call.ended': { kept: true, data: call.CallEnded },
  'call.error': { kept: true, data: call.CallError },
  'call.forwarded': { kept: true, data: call.CallForwarded },
  'call.recording': { kept: true, data: call.CallRecording },
  'call.held': { kept: true, data: call.CallHeld },
  'call.unheld': { kept: true, data: call.CallUnheld },
  'call.muted': { kept: true, data: call.CallMuted },
  'call.unmuted': { kept: true, data: call.CallUnmuted },
  'call.dtmf_sent': { kept: true, data: call.CallDtmfSent },
  'call.dtmf_received': { kept: true, data: call.CallDtmfReceived },
  'call.routed': { kept: true, data: call.CallRouted },
  'call.route_failed': { kept: true, data: call.CallRouteFailed },

  'speech.started': { kept: true, data: speech.SpeechStarted },
  'speech.ended': { kept: true, data: speech.SpeechEnded },
  'user.speaking': { kept: false, data: speech.UserSpeaking },
  'user.message': { kept: true, data: speech.UserMessage },
  'user.backchannel': { kept: true, data: speech.UserBackchannel },

  'eager.turn': { kept: true, data: turn.EagerTurn },
  'turn.pause': { kept: true, data: turn.TurnPause },
  'turn.resumed': { kept: true, data: turn.TurnResumed },
  'turn.end': { kept: true, data: turn.TurnEnd },
  'turn.continued': { kept: true, data: turn.TurnContinued },
  'turn.stalled': { kept: true, data: turn.TurnStalled },

  'bot.speaking': { kept: true, data: bot.BotSpeaking },
  'bot.word': { kept: true, data: bot.BotWord },
  'bot.finished': { kept: true, data: bot.BotFinished },
  'bot.interrupted': { kept: true, data: bot.BotInterrupted },
  'bot.ducked': { kept: true, data: bot.BotDucked },
  'bot.resumed': { kept: true, data: bot.BotResumed },
  barge_in: { kept: true, data: bot.BargeIn },

  'message.confirmed': { kept: true, data: message.MessageConfirmed },
  'message.aborted': { kept: true, data: message.MessageAborted },
  'reply.rejected': { kept: true, data: message.ReplyRejected },

  'audio.metrics': { kept: false, data: AudioMetrics },

  'llm.tool_call': { kept: true, data: LlmToolCall },
  'llm.tool_result': { kept: true, data: LlmToolResult },
  'llm.before': { kept: true, data: llm.LlmBefore },
  'llm.preparing_timeout': { kept: true, data: llm.LlmPreparingTimeout },
  'llm.thinking': { kept: true, data: llm.LlmThinking },
  'llm.response': { kept: true, data: llm.LlmResponse },
  'llm.error': { kept: true, data: llm.LlmError },
  'docs.sources': { kept: true, data: llm.DocsSources },

  'session.idle_warning': { kept: true, data: session.SessionIdleWarning },
  'session.timeout': { kept: true, data: session.SessionTimeout },
  'session.paused': { kept: true, data: session.SessionPaused },
  'session.resumed': { kept: true, data: session.SessionResumed },
  'session.configured': { kept: false, data: session.SessionConfigured },
  'session.sent': { kept: false, data: session.SessionSent },
  session_config_updated: { kept: false, data: session.SessionConfigUpdated },

  'history.data': { kept: false, data: history.HistoryData },
  'history.updated': { kept: false, data: history.HistoryUpdated },
  'skill.loaded': { kept: true, data: skill.SkillLoaded },
  'skill.unloaded': { kept: true, data: skill.SkillUnloaded },
  'memory.ops': { kept: true, data: MemoryOps },

  'engine.substituted': { kept: true, data: engine.EngineSubstituted },
  'engine.failed': { kept: true, data: engine.EngineFailed },

  'agent.created': { kept: false, data: agent.AgentCreated },
  'agent.resumed': { kept: false, data: agent.AgentResumed },
  'agent.configured': { kept: false, data: agent.AgentConfigured },
  'agent.displaced': { kept: true, data: agent.AgentDisplaced },
  'agent.lost': { kept: true, data: agent.AgentLost },
  'agent.returned': { kept: true, data: agent.AgentReturned },
  'channel.added': { kept: false, data: agent.ChannelAdded },
  'channel.configured': { kept: false, data: agent.ChannelConfigured },
  'channel.removed': { kept: false, data: agent.ChannelRemoved },
  config_updated: { kept: false, data: agent.ConfigUpdated },
  phone_added: { kept: false, data: agent.PhoneAdded },
  phone_removed: { kept: false, data: agent.PhoneRemoved },
  'line.created': { kept: false, data: line.LineCreated },
  'line.destroyed': { kept: false, data: line.LineDestroyed },
  'line.error': { kept: false, data: line.LineError },

  'llm.chat.started': { kept: true, data: chat.LlmChatStarted },
  'chat.message': { kept: true, data: chat.ChatMessageReceived },
  'llm.chat.chunk': { kept: false, data: chat.LlmChatChunk },
  'llm.chat.token': { kept: false, data: chat.LlmChatToken },
  'chat.response': { kept: true, data: chat.ChatResponse },
  'llm.chat.done': { kept: true, data: chat.LlmChatDone },
  'llm.chat.tool_call': { kept: true, data: chat.LlmChatToolCall },
  'llm.chat.tool_result': { kept: true, data: chat.LlmChatToolResult },
  'llm.chat.ended': { kept: true, data: chat.LlmChatEnded },
  'llm.chat.error': { kept: true, data: chat.LlmChatError },

  'whatsapp.session_started': { kept: true, data: whatsapp.WhatsappSessionStarted },
  'whatsapp.message': { kept: true, data: whatsapp.WhatsappMessage },
  'whatsapp.response': { kept: true, data: whatsapp.WhatsappResponse },
  'whatsapp.status': { kept: true, data: whatsapp.WhatsappStatus },
  'whatsapp.session_ended': { kept: true, data: whatsapp.WhatsappSessionEnded },

  'credits.rejected': { kept: true, data: socket.CreditsRejected },
  'credits.exhausted': { kept: true, data: socket.CreditsExhausted },
  connected: { kept: false, data: socket.Connected },
  authenticated: { kept: false, data: socket.Authenticated },
  ping: { kept: false, data: socket.Ping },
  pong: { kept: false, data: socket.Pong },
  error: { kept: false, data: socket.ErrorFrame },

  'log.caught_up': { kept: false, data: log.LogCaughtUp },
  'log.gap': { kept: false, data: log.LogGap },
  'log.lost': { kept: false, data: log.LogLost },
} as const satisfies Record<string, { kept: boolean; data: z.ZodObject }>;

export type Catalog = typeof catalog;

/** The name of an event, as it is written on the wire, in the log and in `on(…)`. */
export type EventName = keyof Catalog;

/** What an event tells, camelCase; only `memory.ops` keeps its wire spelling. */
export type EventData<Name extends EventName> = z.output<Catalog[Name]['data']>;

/** True for a name of the catalog, spelt as there. */
export function isEventName(name: string): name is EventName {
  return Object.hasOwn(catalog, name);
}

/** Whether the call log keeps events of this name. Unknown names are kept: losing is worse than keeping. */
export function isKept(name: string): boolean {
  return isEventName(name) ? catalog[name].kept : true;
}
