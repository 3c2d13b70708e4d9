import { z } from 'zod';
import { parseSettings } from '../../engines/settings.ts';

/** What the scripted transcriber will have heard, utterance by utterance. */
export interface Script {
  /** One per utterance; the last one is heard again and again. `null`: speech that is not understood. */
  texts: readonly (string | null)[];
  /** From the detector's end of speech to the final text. */
  delayMs: number;
  /** How long each utterance lasts, where the script says so; the last one repeats. */
  speechMs: readonly number[];
}

const Text = z.string().nullable();
const Milliseconds = z.number().nonnegative().max(600_000);

const Settings = z
  .strictObject({
    provider: z.literal('scripted'),
    text: Text.optional(),
    texts: z.array(Text).min(1).optional(),
    delay_ms: Milliseconds.default(0),
    speech_ms: z.union([Milliseconds.positive(), z.array(Milliseconds.positive()).min(1)]).optional(),
    language: z.string().optional(),
  })
  .refine((settings) => (settings.text === undefined) !== (settings.texts === undefined), {
    message: 'scripted speech needs either text or texts: what the transcriber will have heard',
  });

/** @throws VoiceError INVALID_FIELD */
export function parseScript(settings: unknown): Script {
  const { text, texts, delay_ms, speech_ms } = parseSettings(Settings, settings, 'stt');
  return {
    texts: texts ?? [text ?? null],
    delayMs: delay_ms,
    speechMs: speech_ms === undefined ? [] : [speech_ms].flat(),
  };
}

/** Entry `index` of a list whose last entry repeats; undefined only for an empty list. */
export function entryOrLast<Entry>(list: readonly Entry[], index: number): Entry | undefined {
  return list[Math.min(index, list.length - 1)];
}

/** Without a known length, people are taken to say a word each 300 ms. */
const ASSUMED_MS_PER_WORD = 300;

/** The words of `text` begun `sinceOnsetMs` after its first sound. @param speechMs its whole length, when known: each word has an equal share. */
export function wordsBegun(text: string, sinceOnsetMs: number, speechMs?: number): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const msPerWord = speechMs === undefined ? ASSUMED_MS_PER_WORD : speechMs / Math.max(1, words.length);
  return words.slice(0, Math.floor(sinceOnsetMs / msPerWord) + 1).join(' ');
}
