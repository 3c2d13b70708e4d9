import type { EventName, LoggedEvent } from '@antiphon/events';
import type { Announcement, CallCommand, StampedInput } from '../../call/inputs.ts';
import type { JournalHead } from '../../call/journal.ts';
import type { ChatMessage, ToolRequest } from '../../responder/language-model.ts';
import type { TranscriberResult } from '../../transcriber/transcriber.ts';
import type { Prosody } from '../../turn/prosody.ts';
import type { Step } from './steps.ts';

/** One stretch of the caller's speech, as the detector told it. Ms of the call. */
export interface RecordedSpeech {
  from: number;
  to: number;
  /** When the detector said so. */
  startedAt: number;
  endedAt: number;
  confidence: number;
  prosody?: Prosody;
}

/** Something that the agent did, and what it did it upon. */
export interface RecordedAct {
  command: CallCommand;
  /** The event that it answered; see `keyOf`. */
  upon: string;
  /** From that event, ms. */
  afterMs: number;
}

/** How a sentence sounded: pieces of sound and their words, ms from the first sample. */
export interface RecordedSentence {
  text: string;
  pieces: { afterMs: number; samples: number; words: { word: string; startMs: number; endMs: number }[] }[];
  /** From the question to the first piece, ms; 0 when it was ready before it was wanted. */
  delayMs: number;
  failure: { code: string; message: string } | undefined;
}

/** What the server's model wrote, and when, ms from the question. */
export interface RecordedAnswer {
  /** The caller's last words, and how often tools had been asked for by then: several answers may follow the same words. */
  asked: string;
  rounds: number;
  tools: { afterMs: number; calls: readonly ToolRequest[] }[];
  pieces: { afterMs: number; text: string }[];
  doneAfterMs: number | undefined;
  failure: { code: string; message: string } | undefined;
}

/** All that came to a call from outside, taken from its journal: whoever plays it again plays the same world. */
export interface RecordedWorld {
  head: JournalHead;
  /** Everything of the caller and the line that happens at its own time. */
  inputs: StampedInput[];
  speech: RecordedSpeech[];
  /** Whether the transcriber followed turns itself. */
  endsTurns: boolean;
  results: { at: number; result: TranscriberResult }[];
  acts: RecordedAct[];
  sentences: RecordedSentence[];
  answers: RecordedAnswer[];
}

/** Events that agents act upon. */
const TRIGGERS: ReadonlySet<EventName> = new Set([
  'call.started',
  'user.message',
  'eager.turn',
  'turn.end',
  'turn.continued',
  'bot.finished',
  'bot.interrupted',
  'session.idle_warning',
  'call.dtmf_received',
  'llm.tool_call',
  'reply.rejected',
  'message.aborted',
]);

/** Names one event of a call so that it is found again when times differ: its name, its turn or message, and its how-manieth. */
export function keyMaker(): (event: Announcement | LoggedEvent) => string {
  const counts = new Map<string, number>();
  return ({ name, data }) => {
    const { messageId, turnId } = data as { messageId?: string; turnId?: number };
    const base = `${name} ${messageId ?? turnId ?? ''}`;
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    return `${base} ${count}`;
  };
}

