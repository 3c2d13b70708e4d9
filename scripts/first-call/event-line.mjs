/**
 * An event as a person reads it in a terminal. Pure.
 *
 * @param event as `parseSse` of `@antiphon/events` gives it
 * @returns {{ who: 'call' | 'user' | 'turn' | 'bot' | 'trouble' | 'other', text: string } | null} null for events that come
 *   many times a second and say nothing to a reader
 */
export function describeEvent({ name, data }) {
  const describe = lines[name];
  if (describe === null) return null;
  const who = name in speakers ? speakers[name] : (speakers[name.split('.')[0]] ?? 'other');
  return { who, text: describe === undefined ? JSON.stringify(data) : describe(data) };
}

const speakers = {
  call: 'call',
  session: 'call',
  speech: 'user',
  user: 'user',
  eager: 'turn',
  turn: 'turn',
  bot: 'bot',
  message: 'bot',
  'message.aborted': 'trouble',
  'reply.rejected': 'trouble',
  'engine.failed': 'trouble',
  'engine.substituted': 'trouble',
  'log.lost': 'trouble',
};

const quoted = (text) => `"${text}"`;
const turn = ({ turnId }) => `turn ${turnId}`;
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const signal = ({ turnId, text, probability, latencyMs }) =>
  `turn ${turnId}: ${quoted(text)}, ${Math.round(probability * 100)} % sure, ${latencyMs} ms after the last voice`;

const lines = {
  'audio.metrics': null,
  'call.started': ({ from, to, transport }) => `${transport} call from ${from || 'unknown'} to ${to || 'the agent'}`,
  'call.ended': ({ reason, durationSeconds }) =>
    durationSeconds === undefined ? reason : `${reason} after ${seconds(durationSeconds * 1000)}`,
  'speech.started': turn,
  'speech.ended': ({ turnId, durationMs }) => `turn ${turnId}, ${seconds(durationMs)} of voice`,
  'user.speaking': ({ text }) => quoted(text),
  'user.message': ({ text, understood }) => (understood === false ? 'nothing that was expected' : quoted(text)),
  'user.backchannel': ({ text }) => quoted(text),
  'eager.turn': signal,
  'turn.end': signal,
  'turn.continued': turn,
  'turn.resumed': turn,
  'turn.pause': ({ turnId, probability }) => `turn ${turnId}, ${Math.round(probability * 100)} % sure it is over`,
  'bot.speaking': ({ text }) => quoted(text),
  'bot.word': ({ word }) => word,
  'bot.finished': ({ durationMs }) => seconds(durationMs),
  'bot.interrupted': ({ wordsSpoken, lastWord, reason }) =>
    `${reason}: ${wordsSpoken} words heard${lastWord === undefined ? '' : `, the last one ${quoted(lastWord)}`}`,
  'bot.ducked': () => 'quieter, the caller makes a sound',
  'bot.resumed': () => 'goes on',
  'message.confirmed': ({ text }) => `heard and remembered: ${quoted(text)}`,
  'message.aborted': ({ reason }) => reason,
  'reply.rejected': ({ reason }) => reason,
  'engine.substituted': ({ port, asked, used, reason }) => `${port}: ${used} in place of ${asked} (${reason})`,
  'engine.failed': ({ port, engine, message }) => `${port} ${engine}: ${message}`,
  'session.idle_warning': ({ remainingSeconds }) => `${remainingSeconds} s left`,
  'session.timeout': ({ reason }) => reason,
};
