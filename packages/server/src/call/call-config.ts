import type { BargeInOptions } from '../turn/barge-in.ts';
import type { EndOfTurnSettings } from '../turn/end-of-turn-model.ts';
import type { ThinkingOptions } from './conversation-thinking.ts';
import type { StalledTurnOptions } from './watchdog.ts';

/** What one call runs by, every value settled. Durations in ms. */
export interface CallConfig {
  language: string | undefined;
  /** What the caller hears first; undefined: nothing. */
  greeting: string | undefined;
  /** Engine settings as the user wrote them; the engines check and read them. */
  stt: unknown;
  voice: unknown;
  llm: unknown;
  prompt: string | undefined;
  vad: { threshold: number; minSpeechMs: number; minSilenceMs: number; speechEndDelayMs: number; resumeMinMs: number };
  turnDetection: EndOfTurnSettings;
  interruption: BargeInOptions;
  /** The same for while the bot thinks. */
  thinking: ThinkingOptions;
  /** 0 switches a limit off. */
  limits: { maxDurationMs: number; idleTimeoutMs: number; idleWarningMs: number; idleGraceMs: number };
  metrics: { enabled: boolean; intervalMs: number };
  stalledTurn: StalledTurnOptions;
  /** How long a tool may take: any, and those that have a time of their own. */
  tools: { timeoutMs: number; timeoutMsOf: Readonly<Record<string, number>> };
}

/** Defaults of the turn and detector values: golden-calls.md; of limits, interruption, resuming and the longest silence: wire.md §6; a tool's time is ours to choose. */
export const defaultCallConfig: CallConfig = {
  language: undefined,
  greeting: undefined,
  stt: undefined,
  voice: undefined,
  llm: undefined,
  prompt: undefined,
  vad: { threshold: 0.5, minSpeechMs: 250, minSilenceMs: 200, speechEndDelayMs: 0, resumeMinMs: 200 },
  turnDetection: { engine: 'fused', silenceMs: 500, eagerMs: 250, maxSilenceMs: 3000 },
  interruption: {
    enabled: true,
    minDurationMs: 300,
    minWords: 2,
    backchannelFilter: true,
    confidence: 0.7,
    minVolume: 0.35,
  },
  thinking: { minDurationMs: 300, backchannelFilter: true },
  limits: { maxDurationMs: 600_000, idleTimeoutMs: 60_000, idleWarningMs: 15_000, idleGraceMs: 10_000 },
  metrics: { enabled: false, intervalMs: 100 },
  // Longer than agents with tools take on average (10.1 s from question to answer, field.md C3) is an agent that hangs.
  stalledTurn: { afterMs: 12_000, say: undefined },
  tools: { timeoutMs: 20_000, timeoutMsOf: {} },
};

type Block = Record<string, unknown>;

const block = (value: unknown): Block => (typeof value === 'object' && value !== null ? (value as Block) : {});