/** Takes a call's world out of the steps that its journal gives. */
export function worldOf(head: JournalHead, steps: readonly Step[]): RecordedWorld {
  const world: RecordedWorld = {
    head,
    inputs: [],
    speech: [],
    endsTurns: false,
    results: [],
    acts: [],
    sentences: [],
    answers: [],
  };
  const nameEvent = keyMaker();
  const told: { at: number; key: string; name: string; messageId: string | undefined }[] = [];
  const streams = new Map<string, RecordedAct & { at: number }>();
  const sentences = new Map<
    number,
    RecordedSentence & { askedAt: number; releasedAt: number; base: number; firstAt: number }
  >();
  const answers = new Map<string, RecordedAnswer & { askedAt: number }>();

  for (const { input, events, effects } of steps) {
    const { at } = input;
    switch (input.type) {
      case 'began':
        world.endsTurns = input.endsTurns ?? false;
        break;
      case 'speech-started':
        world.speech.push({
          from: input.onsetAt,
          to: Number.POSITIVE_INFINITY,
          startedAt: at,
          endedAt: Number.POSITIVE_INFINITY,
          confidence: input.confidence,
        });
        break;
      case 'speech-ended': {
        const last = world.speech.at(-1);
        const { prosody } = input;
        if (last) Object.assign(last, { to: input.lastVoiceAt, endedAt: at, ...(prosody && { prosody }) });
        break;
      }
      case 'heard-interim':
      case 'heard-final':
      case 'heard-eager-end':
      case 'heard-resumed':
      case 'hearing-failed':
        world.results.push({ at, result: resultOf(input) });
        break;
      case 'command':
        world.acts.push(actOf(input.command, at));
        break;
      case 'audio-queued': {
        const sentence = sentences.get(input.sentenceId);
        if (sentence === undefined) break;
        if (sentence.pieces.length === 0) {
          sentence.base = input.start;
          sentence.firstAt = at;
          sentence.delayMs = at > sentence.releasedAt ? at - sentence.askedAt : 0;
        }
        const ms = (position: number) => ((position - sentence.base) * 1000) / head.facts.sampleRateHz;
        sentence.pieces.push({
          afterMs: at - sentence.firstAt,
          samples: input.end - input.start,
          words: input.words.map(({ word, start, end }) => ({ word, startMs: ms(start), endMs: ms(end) })),
        });
        break;
      }
      case 'sentence-failed': {
        const sentence = sentences.get(input.sentenceId);
        if (sentence) sentence.failure = { code: input.code, message: input.message };
        break;
      }
      case 'model-token':
      case 'model-tools':
      case 'model-done':
      case 'model-failed': {
        const answer = answers.get(input.messageId);
        if (answer === undefined) break;
        if (input.type === 'model-token') answer.pieces.push({ afterMs: at - answer.askedAt, text: input.text });
        if (input.type === 'model-tools') answer.tools.push({ afterMs: at - answer.askedAt, calls: input.calls });
        if (input.type === 'model-done') answer.doneAfterMs = at - answer.askedAt;
        if (input.type === 'model-failed') answer.failure = { code: input.code, message: input.message };
        break;
      }
      case 'dtmf':
      case 'agent-lost':
      case 'agent-returned':
      case 'line-closed':
      case 'end':
      case 'configured':
      case 'substituted':
      case 'hearing-promised':
        world.inputs.push(input);
    }
    for (const event of events) {
      const key = nameEvent(event);
      if (!TRIGGERS.has(event.name)) continue;
      const { messageId, msgId } = event.data as { messageId?: string; msgId?: string };
      told.push({ at, key, name: event.name, messageId: messageId ?? msgId });
    }
    for (const effect of effects) {
      if (effect.type === 'synthesize') {
        const sentence = { text: effect.text, pieces: [], delayMs: 0, failure: undefined };
        const open = { ...sentence, askedAt: at, releasedAt: Number.POSITIVE_INFINITY, base: 0, firstAt: 0 };
        sentences.set(effect.sentenceId, open);
        world.sentences.push(open);
      }
      if (effect.type === 'release') {
        const sentence = sentences.get(effect.sentenceId);
        if (sentence) sentence.releasedAt = at;
      }
      if (effect.type === 'ask-model') {
        const answer = {
          ...questionOf(effect.messages),
          tools: [],
          pieces: [],
          doneAfterMs: undefined,
          failure: undefined,
          askedAt: at,
        };
        answers.set(effect.messageId, answer);
        world.answers.push(answer);
      }
    }
  }
  return world;

  function actOf(command: CallCommand, at: number): RecordedAct {
    const isPart = command.event === 'bot.reply.stream' && command.action !== 'start';
    const stream = isPart ? streams.get(command.messageId) : undefined;
    if (stream !== undefined) return { command, upon: stream.upon, afterMs: stream.afterMs + at - stream.at };
    const inReplyTo = 'inReplyTo' in command ? (command.inReplyTo ?? '') : '';
    const before = told.filter((each) => each.at <= at);
    const answered = before.findLast(
      ({ name, messageId }) => messageId === inReplyTo && /^(user\.message|eager\.turn|turn\.end)$/.test(name),
    );
    const msgId = command.event === 'llm.tool_result' ? command.msgId : undefined;
    const asked = before.findLast(({ name, messageId }) => name === 'llm.tool_call' && messageId === msgId);
    const trigger = (inReplyTo === '' ? asked : answered) ?? before.at(-1);
    const act = { command, upon: trigger?.key ?? '', afterMs: at - (trigger?.at ?? 0) };
    if (command.event === 'bot.reply.stream') streams.set(command.messageId, { ...act, at });
    return act;
  }
}

/** What a question to the model is known by. */
export function questionOf(messages: readonly ChatMessage[]): Pick<RecordedAnswer, 'asked' | 'rounds'> {
  const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  return { asked, rounds: messages.filter((message) => 'tool_calls' in message).length };
}

function resultOf(
  input: Extract<
    StampedInput,
    { type: 'heard-interim' | 'heard-final' | 'heard-eager-end' | 'heard-resumed' | 'hearing-failed' }
  >,
): TranscriberResult {
  switch (input.type) {
    case 'heard-interim': {
      const { utteranceId, text, confidence } = input;
      return { type: 'interim', utteranceId, text, confidence };
    }
    case 'heard-final': {
      const { utteranceId, text, confidence, understood, language, slots, endsTurn } = input;
      const known = {
        ...(language !== undefined && { language }),
        ...(slots !== undefined && { slots }),
        ...(endsTurn !== undefined && { endsTurn }),
      };
      return { type: 'final', utteranceId, text, confidence, understood, ...known };
    }
    case 'heard-eager-end': {
      const { utteranceId, text, confidence, probability } = input;
      return { type: 'eager-end', utteranceId, text, confidence, probability };
    }
    case 'heard-resumed':
      return { type: 'resumed', utteranceId: input.utteranceId };
    case 'hearing-failed': {
      const { utteranceId, code, message } = input;
      const failure = { code: code === 'ENGINE_BUSY' ? 'ENGINE_BUSY' : 'PROVIDER_FAILED', message } as const;
      return { type: 'failed', ...(utteranceId !== undefined && { utteranceId }), ...failure };
    }
  }
}
