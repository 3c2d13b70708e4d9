import type { EventData, LoggedEvent } from '@antiphon/events';
import fc from 'fast-check';
import { createEngines } from '../../engines/engines.ts';
import type { CallerStep } from '../caller/steps.ts';
import type { EngineFaults } from '../faults/faults.ts';
import type { AgentHandle, Scenario } from '../simulate.ts';
import type { LabTurnMark } from '../turn-marks.ts';

/** What an agent does when it is its turn: plain data, as all of a story is, so that it can be shrunk and printed. */
export type Act =
  | { do: 'reply' | 'stream' | 'say' | 'insist' | 'ignore'; words: number; afterMs: number; ends: boolean }
  | { do: 'cancel' | 'clear' | 'hangup' | 'configure'; afterMs: number };

/** One call: its caller, its agent, and everything that goes wrong. */
export interface Story {
  caller: CallerStep[];
  acts: Act[];
  on: 'eager.turn' | 'turn.end' | 'user.message' | 'speech.started';
  hangUpAt: number | undefined;
  agentLostAt: number | undefined;
  agentReturnsAt: number | undefined;
  finalDelayMs: number;
  faults: EngineFaults;
  markDelayMs: number;
  greeting: boolean;
  interruption: boolean;
  /** The server's model answers, beside whatever the agent does. */
  hasModel: boolean;
  /** What the model does, question by question; empty: it only replies. */
  steps: ModelStep[];
  /** What the agent does about tools that it is to run, request by request. */
  tools: ToolManner[];
  toolTimeoutMs: number;
  /** What decides when turns are over; `marked`: the transcriber. */
  endOfTurn: 'silence' | 'fused' | 'marked';
  /** What the transcriber then says of each utterance. */
  turnMarks: LabTurnMark[];
  /** Whether silence and length end the call, or only what happens in it. */
  hasLimits: boolean;
}

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('reply' as const, 'stream' as const, 'say' as const, 'insist' as const, 'ignore' as const),
      words: fc.nat(14),
      afterMs: fc.nat(1500),
      ends: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('cancel' as const, 'clear' as const, 'hangup' as const, 'configure' as const),
      afterMs: fc.nat(2500),
    }),
  },
);

/** What the model does when it is asked. */
export interface ModelStep {
  words: number;
  /** Names of tools; with an id that it uses each time, or none. */
  tools: { name: string; hasId: boolean }[];
}

/** How an agent answers a request for tools. */
export interface ToolManner {
  how: 'once' | 'twice' | 'one by one' | 'in part' | 'wrong ids' | 'wrong request' | 'never';
  afterMs: number;
  fails: boolean;
  ephemeral: boolean;
  noFollowup: boolean;
}

const anyModelStep: fc.Arbitrary<ModelStep> = fc.record({
  words: fc.nat(12),
  tools: fc.array(fc.record({ name: fc.constantFrom('book', 'find', 'toString'), hasId: fc.boolean() }), {
    maxLength: 3,
    size: 'max',
  }),
});

const anyToolManner: fc.Arbitrary<ToolManner> = fc.record({
  how: fc.constantFrom('once', 'twice', 'one by one', 'in part', 'wrong ids', 'wrong request', 'never'),
  afterMs: fc.oneof(fc.nat(2_000), fc.nat(30_000)),
  fails: fc.boolean(),
  ephemeral: fc.boolean(),
  noFollowup: fc.boolean(),
});

const anyWords = fc.constantFrom(
  'yes',
  'mm-hmm',
  'a table for two',
  'no wait',
  'I would like',
  'okay then no',
  'two one three',
  'and then I',
);
const anyManner = fc.record({ ms: fc.integer({ min: 80, max: 2500 }), understood: fc.boolean() });
const withinMs = 4_000;

