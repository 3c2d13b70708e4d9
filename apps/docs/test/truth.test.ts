import { readdirSync, readFileSync } from 'node:fs';
import { catalog, commands } from '@antiphon/events';
import { expect, it } from 'vitest';
import { defaultCallConfig } from '../../../packages/server/src/call/call-config.ts';
import { defaultConfig, optionsHelp } from '../../../packages/server/src/config.ts';
import { answeredToday, obeyedToday, sentToday } from '../scripts/sent-today.mjs';

const serverFolder = new URL('../../../packages/server/src/', import.meta.url);
const source = readdirSync(serverFolder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !/^(lab|caller)[\\/]/.test(name))
  .map((name) => readFileSync(new URL(name, serverFolder), 'utf8'))
  .join('\n');
const page = (name: string) => readFileSync(new URL(`../content/${name}.md`, import.meta.url), 'utf8');

/** The row of a table that begins with this cell, or has it second. */
const row = (text: string, cell: string) =>
  text.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${cell}\``)) ?? '';

it('lists every option of the server, with the default that it has, and no other', () => {
  const [options = ''] = page('reference/configuration').split('## Settings of an agent');
  const told = [...options.matchAll(/^\| `(--[a-z-]+)`<br>`(ANTIPHON_[A-Z_]+)` \|/gm)].map(
    ([, flag, variable]) => `${flag} ${variable}`,
  );
  const help = optionsHelp();
  const flags = [...help.matchAll(/^ +(--[a-z-]+)/gm)].map(([, flag]) => flag);
  const variables = [...help.matchAll(/ANTIPHON_[A-Z_]+/g)].map(([variable]) => variable);
  expect(told.sort()).toEqual(flags.map((flag, index) => `${flag} ${variables[index]}`).sort());
  const { host, port, dataFolder, agentGraceMs, drainMs, maxCalls, logLevel } = defaultConfig;
  const defaults = {
    '--host': host,
    '--port': port,
    '--data': dataFolder,
    '--agent-grace-ms': agentGraceMs,
    '--drain-ms': drainMs,
  };
  for (const [flag, value] of Object.entries({ ...defaults, '--max-calls': maxCalls, '--log-level': logLevel })) {
    expect(row(options, flag)).toContain(`| \`${value}\` |`);
  }
});

it('gives the settings of an agent their defaults', () => {
  const settings = page('reference/configuration');
  const { vad, turnDetection, interruption, limits, metrics, stalledTurn, tools } = defaultCallConfig;
  const defaults = {
    threshold: vad.threshold,
    min_speech_ms: vad.minSpeechMs,
    min_silence_ms: vad.minSilenceMs,
    speech_end_delay_ms: vad.speechEndDelayMs,
    resume_min_ms: vad.resumeMinMs,
    engine: `\`${turnDetection.engine}\``,
    silence_ms: turnDetection.silenceMs,
    max_silence_seconds: turnDetection.maxSilenceMs / 1000,
    min_duration_ms: interruption.minDurationMs,
    min_words: interruption.minWords,
    confidence: interruption.confidence,
    min_volume: interruption.minVolume,
    max_duration_seconds: limits.maxDurationMs / 1000,
    idle_timeout_seconds: limits.idleTimeoutMs / 1000,
    idle_warning_seconds: limits.idleWarningMs / 1000,
    idle_grace_seconds: limits.idleGraceMs / 1000,
    after_ms: stalledTurn.afterMs,
    audio_metrics_interval_ms: metrics.intervalMs,
    tool_timeout_ms: tools.timeoutMs,
  };
  for (const [name, value] of Object.entries(defaults))
    expect(row(settings, name)).toContain(`| \`${name}\` | ${value} |`);
  expect(turnDetection.eagerMs).toBe(turnDetection.silenceMs / 2);
});

it('tells of the events that the server sends, and of no other as sent', () => {
  const told = [...Object.values(sentToday).flat(), ...answeredToday];
  expect(told.filter((name) => !source.includes(`'${name}'`) && !source.includes(`"event":"${name}"`))).toEqual([]);
  const untold = Object.keys(catalog).filter((name) => !told.includes(name));
  const makers = (name: string) => [`name: '${name}'`, `acknowledge('${name}'`, `formatAck('${name}'`];
  expect(untold.filter((name) => makers(name).some((maker) => source.includes(maker)))).toEqual([]);
});

it('tells of the commands that the server carries out, and of no other', () => {
  const session = readFileSync(new URL('responder/agent-session.ts', serverFolder), 'utf8');
  const carriedOut = Object.keys(commands).filter((name) => session.includes(`case '${name}'`));
  expect(obeyedToday.toSorted()).toEqual(carriedOut.sort());
});

it('names every code that the agent socket answers with', () => {
  const told = page('guide/errors');
  const responder = ['agent-session', 'registration', 'socket-frames'].map((name) =>
    readFileSync(new URL(`responder/${name}.ts`, serverFolder), 'utf8'),
  );
  const codes = [...responder.join('\n').matchAll(/code[:=] '([A-Z_]+)'/g)].map(([, code]) => code ?? '');
  expect([...new Set(codes)].filter((code) => !told.includes(`\`${code}\``))).toEqual([]);
});
