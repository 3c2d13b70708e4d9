import type { ChatMessage } from '../../responder/language-model.ts';
import { difference, type Evidence, type Law } from './broken.ts';

/** When nothing keeps it from it, the model is told of a tool's outcome within this, ms: longer than the bot or the caller speaks. */
const TOLD_WITHIN_MS = 60_000;

/** What must hold of the tools that a model asks for. */
export const toolLaws: Readonly<Record<string, Law>> = {
  'every tool that was announced has one result in the history, and no tool is announced twice': ({ simulation }) => {
    const { events } = simulation;
    const announced = events.flatMap((event) =>
      event.name === 'llm.tool_call' ? event.data.toolCalls.map(({ id }) => id) : [],
    );
    const twice = announced.find((id, index) => announced.indexOf(id) !== index);
    if (twice !== undefined) return `${twice} was announced twice`;
    const ended = events.at(-1);
    if (ended?.name !== 'call.ended') return undefined;
    const forgotten = events.flatMap((event) =>
      event.name === 'llm.tool_result' && event.data.ephemeral ? [event.data.toolCallId] : [],
    );
    const kept = announced.filter((id) => !forgotten.includes(id));
    const messages = (ended.data.messages ?? []) as ChatMessage[];
    return (
      orphanIn(messages) ??
      difference(kept.toSorted(), idsOf(messages).toSorted(), 'tools of the history, by their ids')
    );
  },

  'no tool is announced before the turn that asked for it has ended': ({ steps }) => {
    const ended = new Set(['']);
    for (const { after, events } of steps) {
      for (const { name, data } of events) {
        if (name === 'turn.end') ended.add(data.messageId);
        if (name !== 'llm.tool_call') continue;
        const round = after.tools.rounds.find(({ msgId }) => msgId === data.msgId);
        if (round === undefined) return `${data.msgId} was announced and is in no ledger`;
        if (!ended.has(round.inReplyTo))
          return `${data.msgId} was announced before the turn of ${round.inReplyTo} ended`;
      }
    }
    return undefined;
  },

  'a tool has one outcome, and another only when it answers after its time': ({ simulation: { events } }) => {
    const first = new Map<string, unknown>();
    const announced = new Set<string>();
    for (const event of events) {
      if (event.name === 'llm.tool_call') for (const { id } of event.data.toolCalls) announced.add(id);
      if (event.name !== 'llm.tool_result') continue;
      const { toolCallId = '', result } = event.data;
      if (!announced.has(toolCallId)) return `${toolCallId} has an outcome, and nobody was told to run it`;
      const before = first.get(toolCallId);
      if (first.has(toolCallId) && !JSON.stringify(before).includes('No result came'))
        return `${toolCallId} had two outcomes`;
      first.set(toolCallId, result ?? null);
    }
    return undefined;
  },

  'no model is shown a tool without its result': ({ steps }) => {
    for (const { effects, input } of steps) {
      for (const effect of effects) {
        const orphan = effect.type === 'ask-model' ? orphanIn(effect.messages) : undefined;
        if (orphan !== undefined) return `asked at ${input.at}: ${orphan}`;
      }
    }
    return undefined;
  },

  'the model is told what came of its tools': (evidence) => {
    const { steps, simulation } = evidence;
    const endedAt = simulation.events.at(-1)?.at ?? 0;
    for (const [index, { after, before, input }] of steps.entries()) {
      if (!after.tools.hasNews || before.tools.hasNews) continue;
      const told = steps.slice(index + 1).find((later) => !later.after.tools.hasNews);
      const toldAt = told?.input.at ?? endedAt;
      if (toldAt - input.at > TOLD_WITHIN_MS) return `what came at ${input.at} was told at ${toldAt}`;
    }
    return untold(evidence);
  },
};

/** An outcome that is news, and that no question after it mentions although the call went on. */
function untold({ steps, simulation, story }: Evidence): string | undefined {
  const endedAt = simulation.events.at(-1)?.at ?? 0;
  // What the agent says of all its tools decides: those that answer one by one say so one by one.
  const rounds = steps.at(-1)?.before.tools.rounds ?? [];
  for (const [index, { events, input }] of steps.entries()) {
    for (const event of events) {
      if (event.name !== 'llm.tool_result' || endedAt - input.at < TOLD_WITHIN_MS) continue;
      const { msgId, toolCallId = '' } = event.data;
      const round = rounds.find((each) => each.msgId === msgId);
      if (!story.hasModel || round?.calls.every(({ isSilent }) => isSilent)) continue;
      const isMentioned = steps
        .slice(index)
        .some(({ effects }) =>
          effects.some((effect) => effect.type === 'ask-model' && mentions(effect.messages, toolCallId)),
        );
      if (!isMentioned) return `${toolCallId} had its outcome at ${input.at}, and no question ever told of it`;
    }
  }
  return undefined;
}

const mentions = (messages: readonly ChatMessage[], id: string) =>
  messages.some(
    (message) => message.role === 'tool' && message.tool_call_id === id && message.content !== '{"status":"running"}',
  );

const callsOf = (message: ChatMessage | undefined) =>
  message?.role === 'assistant' ? (message.tool_calls ?? []).map(({ id }) => id) : [];

const idsOf = (messages: readonly ChatMessage[]) => messages.flatMap(callsOf);

/** Each request for tools is followed by one result for each of them, and a result follows nothing else. */
function orphanIn(messages: readonly ChatMessage[]): string | undefined {
  let awaited: string[] = [];
  for (const message of [...messages, { role: 'user', content: '' } as const]) {
    if (message.role === 'tool') {
      if (awaited.shift() !== message.tool_call_id) return `a result of ${message.tool_call_id} that nobody asked for`;
    } else if (awaited.length > 0) {
      return `${awaited.join(', ')} without a result`;
    } else {
      awaited = [...callsOf(message)];
    }
  }
  return undefined;
}