const anyStep: fc.Arbitrary<CallerStep> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(anyWords, anyManner).map(([say, manner]) => ({ say, ...manner })) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 4000 }).map((wait) => ({ wait })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyWords, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 80, max: 1500 }))
      .map(([interrupt, atWord, ms]) => ({ interrupt, atWord, ms })),
  },
  { weight: 1, arbitrary: fc.integer({ min: 80, max: 600 }).map((cough) => ({ cough })) },
  { weight: 1, arbitrary: fc.constant({ murmur: 'mm-hmm' }) },
  { weight: 1, arbitrary: fc.constant({ hesitate: ['I would', 'like'], pause: 300 }) },
  { weight: 1, arbitrary: fc.stringMatching(/^[0-9#*]{1,3}$/).map((press) => ({ press })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('turn.end' as const, 'bot.speaking' as const, 'bot.finished' as const)
      .map((until) => ({ until, within: withinMs })),
  },
);

const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3, nil: undefined });
const faultsOf = <Fault extends string>(...faults: Fault[]) =>
  fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant('none' as Fault) }, fc.constantFrom(...faults)), {
    maxLength: 6,
    size: 'max',
  });

export const anyFaults: fc.Arbitrary<EngineFaults> = fc.record({
  transcriber: faultsOf('slow', 'late', 'no-final', 'doubled', 'interims-late', 'reordered', 'failed', 'deaf', 'dead'),
  synthesizer: faultsOf('slow', 'stalled', 'trickle', 'words-late', 'no-words', 'half', 'doubled', 'failed', 'dead'),
  model: faultsOf('slow', 'stalled', 'half', 'doubled', 'failed', 'dead'),
});

/** Random calls. */
export const anyStory: fc.Arbitrary<Story> = fc.record({
  caller: fc.array(anyStep, { maxLength: 12, size: 'max' }),
  acts: fc.array(anyAct, { minLength: 1, maxLength: 6, size: 'max' }),
  on: fc.constantFrom('eager.turn' as const, 'turn.end' as const, 'user.message' as const, 'speech.started' as const),
  hangUpAt: rarely(fc.integer({ min: 0, max: 20_000 })),
  agentLostAt: rarely(fc.nat(15_000)),
  agentReturnsAt: rarely(fc.nat(40_000)),
  finalDelayMs: fc.constantFrom(0, 50, 300, 900, 60_000),
  faults: fc.oneof({ weight: 1, arbitrary: fc.constant<EngineFaults>({}) }, { weight: 2, arbitrary: anyFaults }),
  markDelayMs: fc.constantFrom(0, 60, 400, Number.POSITIVE_INFINITY),
  greeting: fc.boolean(),
  interruption: fc.boolean(),
  hasModel: fc.boolean(),
  steps: fc.oneof(fc.constant<ModelStep[]>([]), fc.array(anyModelStep, { minLength: 1, maxLength: 5, size: 'max' })),
  tools: fc.array(anyToolManner, { minLength: 1, maxLength: 4, size: 'max' }),
  toolTimeoutMs: fc.constantFrom(100, 1_500, 20_000),
  endOfTurn: fc.constantFrom('silence' as const, 'fused' as const, 'marked' as const),
  turnMarks: fc.array(fc.constantFrom<LabTurnMark>('end', 'eager', 'taken-back', 'pause', 'early'), {
    maxLength: 6,
    size: 'max',
  }),
  hasLimits: fc.boolean(),
});

const engines = createEngines({ env: {}, lab: true, strict: true });

/** How long a story may take. One without limits is hung up on after its caller has long been silent. */
const LONGEST_MS = 400_000;
const SILENT_MS = 80_000;

/** The story as the lab plays it. */
export function scenarioOf(story: Story): Scenario {
  const { hangUpAt, agentLostAt, agentReturnsAt, hasLimits } = story;
  // A caller that stays: its hang-up is the story's, or comes when all has long been quiet.
  const script: CallerStep[] = [...story.caller, { wait: hasLimits ? LONGEST_MS : SILENT_MS }, { hangUp: true }];
  return {
    until: LONGEST_MS,
    script,
    finalDelayMs: story.finalDelayMs,
    markDelayMs: story.markDelayMs,
    engines,
    faults: story.faults,
    ...(story.endOfTurn === 'marked' ? { turnMarks: story.turnMarks } : {}),
    config: {
      ...(story.greeting ? { greeting: 'Hello there. How can I help you today?' } : {}),
      ...(story.interruption ? {} : { interruption: false }),
      ...(story.hasModel ? { llm: { provider: 'scripted', ...scriptOf(story.steps), delay_ms: 150 } } : {}),
      config: { tool_timeout_ms: story.toolTimeoutMs },
      ...(story.endOfTurn === 'silence' ? {} : { turn_detection: { engine: 'fused' } }),
      session_limits: hasLimits
        ? { max_duration_seconds: 300, idle_timeout_seconds: 20, idle_warning_seconds: 5, idle_grace_seconds: 3 }
        : { max_duration_seconds: 0, idle_timeout_seconds: 0 },
    },
    agent: agentOf(story),
    ...(hangUpAt === undefined ? {} : { hangUpAt }),
    ...(agentLostAt === undefined ? {} : { agentLostAt }),
    ...(agentLostAt === undefined || agentReturnsAt === undefined
      ? {}
      : { agentReturnsAt: agentLostAt + agentReturnsAt }),
  };
}

