import { isKept } from './catalog.ts';
import { type CallSoFar, callRules, startOfCall } from './check-order-rules.ts';
import type { AnyEvent } from './envelope.ts';

/**
 * Checks that the events of one call came in an order that makes sense: the published one, in which the final text
 * follows the end of speech, or that of engines which decide turns themselves and send it before.
 * A log as kept, without its live-only events, passes as well as a whole one; so does a call that still runs.
 *
 * @param events all events of one call, in the order they were sent or read.
 * @returns one sentence for each broken rule, naming the event; empty when all is well.
 */
export function checkOrder(events: readonly AnyEvent[]): string[] {
  const problems: string[] = [];
  const call = startOfCall();
  let previous: AnyEvent | undefined;
  let lastSeq = 0;
  for (const event of events) {
    const tell = (problem: string) => problems.push(`${event.at} ms, order ${event.order}, ${event.name}: ${problem}`);
    checkEnvelope(event, previous, tell);
    lastSeq = checkSeq(event, lastSeq, tell);
    checkPlace(event, call, tell);
    previous = event;
  }
  return problems;
}

type Tell = (problem: string) => void;

function checkEnvelope(event: AnyEvent, previous: AnyEvent | undefined, tell: Tell): void {
  if (previous === undefined) return;
  if (event.callId !== previous.callId) tell(`belongs to call ${event.callId}, the one before to ${previous.callId}`);
  if (event.order <= previous.order) tell(`order does not rise: ${previous.order} came before`);
  if (event.at < previous.at) tell(`time goes back: ${previous.at} ms came before`);
  if (event.inSample < previous.inSample) tell(`in_sample goes back from ${previous.inSample} to ${event.inSample}`);
  if (event.outSample < previous.outSample)
    tell(`out_sample goes back from ${previous.outSample} to ${event.outSample}`);
}

function checkSeq(event: AnyEvent, lastSeq: number, tell: Tell): number {
  if (!isKept(event.name)) {
    if (event.seq !== undefined) tell(`has seq ${event.seq}, but is not kept`);
    return lastSeq;
  }
  if (event.seq === undefined) tell('is kept, but has no seq');
  else if (event.seq !== lastSeq + 1) tell(`seq is ${event.seq}, but ${lastSeq + 1} is next`);
  return event.seq ?? lastSeq + 1;
}

const beforeStart = new Set(['call.ringing', 'call.rejected', 'call.dialing', 'call.error', 'call.ended']);
const starts = new Set(['call.started', 'llm.chat.started']);

function checkPlace(event: AnyEvent, call: CallSoFar, tell: Tell): void {
  if (event.name.startsWith('log.')) return;
  if (call.hasEnded && event.name !== 'call.recording') {
    tell('comes after call.ended');
    return;
  }
  if (!call.hasStarted && !starts.has(event.name) && !beforeStart.has(event.name) && !event.unknown) {
    tell('comes before call.started');
    call.hasStarted = true;
  }
  if (event.unknown) return;
  (callRules[event.name] as ((event: AnyEvent, call: CallSoFar, tell: Tell) => void) | undefined)?.(event, call, tell);
}
