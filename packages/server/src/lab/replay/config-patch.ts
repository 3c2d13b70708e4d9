import type { CallConfig } from '../../call/call-config.ts';

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const snakeKeys = (block: object) =>
  Object.fromEntries(Object.entries(block).map(([key, value]) => [snake(key), value]));

/** Settings of a call as an agent would have to write them, so that laying them over any others gives the same. */
export function wirePatchOf(config: CallConfig): Record<string, unknown> {
  const {
    vad,
    turnDetection,
    interruption,
    thinking,
    limits,
    metrics,
    stalledTurn,
    tools,
    greeting,
    language,
    stt,
    voice,
    llm,
    prompt,
  } = config;
  const { maxSilenceMs, ...turn } = turnDetection;
  const seconds = Object.entries(limits).map(([key, ms]) => [snake(key).replace(/_ms$/, '_seconds'), ms / 1000]);
  return {
    vad: snakeKeys(vad),
    turn_detection: { ...snakeKeys(turn), max_silence_seconds: maxSilenceMs / 1000 },
    interruption: { ...snakeKeys(interruption), thinking: snakeKeys(thinking) },
    session_limits: Object.fromEntries(seconds),
    analysis: { send_audio_metrics: metrics.enabled, audio_metrics_interval_ms: metrics.intervalMs },
    stalled_turn: { after_ms: stalledTurn.afterMs, say: stalledTurn.say ?? '' },
    tool_timeout_ms: tools.timeoutMs,
    tools: Object.entries(tools.timeoutMsOf).map(([name, timeoutMs]) => ({
      timeout_ms: timeoutMs,
      function: { name },
    })),
    ...(greeting !== undefined && { greeting }),
    ...(language !== undefined && { language }),
    ...(stt !== undefined && { stt }),
    ...(voice !== undefined && { voice }),
    ...(llm !== undefined && { llm }),
    ...(prompt !== undefined && { prompt }),
  };
}
