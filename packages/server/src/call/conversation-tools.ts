import { askModel, askOn, discard, find } from './conversation-replies.ts';
import { announce, type Draft, wake } from './conversation-state.ts';
import type { CallCommand, Input } from './inputs.ts';
import {
  answerTools,
  discardRound,
  expireTools,
  hasAsked,
  isRunningFor,
  nextDue,
  requestTools,
  type Settled,
  stagedRounds,
  startRound,
  type ToolRound,
} from './tool-ledger.ts';

/** How often the model may ask for tools before it answers the caller: one that never answers is stuck in a loop. */
export const MAX_ROUNDS = 8;

/**
 * A reply of the model asks for tools. On a turn that has not ended they are staged: nobody is told before `turn.end`.
 *
 * @returns false when it has asked too often
 */
export function toolsAsked(draft: Draft, input: Extract<Input, { type: 'model-tools' }>): boolean {
  const { state } = draft;
  const { messageId, calls } = input;
  const reply = find(draft, messageId);
  const isLate = reply === undefined || reply.isComplete || hasAsked(state.tools, messageId);
  if (isLate || calls.length === 0) return true;
  if (state.tools.chain >= MAX_ROUNDS) return false;
  const { inReplyTo } = reply;
  state.tools = requestTools(state.tools, { messageId, inReplyTo, calls }, state.facts.idSeed);
  const round = state.tools.rounds.at(-1);
  if (!reply.isHeld && round !== undefined) start(draft, round);
  return true;
}

/** The turn has ended: what its model asked for is run, unless the reply that asked was called off. */
export function commitTools(draft: Draft, userMessageId: string): void {
  const { state } = draft;
  state.tools = { ...state.tools, chain: stagedRounds(state.tools, userMessageId).length };
  startStaged(draft, userMessageId);
}

/** What was asked for while its answer was kept back is run. */
export function startStaged(draft: Draft, userMessageId: string): void {
  const { state } = draft;
  const staged = stagedRounds(state.tools, userMessageId);
  for (const round of staged) {
    if (find(draft, round.messageId) !== undefined) start(draft, round);
    else state.tools = discardRound(state.tools, round);
  }
}

/** The agent has run tools. */
export function toolsAnswered(draft: Draft, command: Extract<CallCommand, { event: 'llm.tool_result' }>): void {
  settle(draft, answerTools(draft.state.tools, command.msgId, command.results));
}

/**
 * After every input: gives up tools that take too long, and has the model tell what has come of the others.
 *
 * @returns whether the model was asked
 */
export function advanceTools(draft: Draft): boolean {
  const { state, stamp } = draft;
  settle(draft, expireTools(state.tools, stamp.at));
  wake(draft, nextDue(state.tools));
  if (!state.tools.hasNews || state.apologyId !== null) return false;
  if (!state.hasModel) {
    noted(draft);
    return false;
  }
  const { isSpeaking, awaited, hasContent, messageId, text } = state.turn;
  if (isSpeaking || awaited.length > 0 || hasContent) {
    // The caller has the floor: what is answered next is their turn. An answer made ready for it is written anew.
    if (!discardAnswers(draft, messageId)) return false;
    noted(draft);
    askModel(draft, messageId, text);
    return true;
  }
  const about = state.answerable ?? '';
  // What follows the tools that still run will know of these too; what is being said is said first.
  if (isRunningFor(state.tools, about) || answersTo(draft, about).some(({ phase }) => phase !== 'waiting'))
    return false;
  discardAnswers(draft, about);
  noted(draft);
  askOn(draft, about);
  return true;
}

/** The model's answers to a user message that do not know of the news; words that came with a request for tools are no answer. */
function answersTo({ state }: Draft, inReplyTo: string) {
  return state.replies.filter(
    (reply) => reply.kind === 'model' && reply.inReplyTo === inReplyTo && !hasAsked(state.tools, reply.messageId),
  );
}

/** @returns whether there was one */
function discardAnswers(draft: Draft, inReplyTo: string): boolean {
  const answers = answersTo(draft, inReplyTo);
  for (const reply of answers) discard(draft, reply);
  return answers.length > 0;
}

function noted({ state }: Draft): void {
  state.tools = { ...state.tools, hasNews: false };
}

function start(draft: Draft, round: ToolRound): void {
  const { state, stamp } = draft;
  const { timeoutMs, timeoutMsOf } = state.config.tools;
  const timeoutOf = (name: string) => (Object.hasOwn(timeoutMsOf, name) && timeoutMsOf[name]) || timeoutMs;
  state.tools = startRound(state.tools, round, stamp.at, timeoutOf);
  state.history = [...state.history, { role: 'tools', msgId: round.msgId, content: '' }];
  const toolCalls = round.calls.map(({ id, name, arguments: text }) => ({ id, name, arguments: text }));
  announce(draft, { name: 'llm.tool_call', data: { msgId: round.msgId, toolCalls } });
}

function settle(draft: Draft, { ledger, calls }: Settled): void {
  draft.state.tools = ledger;
  for (const { msgId, call } of calls) {
    const { id, name, result, status, isEphemeral, startedAt } = call;
    announce(draft, {
      name: 'llm.tool_result',
      data: {
        msgId,
        toolCallId: id,
        name,
        result,
        status,
        durationMs: draft.stamp.at - startedAt,
        ...(isEphemeral && { ephemeral: true }),
      },
    });
  }
}
