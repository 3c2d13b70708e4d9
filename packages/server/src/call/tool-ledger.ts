import type { ToolRequest } from '../responder/language-model.ts';

/** A tool that the model asked for, from the question to its outcome. It belongs to the call: no interruption ends it. */
export interface ToolCall {
  /** Unique in the call. */
  id: string;
  name: string;
  /** JSON, as text, as the model wrote it. */
  arguments: string;
  /** `requested`: staged, nobody has been told. `abandoned`: the call ended first. */
  status: 'requested' | 'running' | 'done' | 'failed' | 'abandoned';
  /** Any JSON; undefined while nothing came. */
  result: unknown;
  /** Its exchange is left out of the history once an answer has been given with it. */
  isEphemeral: boolean;
  isForgotten: boolean;
  /** The model need not speak about it. */
  isSilent: boolean;
  /** Its time ran out, and the model was told that it failed. An answer that still comes puts that right. */
  isOverdue: boolean;
  startedAt: number;
  dueBy: number;
  /** The last of the bot's messages that was written knowing its result. */
  knownTo: string | null;
}

/** The tools that one reply of the model asked for, at once. */
export interface ToolRound {
  /** What the agent answers with. */
  msgId: string;
  /** The bot's message whose model asked. */
  messageId: string;
  /** The user message that it serves. */
  inReplyTo: string;
  calls: readonly ToolCall[];
}

/** Every tool that a call's model asked for. Replaced, never changed. */
export interface ToolLedger {
  rounds: readonly ToolRound[];
  /** Results came that no answer knows of yet, and the caller is to hear of them. */
  hasNews: boolean;
  /** Rounds since the caller last ended a turn. */
  chain: number;
  nextRound: number;
  nextCall: number;
}

/** One answer, as it travels. */
export interface ToolAnswer {
  tool_call_id: string;
  result?: unknown;
  ephemeral?: boolean | undefined;
  no_followup?: boolean | undefined;
}

/** What a step did to the ledger: the calls that have an outcome now, with their round. */
export interface Settled {
  ledger: ToolLedger;
  calls: { msgId: string; call: ToolCall }[];
}

export const emptyLedger: ToolLedger = { rounds: [], hasNews: false, chain: 0, nextRound: 1, nextCall: 1 };

/** Stages what a reply asks for. An id that the call has had already, or none, is replaced: results find their call by it. */
export function requestTools(
  before: ToolLedger,
  asked: { messageId: string; inReplyTo: string; calls: readonly ToolRequest[] },
  idSeed: string,
): ToolLedger {
  const taken = new Set(before.rounds.flatMap(({ calls }) => calls.map(({ id }) => id)));
  let { nextCall } = before;
  const calls = asked.calls.map((request): ToolCall => {
    let id = request.id ?? '';
    while (id === '' || taken.has(id)) id = `tool_${idSeed}${nextCall++}`;
    taken.add(id);
    return {
      id,
      name: request.name,
      arguments: request.arguments,
      status: 'requested',
      result: undefined,
      isEphemeral: false,
      isForgotten: false,
      isSilent: false,
      isOverdue: false,
      startedAt: 0,
      dueBy: Number.POSITIVE_INFINITY,
      knownTo: null,
    };
  });
  const { messageId, inReplyTo } = asked;
  const round = { msgId: `tools_${idSeed}${before.nextRound}`, messageId, inReplyTo, calls };
  return {
    ...before,
    rounds: [...before.rounds, round],
    chain: before.chain + 1,
    nextRound: before.nextRound + 1,
    nextCall,
  };
}

/** Rounds that nobody has been told of. */
export const stagedRounds = (ledger: ToolLedger, inReplyTo: string) =>
  ledger.rounds.filter((round) => round.inReplyTo === inReplyTo && round.calls.some(isStaged));

/** Takes a round back that nobody has been told of. */
export function discardRound(ledger: ToolLedger, { msgId }: ToolRound): ToolLedger {
  return { ...ledger, rounds: ledger.rounds.filter((round) => round.msgId !== msgId) };
}

/** The agent is told: its tools run. @param timeoutMsOf how long each may take, by its name */
export function startRound(
  ledger: ToolLedger,
  { msgId }: ToolRound,
  at: number,
  timeoutMsOf: (name: string) => number,
): ToolLedger {
  return mapCalls(ledger, (call, round) =>
    round.msgId !== msgId || !isStaged(call)
      ? call
      : { ...call, status: 'running', startedAt: at, dueBy: at + timeoutMsOf(call.name) },
  );
}

/** Takes in what the agent answers. What was answered before, and what nobody asked, changes nothing. */
export function answerTools(before: ToolLedger, msgId: string, answers: readonly ToolAnswer[]): Settled {
  const settled: Settled['calls'] = [];
  const ledger = mapCalls(before, (call, round) => {
    const isAwaited = call.status === 'running' || (call.status === 'failed' && call.isOverdue);
    const answer = answers.find(({ tool_call_id }) => tool_call_id === call.id);
    if (round.msgId !== msgId || !isAwaited || answer === undefined) return call;
    const answered: ToolCall = {
      ...call,
      status: isError(answer.result) ? 'failed' : 'done',
      result: answer.result ?? null,
      isEphemeral: answer.ephemeral === true,
      isSilent: answer.no_followup === true,
      isOverdue: false,
    };
    settled.push({ msgId, call: answered });
    return answered;
  });
  return { ledger: withNews(before, ledger), calls: settled };
}

