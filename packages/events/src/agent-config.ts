import { z } from 'zod';
import { Milliseconds, Probability } from './values.ts';

const seconds = z.number().nonnegative();

const VadBlock = z.looseObject({
  threshold: Probability.optional(),
  min_speech_ms: Milliseconds.optional(),
  min_silence_ms: Milliseconds.optional(),
  speech_end_delay_ms: Milliseconds.optional(),
  resume_min_ms: Milliseconds.optional(),
});

const TurnDetectionBlock = z.looseObject({
  engine: z.string().optional(),
  silence_ms: Milliseconds.optional(),
  eager_ms: Milliseconds.optional(),
  max_silence_seconds: seconds.optional(),
});

const StalledTurnBlock = z.looseObject({
  after_ms: Milliseconds.optional(),
  say: z.string().optional(),
});

const AnalysisBlock = z.looseObject({
  send_audio_metrics: z.boolean().optional(),
  audio_metrics_interval_ms: z.int().positive().optional(),
});

const SttBlock = z.looseObject({
  provider: z.string().optional(),
  /** Grammar engine: what may be said. */
  phrases: z.array(z.string()).optional(),
  slots: z.record(z.string(), z.array(z.string())).optional(),
  digits: z.boolean().optional(),
  jsgf: z.string().optional(),
  /** Scripted engine: what will be heard. */
  text: z.string().optional(),
  texts: z.array(z.string()).optional(),
  delay_ms: Milliseconds.optional(),
});

const VoiceBlock = z.looseObject({
  provider: z.string().optional(),
  voice_id: z.string().optional(),
  model: z.string().nullable().optional(),
  ms_per_word: z.number().positive().optional(),
});

const LlmBlock = z.looseObject({
  provider: z.string().optional(),
  model: z.string().nullable().optional(),
  enabled: z.boolean().optional(),
  prompt: z.string().nullable().optional(),
  /** Scripted model: what it answers. */
  reply: z.union([z.string(), z.array(z.string())]).optional(),
  steps: z.array(z.looseObject({})).optional(),
  delay_ms: Milliseconds.optional(),
});

const InterruptionBlock = z.looseObject({
  enabled: z.boolean().optional(),
  min_duration_ms: Milliseconds.optional(),
  confidence: Probability.optional(),
  min_volume: Probability.optional(),
  min_words: z.int().nonnegative().optional(),
  backchannel_filter: z.boolean().optional(),
  energy_threshold_db: z.number().max(0).optional(),
  thinking: z
    .looseObject({ min_duration_ms: Milliseconds.optional(), backchannel_filter: z.boolean().optional() })
    .optional(),
});

const SessionLimits = z.looseObject({
  max_duration_seconds: seconds.optional(),
  idle_timeout_seconds: seconds.optional(),
  idle_warning_seconds: seconds.optional(),
  idle_grace_seconds: seconds.optional(),
});

const Stt = z.union([z.string(), SttBlock]);
const Voice = z.union([z.string(), VoiceBlock]);
const Interruption = z.union([z.boolean(), InterruptionBlock]);

const TurnDetection = z.union([z.string(), TurnDetectionBlock]);

const SessionBlock = z.looseObject({
  stt: Stt.optional(),
  tts: Voice.optional(),
  interruption: Interruption.optional(),
  vad: VadBlock.optional(),
  turn_detection: TurnDetection.optional(),
  analysis: AnalysisBlock.optional(),
  stalled_turn: StalledTurnBlock.optional(),
  tool_timeout_ms: Milliseconds.optional(),
});

const Tool = z.looseObject({});

const Skill = z.looseObject({ name: z.string(), tools: z.array(Tool).optional() });

/** The config block's keys in the order they travel. Top-level keys are ours to spell; blocks stay as the user typed them. */
export const configShape = {
  voice: Voice.optional().describe('`provider/alias`, or a provider’s block.'),
  language: z.string().optional(),
  flash: z.boolean().optional(),
  stt: Stt.optional().describe('`provider/model`, or a provider’s block.'),
  interruption: Interruption.optional().describe('False: the bot is never cut off.'),
  llm: z.union([z.string(), LlmBlock]).optional().describe('Absent: the agent’s own code answers.'),
  prompt: z.string().optional(),
  vars: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  greeting: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .optional()
    .describe('One text, or one per language.'),
  greetingInChat: z.boolean().optional(),
  memory: z.union([z.boolean(), z.looseObject({ enabled: z.boolean().optional() })]).optional(),
  timezone: z.string().optional(),
  preparing: z
    .union([z.boolean(), z.looseObject({ enabled: z.boolean().optional(), timeout_ms: Milliseconds.optional() })])
    .optional(),
  rawPrompt: z.boolean().optional(),
  tools: z.array(Tool).optional(),
  skills: z.array(Skill).optional(),
  sessionLimits: SessionLimits.optional(),
  config: SessionBlock.optional(),
  vad: VadBlock.optional().describe('As in `config`.'),
  turnDetection: TurnDetection.optional().describe('As in `config`.'),
  analysis: AnalysisBlock.optional().describe('As in `config`.'),
  knowledgeBase: z.union([z.string(), z.array(z.string())]).optional(),
  mode: z.unknown().optional(),
  media: z
    .looseObject({
      live: z.boolean().optional(),
      recording: z.boolean().optional(),
      maxDurationSeconds: seconds.optional(),
    })
    .optional(),
};

/** Settings of an agent, a channel or a session. A patch where it comes later: an absent key changes nothing. */
export const AgentConfigSchema = z.object({ ...configShape, allowedOrigins: z.array(z.string()).optional() });

export type AgentConfig = z.output<typeof AgentConfigSchema>;

const configKeys = Object.keys(AgentConfigSchema.shape);

/** Only the settings of a command that carries them: `agent.create`, `channel.add`, `session.configure` … */
export function configOf(command: object): AgentConfig {
  const known = configKeys.filter((key) => Object.hasOwn(command, key));
  return Object.fromEntries(known.map((key) => [key, (command as Record<string, unknown>)[key]])) as AgentConfig;
}