function scriptOf(steps: readonly ModelStep[]): object {
  if (steps.length === 0) return { reply: ['One moment. Here it is.', 'So be it.'] };
  return {
    steps: steps.map(({ words: count, tools }, index) => ({
      ...(count > 0 || tools.length === 0 ? { reply: words(count) } : {}),
      ...(tools.length > 0
        ? { tool_calls: tools.map(({ name, hasId }) => ({ name, ...(hasId ? { id: `call_${index}` } : {}) })) }
        : {}),
    })),
  };
}

function agentOf({ acts, on, tools }: Story): (event: LoggedEvent, agent: AgentHandle) => void {
  let next = 0;
  let nextTools = 0;
  return (event, agent) => {
    if (event.name === 'llm.tool_call') {
      run(event.data, tools[nextTools % tools.length] as ToolManner, agent);
      nextTools += 1;
    }
    if (event.name !== on) return;
    const act = acts[next % acts.length] as Act;
    next += 1;
    const inReplyTo = 'messageId' in event.data ? String(event.data.messageId) : '';
    agent.after(act.afterMs, () => carryOut(act, agent, inReplyTo));
  };
}

function carryOut(act: Act, agent: AgentHandle, inReplyTo: string): void {
  switch (act.do) {
    case 'reply':
      return void agent.reply(words(act.words), inReplyTo);
    case 'say':
      return void agent.say(words(act.words));
    case 'insist':
      return void agent.say(words(act.words), { interruptible: false });
    case 'stream': {
      const reply = agent.stream(inReplyTo);
      for (const [index, word] of words(act.words).split(' ').entries()) {
        agent.after(index * 90, () => reply.write(`${word} `));
      }
      if (act.ends) agent.after(act.words * 90, () => reply.end());
      return;
    }
    case 'cancel':
      return agent.send({ event: 'bot.cancel', callId: 'CA' });
    case 'clear':
      return agent.send({ event: 'bot.clear', callId: 'CA' });
    case 'hangup':
      return agent.send({ event: 'call.hangup', callId: 'CA' });
    case 'configure':
      return agent.configure({ config: { turn_detection: { engine: 'silence', silence_ms: 300 } } });
    case 'ignore':
  }
}

function run({ msgId, toolCalls }: EventData<'llm.tool_call'>, manner: ToolManner, agent: AgentHandle): void {
  const { how, afterMs, fails, ephemeral, noFollowup } = manner;
  const answer = (ids: readonly string[], request = msgId) =>
    agent.send({
      event: 'llm.tool_result',
      callId: 'CA',
      msgId: request,
      results: ids.map((id) => ({
        tool_call_id: id,
        result: fails ? { error: 'It is broken.' } : { done: id },
        ephemeral,
        no_followup: noFollowup,
      })),
    });
  const ids = toolCalls.map(({ id }) => id);
  agent.after(afterMs, () => {
    switch (how) {
      case 'once':
        return answer(ids);
      case 'twice':
        agent.after(400, () => answer(ids));
        return answer(ids);
      case 'one by one':
        for (const [index, id] of ids.entries()) agent.after(index * 700, () => answer([id]));
        return;
      case 'in part':
        return answer(ids.slice(1));
      case 'wrong ids':
        return answer(['nobody']);
      case 'wrong request':
        return answer(ids, 'nobody');
      case 'never':
    }
  });
}

const words = (count: number) =>
  Array.from({ length: count }, (_, index) => (index % 5 === 4 ? `w${index}.` : `w${index}`)).join(' ');
