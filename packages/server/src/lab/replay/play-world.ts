import type { LoggedEvent } from '@antiphon/events';
import { Call } from '../../call/call.ts';
import { applyConfig, type CallConfig } from '../../call/call-config.ts';
import { Metronome } from '../../call/metronome.ts';
import type { Chosen, Engines } from '../../engines/engines.ts';
import type { LanguageModelEngine } from '../../responder/language-model.ts';
import type { SynthesizerEngine } from '../../synthesizer/synthesizer.ts';
import type { TranscriberEngine } from '../../transcriber/transcriber.ts';
import { InMemoryLine } from '../in-memory-line.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { wirePatchOf } from './config-patch.ts';
import { keyMaker, questionOf, type RecordedAct, type RecordedWorld } from './recorded.ts';

export interface PlayedWorld {
  events: LoggedEvent[];
  /** What had to be guessed, because the recorded call does not say it. */
  guesses: string[];
}

/** How long a world goes on that does not end by itself, after the last thing that was recorded, ms. */
const LONGEST_AFTER_MS = 120_000;
/** A sentence that was never heard is taken to last this long a word, ms. */
const MS_PER_WORD = 300;

/**
 * Plays a recorded world against the machine as it is now: the caller speaks at the recorded times, the agent and the engines
 * answer what they answered, as long after being asked as they took then.
 *
 * @param patch settings that differ from the recorded ones, as on the wire
 */
export function playWorld(world: RecordedWorld, patch: Record<string, unknown>): PlayedWorld {
  const { head } = world;
  const { facts } = head;
  const clock = new VirtualClock(facts.startedAt);
  const events: LoggedEvent[] = [];
  const guesses: string[] = [];
  const line = new InMemoryLine(
    {
      callId: facts.callId,
      orgId: 'org_lab',
      agentId: 'lab',
      from: facts.from,
      to: facts.to,
      direction: facts.direction,
      transport: facts.transport,
      codec: facts.sampleRateHz === 8000 ? 'mulaw' : 'pcm16',
      sampleRateHz: facts.sampleRateHz as 8000,
      metadata: facts.metadata,
    },
    clock,
  );
  const nameEvent = keyMaker();
  const waiting = new Map<string, RecordedAct[]>();
  for (const act of world.acts) waiting.set(act.upon, [...(waiting.get(act.upon) ?? []), act]);
  let lastAt = lastRecordedAt(world) + LONGEST_AFTER_MS;

  const call: Call = new Call({
    line,
    config: applyConfig(head.config, patch),
    engines: recordedEngines(world, guesses),
    clock,
    idSeed: facts.idSeed,
    sink: { begin() {}, append: (event) => events.push(event), end() {} },
    journal: { begin() {}, record() {}, close() {} },
    participant: (event) => {
      const key = nameEvent(event);
      const acts = waiting.get(key) ?? (event.name === 'turn.end' ? begunEarlier(event.data.messageId) : []);
      waiting.delete(key);
      for (const act of acts) clock.wakeAt(clock.now() + act.afterMs, () => call.command(act.command));
    },
    ended: () => {
      lastAt = 0;
    },
    log: {
      warn() {},
      error: ({ error }: { error?: unknown }) => void guesses.push(`The call broke: ${String(error)}`),
    },
    portable: true,
    isScripted: true,
  });
  line.events = call;
  const leave = new Metronome(clock).join(() => call.tick());
  call.begin();
  speak();
  for (const { at, ...input } of world.inputs) {
    clock.wakeAt(at, () => {
      if (input.type === 'dtmf') call.dtmf(input.digit);
      if (input.type === 'line-closed') call.closed(input.how);
      if (input.type === 'end') call.end(input.reason);
      if (input.type === 'agent-lost') call.agentLost(input.graceMs);
      if (input.type === 'agent-returned') call.agentReturned();
      if (input.type === 'configured') call.configure(wirePatchOf(applyConfig(input.config as CallConfig, patch)));
    });
  }
  while (clock.now() <= lastAt && clock.runNext(lastAt));
  leave();
  return { events, guesses };

  /** Work that was begun on a sign of the turn's end which does not come now: the agent begins at the end itself. */
  function begunEarlier(messageId: string): RecordedAct[] {
    const found = [...waiting].filter(([key]) => key.split(' ')[1] === messageId);
    for (const [key] of found) waiting.delete(key);
    return found.flatMap(([, acts]) => acts);
  }

  function speak(): void {
    const { minSilenceMs, speechEndDelayMs } = applyConfig(head.config, patch).vad;
    const recorded = head.config.vad;
    const laterMs = minSilenceMs + speechEndDelayMs - recorded.minSilenceMs - recorded.speechEndDelayMs;
    for (const [index, { from, to, startedAt, endedAt, confidence, prosody }] of world.speech.entries()) {
      const next = world.speech[index + 1]?.from ?? Number.POSITIVE_INFINITY;
      clock.wakeAt(from, () => {
        call.isVoiced = true;
      });
      clock.wakeAt(startedAt, () => call.speechStarted(from, confidence));
      if (!Number.isFinite(to)) continue;
      clock.wakeAt(to, () => {
        call.isVoiced = false;
      });
      clock.wakeAt(Math.min(Math.max(to, endedAt + laterMs), next), () => call.speechEnded(to, prosody));
    }
  }
}

