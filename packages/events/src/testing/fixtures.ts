// biome-ignore lint/plugin: only tests read files, and this is theirs
import { readFileSync } from 'node:fs';
import { type AnyEvent, parseLogEntry } from '../index.ts';

export const fixtureNames = ['one-exchange', 'pause-to-think', 'interruption', 'mm-hmm', 'silence', 'hang-up'] as const;

export function fixtureLines(name: string): string[] {
  return readFileSync(new URL(`../../fixtures/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
}

export function fixture(name: (typeof fixtureNames)[number]): AnyEvent[] {
  return fixtureLines(name).map((line) => parseLogEntry(JSON.parse(line)));
}