/** A number within its range, else the value before: a bad setting never takes a call down. Bad ones are refused at registration. */
const number = (value: unknown, before: number, min: number, max: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : before;

const seconds = (value: unknown, before: number): number => number(value, before / 1000, 0, 86_400) * 1000;

function greetingFor(greeting: unknown, language: string | undefined): string | undefined {
  if (typeof greeting === 'string') return greeting || undefined;
  const byLanguage = block(greeting);
  const chosen = byLanguage[language ?? 'en'] ?? byLanguage['en'] ?? Object.values(byLanguage)[0];
  return typeof chosen === 'string' && chosen ? chosen : undefined;
}

/**
 * Lays a config block over a call's config: absent keys stay as they are.
 *
 * @param patch the block of wire.md §2.3 after parsing: top-level keys camelCase, nested blocks as the user typed them.
 *   Blocks under `config` and at top level mean the same; `config` wins.
 */
export function applyConfig(before: CallConfig, patch: Block): CallConfig {
  const given = { ...patch, ...block(patch['config']) };
  const vad = block(given['vad']);
  const turn = turnBlock(given['turn_detection'] ?? given['turnDetection']);
  const limits = block(given['session_limits'] ?? given['sessionLimits']);
  const analysis = block(given['analysis']);
  const stalled = block(given['stalled_turn'] ?? given['stalledTurn']);
  const { interruption } = given;
  const barge = block(interruption);
  const thinking = block(barge['thinking']);
  const language = typeof given['language'] === 'string' ? given['language'] : before.language;
  const silenceMs = number(turn['silence_ms'], before.turnDetection.silenceMs, 0, 10_000);
  return {
    language,
    greeting: 'greeting' in given ? greetingFor(given['greeting'], language) : before.greeting,
    stt: merged(before.stt, given['stt']),
    voice: given['voice'] ?? given['tts'] ?? before.voice,
    llm: 'llm' in given ? given['llm'] : before.llm,
    prompt: typeof given['prompt'] === 'string' ? given['prompt'] : before.prompt,
    vad: {
      threshold: number(vad['threshold'], before.vad.threshold, 0.05, 0.95),
      minSpeechMs: number(vad['min_speech_ms'], before.vad.minSpeechMs, 0, 5_000),
      minSilenceMs: number(vad['min_silence_ms'], before.vad.minSilenceMs, 20, 5_000),
      speechEndDelayMs: number(vad['speech_end_delay_ms'], before.vad.speechEndDelayMs, 0, 5_000),
      resumeMinMs: number(vad['resume_min_ms'], before.vad.resumeMinMs ?? defaultCallConfig.vad.resumeMinMs, 0, 5_000),
    },
    turnDetection: {
      engine: endOfTurnEngine(turn['engine']) ?? before.turnDetection.engine,
      silenceMs,
      eagerMs: number(
        turn['eager_ms'],
        turn['silence_ms'] === undefined ? before.turnDetection.eagerMs : silenceMs / 2,
        0,
        10_000,
      ),
      maxSilenceMs: number(
        milliseconds(turn['max_silence_seconds']),
        before.turnDetection.maxSilenceMs ?? defaultCallConfig.turnDetection.maxSilenceMs,
        100,
        30_000,
      ),
    },
    interruption: {
      enabled:
        interruption === undefined ? before.interruption.enabled : interruption !== false && barge['enabled'] !== false,
      minDurationMs: number(barge['min_duration_ms'], before.interruption.minDurationMs, 0, 5_000),
      minWords: number(barge['min_words'], before.interruption.minWords, 0, 50),
      backchannelFilter:
        typeof barge['backchannel_filter'] === 'boolean'
          ? barge['backchannel_filter']
          : before.interruption.backchannelFilter,
      confidence: number(barge['confidence'], before.interruption.confidence, 0, 1),
      minVolume: number(
        barge['min_volume'] ?? volumeOf(barge['energy_threshold_db']),
        before.interruption.minVolume,
        0,
        1,
      ),
    },
    thinking: {
      minDurationMs: number(thinking['min_duration_ms'], before.thinking.minDurationMs, 0, 5_000),
      backchannelFilter:
        typeof thinking['backchannel_filter'] === 'boolean'
          ? thinking['backchannel_filter']
          : before.thinking.backchannelFilter,
    },
    limits: {
      maxDurationMs: seconds(limits['max_duration_seconds'], before.limits.maxDurationMs),
      idleTimeoutMs: seconds(limits['idle_timeout_seconds'], before.limits.idleTimeoutMs),
      idleWarningMs: seconds(limits['idle_warning_seconds'], before.limits.idleWarningMs),
      idleGraceMs: seconds(limits['idle_grace_seconds'], before.limits.idleGraceMs),
    },
    metrics: {
      enabled:
        typeof analysis['send_audio_metrics'] === 'boolean' ? analysis['send_audio_metrics'] : before.metrics.enabled,
      intervalMs: number(analysis['audio_metrics_interval_ms'], before.metrics.intervalMs, 20, 5_000),
    },
    stalledTurn: {
      afterMs: number(stalled['after_ms'], before.stalledTurn.afterMs, 0, 600_000),
      say: typeof stalled['say'] === 'string' ? stalled['say'].trim() || undefined : before.stalledTurn.say,
    },
    tools: {
      timeoutMs: number(given['tool_timeout_ms'], before.tools.timeoutMs, MIN_TOOL_MS, MAX_TOOL_MS),
      timeoutMsOf: Array.isArray(given['tools']) ? timeoutsOf(given['tools']) : before.tools.timeoutMsOf,
    },
  };
}

/** Bounds of the time that a tool may be given, ms. */
const MIN_TOOL_MS = 100;
const MAX_TOOL_MS = 600_000;

/** Tools as they are declared on the wire (wire.md §2.4), with a `timeout_ms` of ours beside `function`. */
function timeoutsOf(tools: readonly unknown[]): Record<string, number> {
  return Object.fromEntries(
    tools.map(block).flatMap((tool) => {
      const { name } = block(tool['function']);
      const timeoutMs = tool['timeout_ms'];
      if (typeof name !== 'string' || typeof timeoutMs !== 'number') return [];
      return [[name, number(timeoutMs, MAX_TOOL_MS, MIN_TOOL_MS, MAX_TOOL_MS)]];
    }),
  );
}

const milliseconds = (value: unknown): unknown => (typeof value === 'number' ? value * 1000 : value);

/** An engine's name stands for the block that names it. */
const turnBlock = (value: unknown): Block => (typeof value === 'string' ? { engine: value } : block(value));

/** Names of published apps mean the nearest engine: `smart_turn` judges more than silence, `native` leaves it to the transcriber. */
const endOfTurnEngines: Readonly<Record<string, EndOfTurnSettings['engine']>> = {
  silence: 'silence',
  fused: 'fused',
  smart_turn: 'fused',
  native: 'fused',
};

/** @returns undefined for a name that stands for no engine */
export const endOfTurnEngine = (name: unknown): EndOfTurnSettings['engine'] | undefined =>
  typeof name === 'string' && Object.hasOwn(endOfTurnEngines, name) ? endOfTurnEngines[name] : undefined;

/** The older name of the volume gate, in dB of full scale. */
function volumeOf(energyDb: unknown): number | undefined {
  return typeof energyDb === 'number' ? 1 + Math.max(-60, energyDb) / 60 : undefined;
}

/** A partial `stt` such as `{language:"es"}` changes the engine's settings; one that names a provider replaces them. */
function merged(before: unknown, given: unknown): unknown {
  if (given === undefined) return before;
  if (typeof given !== 'object' || given === null || 'provider' in given || typeof before !== 'object') return given;
  return { ...before, ...given };
}
