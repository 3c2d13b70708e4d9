import { stepConversation } from '../../call/conversation.ts';
import type { Stamp, StampedInput } from '../../call/inputs.ts';
import { type Chance, seeded } from '../chance.ts';
import type { Step } from '../replay/steps.ts';
import { difference, type Evidence, type Law } from './broken.ts';

/** How often something is slipped in between two steps. */
const SLIPPED_IN = 0.3;

/** When nothing at all has happened for this long, nothing may be pending: the longest patience is that with a stream, 30 s. */
const AT_REST_MS = 45_000;

/** What must hold at every step of a call's machine. */
export const machineLaws: Readonly<Record<string, Law>> = {
  'early and extra ticks change nothing': (evidence) =>
    undisturbed(evidence, ({ input, after, wakeAt }, next, chance) => {
      // A voice over the bot is sampled: a tick in between is one more look at it, and nobody knows what it would have seen.
      const isSteady = input.voice === next.voice && after.bargeIn.phase !== 'disturbed';
      const before = isSteady ? Math.min(next.at, wakeAt) : input.at;
      const at = before > input.at && chance() < 0.5 ? input.at + Math.floor(chance() * (before - input.at)) : input.at;
      return { ...stampOf(input), at, type: 'tick' };
    }),

  'a late answer changes nothing': (evidence) => {
    const late: StampedInput[] = [];
    return undisturbed(evidence, (step, _next, chance) => {
      const answer = lateOnceOver(step.input);
      if (answer !== undefined) late.push(answer);
      const over = late.filter((candidate) => isOver(candidate, step));
      const chosen = over[Math.floor(chance() * over.length)];
      return chosen && ({ ...chosen, ...stampOf(step.input) } as StampedInput);
    });
  },

  'no state is without a deadline, and none that has come is passed over': ({ steps }) => {
    for (const { after, input, wakeAt } of steps) {
      if (after.isEnded) continue;
      if (!Number.isFinite(wakeAt)) return `after ${input.type} at ${input.at} nothing would wake the call again`;
      if (wakeAt <= input.at) return `after ${input.type} at ${input.at} the call is to be woken at ${wakeAt}`;
    }
    return undefined;
  },

  'once caller and engines are silent it comes to rest': ({ steps, story }) => {
    const last = steps.at(-1);
    const isSign = ({ input, events }: Step) => input.type !== 'tick' || events.length > 0;
    const lively = steps.findLast((step) => step.input.at !== last?.input.at && isSign(step));
    if (story.hasLimits || last === undefined || last.input.at - (lively?.input.at ?? 0) < AT_REST_MS) return undefined;
    const { turn, replies } = last.before;
    if (turn.isSpeaking || turn.awaited.length > 0 || turn.hasContent || turn.isEager) {
      return `turn ${turn.turnId} is still open: ${JSON.stringify(turn)}`;
    }
    return replies.length > 0
      ? `${replies.length} replies are still to be said: ${JSON.stringify(replies)}`
      : undefined;
  },
};

/** Steps the call again with something slipped in here and there: its events and effects must stay the same. */
function undisturbed(
  { steps, story }: Evidence,
  slip: (step: Step, next: StampedInput, chance: Chance) => StampedInput | undefined,
): string | undefined {
  const chance = seeded(steps.length * 31 + story.finalDelayMs);
  let slipped = 'nothing';
  let state = steps[0]?.before;
  for (const [index, step] of steps.entries()) {
    if (state === undefined) break;
    const { state: after, events, effects, wakeAt } = stepConversation(state, step.input);
    state = after;
    const wrong = difference([...step.events, ...step.effects], [...events, ...effects], `what ${step.input.type} did`);
    if (wrong !== undefined) return `${wrong} at ${step.input.at}; slipped in before: ${slipped}`;
    const next = steps[index + 1]?.input;
    const extra = next === undefined || chance() >= SLIPPED_IN ? undefined : slip(step, next, chance);
    if (extra === undefined) continue;
    slipped = `after ${step.input.type}: ${JSON.stringify(extra)}`;
    const disturbed = stepConversation(state, extra);
    state = disturbed.state;
    const did = [...disturbed.events, ...disturbed.effects];
    if (did.length > 0) return `${JSON.stringify(did)} came of what was slipped in ${slipped}`;
    if (disturbed.wakeAt < wakeAt) {
      return `the next deadline went from ${wakeAt} to ${disturbed.wakeAt} by what was slipped in ${slipped}`;
    }
  }
  return undefined;
}

function stampOf({ at, inSample, played, outSample, lastPacketAt, voice, volume }: StampedInput): Stamp {
  return { at, inSample, played, outSample, lastPacketAt, voice, volume };
}

/** An answer of the kind that this was, to come again when its question is over. */
function lateOnceOver(input: StampedInput): StampedInput | undefined {
  switch (input.type) {
    case 'heard-interim':
    case 'heard-final':
      return { ...input, text: 'what nobody asked any more', understood: true, type: 'heard-final' };
    case 'hearing-failed':
    case 'playout-confirmed':
    case 'end-reached':
    case 'sentence-queued':
    case 'sentence-reached':
    case 'audio-queued':
    case 'model-token':
    case 'model-tools':
    case 'model-done':
      return input;
    case 'command': {
      const { command } = input;
      if (command.event === 'llm.tool_result') return input;
      const isLate =
        command.event === 'bot.reply' || command.event === 'bot.reply.stream' || command.event === 'bot.cancel';
      return isLate && command.messageId !== undefined ? input : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether the question that this answers has passed: nobody waits for it, and nothing of it is left. */
function isOver(answer: StampedInput, { after }: Step): boolean {
  const { turn, replies, overIds, tools } = after;
  const isKnown = (messageId: string) => replies.some((reply) => reply.messageId === messageId);
  const isWritten = (messageId: string) => replies.every((reply) => reply.messageId !== messageId || reply.isComplete);
  const hasSentence = (sentenceId: number) =>
    replies.some((reply) => reply.sentences.some((sentence) => sentence.sentenceId === sentenceId));
  switch (answer.type) {
    case 'heard-final':
      return answer.utteranceId < turn.utteranceId && !turn.awaited.includes(answer.utteranceId);
    case 'hearing-failed':
      return false; // that an engine failed is news, however late
    case 'playout-confirmed':
    case 'end-reached':
      return !isKnown(answer.messageId);
    case 'model-token':
    case 'model-tools':
    case 'model-done':
      return isWritten(answer.messageId);
    case 'sentence-queued':
    case 'sentence-reached':
    case 'audio-queued':
      return !hasSentence(answer.sentenceId);
    case 'command': {
      if (answer.command.event === 'llm.tool_result') {
        const ids = answer.command.results.map(({ tool_call_id }) => tool_call_id);
        const calls = tools.rounds.flatMap((round) => round.calls).filter(({ id }) => ids.includes(id));
        return calls.every(({ status, isOverdue }) => status !== 'running' && !isOverdue);
      }
      const messageId = 'messageId' in answer.command ? answer.command.messageId : undefined;
      if (messageId === undefined) return false;
      const isOfStream = answer.command.event === 'bot.reply.stream' && answer.command.action !== 'start';
      return (
        (isOfStream && isKnown(messageId) && isWritten(messageId)) ||
        (!isKnown(messageId) && overIds.includes(messageId))
      );
    }
    default:
      return false;
  }
}
