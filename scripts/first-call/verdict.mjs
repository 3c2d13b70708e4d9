/**
 * Whether a call went well: the caller spoke, was answered, heard the answer to its end, and hung up, all in the order
 * that the events promise. Pure.
 *
 * @param events of one call, in the order in which they came
 * @param {(events: object[]) => string[]} checkOrder of `@antiphon/events`
 * @returns {string[]} what went wrong, one sentence each; empty when nothing did
 */
export function judgeCall(events, checkOrder) {
  const first = (name, from = 0) => events.findIndex((event, index) => index >= from && event.name === name);
  if (first('call.started') === -1) return ['The call never began: no call.started came.'];
  const faults = [];
  const turnEnd = first('turn.end');
  if (turnEnd === -1) faults.push('The caller was never understood to have finished: no turn.end came.');
  else if (first('bot.speaking', turnEnd) === -1)
    faults.push('The agent never answered: no bot.speaking followed turn.end.');
  else if (first('bot.finished', turnEnd) === -1)
    faults.push('No answer was heard to its end: no bot.finished followed turn.end.');
  for (const { name, data } of events) {
    if (name === 'engine.failed') faults.push(`An engine failed: ${data.engine}: ${data.message}`);
  }
  if (!events.some(({ name, data }) => name === 'user.message' && data.understood !== false)) {
    faults.push('Nothing that the caller said was understood.');
  }
  const ended = events[first('call.ended')];
  if (ended === undefined) faults.push('The call never ended: no call.ended came.');
  else if (ended.data.reason !== 'hangup')
    faults.push(`The call ended with "${ended.data.reason}", not with the caller's hangup.`);
  return [...faults, ...checkOrder(events)];
}
