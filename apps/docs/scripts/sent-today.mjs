/**
 * The events that this version of the server sends, in the order the reference tells of them. The catalog has more: names
 * that apps may hold handlers for already, and that later versions send. A test compares this list with the server's source.
 */
export const sentToday = {
  Call: ['call.started', 'call.ended', 'call.dtmf_received'],
  'The caller’s speech': ['speech.started', 'speech.ended', 'user.speaking', 'user.message', 'user.backchannel'],
  Turns: ['eager.turn', 'turn.pause', 'turn.resumed', 'turn.end', 'turn.continued', 'turn.stalled'],
  'The agent’s speech': ['bot.speaking', 'bot.word', 'bot.ducked', 'bot.resumed', 'bot.finished', 'bot.interrupted'],
  'Messages and replies': ['message.confirmed', 'message.aborted', 'reply.rejected'],
  Tools: ['llm.tool_call', 'llm.tool_result'],
  'Limits of a session': ['session.idle_warning', 'session.timeout'],
  Sound: ['audio.metrics'],
  'Engines, agents and the log': ['engine.substituted', 'engine.failed', 'agent.lost', 'agent.returned', 'log.lost'],
};

/** Answers on the agent socket: not of a call, not in the log. */
export const answeredToday = [
  'connected',
  'ping',
  'pong',
  'agent.created',
  'agent.configured',
  'channel.added',
  'channel.configured',
  'channel.removed',
  'session.configured',
  'error',
];

/** The commands that this version carries out. The others are answered with the error `UNSUPPORTED`. */
export const obeyedToday = [
  'connect',
  'ping',
  'pong',
  'agent.create',
  'agent.configure',
  'channel.add',
  'channel.configure',
  'channel.remove',
  'dev.config',
  'bot.reply',
  'bot.reply.stream',
  'bot.cancel',
  'bot.clear',
  'call.hangup',
  'llm.tool_result',
  'session.configure',
];