/** Gives up on tools whose time has run out. */
export function expireTools(before: ToolLedger, at: number): Settled {
  if (at < nextDue(before)) return { ledger: before, calls: [] };
  const settled: Settled['calls'] = [];
  const ledger = mapCalls(before, (call, round) => {
    if (call.status !== 'running' || at < call.dueBy) return call;
    const seconds = (call.dueBy - call.startedAt) / 1000;
    const result = { error: `No result came within ${seconds} s.` };
    const expired: ToolCall = { ...call, status: 'failed', result, isOverdue: true };
    settled.push({ msgId: round.msgId, call: expired });
    return expired;
  });
  return { ledger: withNews(before, ledger), calls: settled };
}

/** When the next tool's time runs out, ms. */
export function nextDue({ rounds }: ToolLedger): number {
  let due = Number.POSITIVE_INFINITY;
  for (const { calls } of rounds) for (const call of calls) if (isRunning(call)) due = Math.min(due, call.dueBy);
  return due;
}

/** Whether a tool still runs for this user message. */
export const isRunningFor = ({ rounds }: ToolLedger, inReplyTo: string) =>
  rounds.some((round) => round.inReplyTo === inReplyTo && round.calls.some(isRunning));

/** Whether a message of the bot asked for tools. @param msgId for these, rather than any */
export const hasAsked = ({ rounds }: ToolLedger, messageId: string, msgId?: string) =>
  rounds.some((round) => round.messageId === messageId && (msgId === undefined || round.msgId === msgId));

/** An answer is being written that knows of all results so far. */
export function knownTo(ledger: ToolLedger, messageId: string): ToolLedger {
  const told = mapCalls(ledger, (call) =>
    isSettled(call) && call.isEphemeral ? { ...call, knownTo: messageId } : call,
  );
  return { ...told, hasNews: false };
}

/** An answer was heard: what was to be known for it alone is forgotten, unless it asked for more tools. */
export function forgetEphemeral(ledger: ToolLedger, messageId: string): ToolLedger {
  if (hasAsked(ledger, messageId)) return ledger;
  return mapCalls(ledger, (call) => (call.knownTo === messageId ? { ...call, isForgotten: true } : call));
}

/** The call is over: nobody waits for what still runs, and what was staged never happened. */
export function closeLedger(ledger: ToolLedger): ToolLedger {
  const told = ledger.rounds.filter(({ calls }) => !calls.some(isStaged));
  return mapCalls({ ...ledger, rounds: told }, (call) => ({
    ...call,
    ...(isRunning(call) && { status: 'abandoned' as const }),
    isForgotten: call.isEphemeral,
  }));
}

/** A result that came after the end of the call, written down beside its abandoned tool. @returns undefined when nobody waited for it */
export function answerAbandoned(
  before: ToolLedger,
  msgId: string,
  answers: readonly ToolAnswer[],
): ToolLedger | undefined {
  let isNew = false;
  const ledger = mapCalls(before, (call, round) => {
    const answer = answers.find(({ tool_call_id }) => tool_call_id === call.id);
    if (round.msgId !== msgId || call.status !== 'abandoned' || call.result !== undefined || !answer) return call;
    isNew = true;
    return { ...call, result: answer.result ?? null };
  });
  return isNew ? ledger : undefined;
}

/** Those of the ids that belong to no tool that the agent was told of under `msgId`. */
export function unknownTools({ rounds }: ToolLedger, msgId: string, ids: readonly string[]): string[] {
  const calls = rounds.find((round) => round.msgId === msgId)?.calls ?? [];
  return ids.filter((id) => !calls.some((call) => call.id === id && !isStaged(call)));
}

/**
 * A round whose last tool has its outcome is news, and so is an answer after its time, unless nobody need speak about it.
 */
function withNews(before: ToolLedger, after: ToolLedger): ToolLedger {
  const isNews = after.rounds.some(({ calls }, index) => {
    const earlier = before.rounds[index]?.calls ?? [];
    if (calls === earlier || calls.some(isRunning) || calls.every(({ isSilent }) => isSilent)) return false;
    return earlier.some((call, place) => isRunning(call) || call.isOverdue !== calls[place]?.isOverdue);
  });
  return isNews ? { ...after, hasNews: true } : after;
}

const isStaged = ({ status }: ToolCall) => status === 'requested';
const isRunning = ({ status }: ToolCall) => status === 'running';
const isSettled = ({ status }: ToolCall) => status === 'done' || status === 'failed';
const isError = (result: unknown) => typeof result === 'object' && result !== null && 'error' in result;

function mapCalls(ledger: ToolLedger, change: (call: ToolCall, round: ToolRound) => ToolCall): ToolLedger {
  if (ledger.rounds.length === 0) return ledger;
  return {
    ...ledger,
    rounds: ledger.rounds.map((round) => {
      const calls = round.calls.map((call) => change(call, round));
      return calls.every((call, index) => call === round.calls[index]) ? round : { ...round, calls };
    }),
  };
}