function lastRecordedAt({ inputs, speech, results }: RecordedWorld): number {
  const spoken = speech.map(({ startedAt, endedAt }) => (Number.isFinite(endedAt) ? endedAt : startedAt));
  return Math.max(0, ...inputs.map(({ at }) => at), ...spoken, ...results.map(({ at }) => at));
}

/** Engines that answer what was answered. */
function recordedEngines(world: RecordedWorld, guesses: string[]): Engines {
  const substituted = new Map(
    world.inputs.flatMap((input) => (input.type === 'substituted' ? [[input.data.port, input.data] as const] : [])),
  );
  const chosen = <Engine>(port: 'transcriber' | 'synthesizer' | 'model', engine: Engine): Chosen<Engine> => {
    const instead = substituted.get(port);
    return {
      engine,
      settings: {},
      used: instead?.used ?? 'recorded',
      ...(instead && { substituted: { asked: instead.asked, used: instead.used, reason: instead.reason } }),
    };
  };
  const ear = recordedEar(world);
  const mouth = recordedMouth(world, guesses);
  const mind = recordedMind(world, guesses);
  return {
    transcriber: () => chosen('transcriber', ear),
    synthesizer: () => chosen('synthesizer', mouth),
    model: () => (world.head.hasModel || world.answers.length > 0 ? chosen('model', mind) : undefined),
    close: async () => {},
  };
}

function recordedEar({ results, endsTurns }: RecordedWorld): TranscriberEngine {
  return {
    provider: 'recorded',
    sampleRateHz: 0,
    check() {},
    endsTurns: () => endsTurns,
    open(_settings, { clock, onResult }) {
      const cancels = results.map(({ at, result }) => clock.wakeAt(Math.max(at, clock.now()), () => onResult(result)));
      return {
        push() {},
        speechStarted() {},
        speechEnded() {},
        configure() {},
        close() {
          for (const cancel of cancels) cancel();
        },
      };
    },
    close: async () => {},
  };
}

function recordedMouth({ sentences, head }: RecordedWorld, guesses: string[]): SynthesizerEngine {
  const { sampleRateHz } = head.facts;
  const left = [...sentences];
  return {
    provider: 'recorded',
    check() {},
    open: (_settings, { clock }) => ({
      sampleRateHz,
      close() {},
      speak(text, sink) {
        const isHeard = ({ pieces, failure }: (typeof sentences)[number]) => pieces.length > 0 || failure !== undefined;
        const index = left.findIndex((sentence) => sentence.text === text && isHeard(sentence));
        const found =
          index >= 0 ? left.splice(index, 1)[0] : sentences.find((each) => each.text === text && isHeard(each));
        const cancels: (() => void)[] = [];
        const after = (ms: number, act: () => void) => cancels.push(clock.wakeAt(clock.now() + ms, act));
        const samples = (ms: number) => Math.round((ms * sampleRateHz) / 1000);
        if (found === undefined) {
          guesses.push(`${JSON.stringify(text)} was never heard: ${MS_PER_WORD} ms a word are assumed.`);
          const words = text.split(/\s+/).filter(Boolean);
          const times = words.map((word, at) => ({ word, startMs: at * MS_PER_WORD, endMs: (at + 1) * MS_PER_WORD }));
          sink.chunk(new Int16Array(samples(words.length * MS_PER_WORD)), times);
          sink.done();
          return () => {};
        }
        const { pieces, delayMs, failure } = found;
        const say = () => {
          for (const piece of pieces) {
            if (piece.afterMs === 0) sink.chunk(new Int16Array(piece.samples), piece.words);
            else after(piece.afterMs, () => sink.chunk(new Int16Array(piece.samples), piece.words));
          }
          const end = () =>
            failure ? sink.failed({ code: 'PROVIDER_FAILED', message: failure.message }) : sink.done();
          const lastMs = pieces.at(-1)?.afterMs ?? 0;
          if (lastMs === 0) end();
          else after(lastMs, end);
        };
        if (delayMs === 0) say();
        else after(delayMs, say);
        return () => {
          for (const cancel of cancels) cancel();
        };
      },
    }),
    close: async () => {},
  };
}

function recordedMind({ answers }: RecordedWorld, guesses: string[]): LanguageModelEngine {
  return {
    provider: 'recorded',
    check() {},
    open: (_settings, { clock }) => ({
      close() {},
      reply(messages, sink) {
        const { asked, rounds } = questionOf(messages);
        const answer = answers.findLast((each) => each.asked === asked && each.rounds === rounds);
        const cancels: (() => void)[] = [];
        const after = (ms: number, act: () => void) => cancels.push(clock.wakeAt(clock.now() + ms, act));
        if (answer === undefined) {
          guesses.push(`The model was never asked ${JSON.stringify(asked)}: its answer is not known.`);
          after(0, () => sink.done());
        }
        for (const { afterMs, text } of answer?.pieces ?? []) after(afterMs, () => sink.token(text));
        for (const { afterMs, calls } of answer?.tools ?? []) after(afterMs, () => sink.toolCalls(calls));
        if (answer?.doneAfterMs !== undefined) after(answer.doneAfterMs, () => sink.done());
        const failure = answer?.failure;
        if (failure) after(0, () => sink.failed({ code: 'PROVIDER_FAILED', message: failure.message }));
        return () => {
          for (const cancel of cancels) cancel();
        };
      },
    }),
    close: async () => {},
  };
}
