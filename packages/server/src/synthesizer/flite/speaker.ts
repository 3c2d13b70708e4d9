import type { SpokenWord } from '../synthesizer.ts';
import type { Speech } from './flite-task.ts';
import { type FliteVoice, sampleRateOf } from './settings.ts';
import type { SpokenToken } from './spoken-text.ts';
import { runCommand } from './wasi.ts';
import { type Phone, readPhones, wordTimes } from './word-times.ts';

/** Silence kept before the first sound and after the last: the one starts at once, the other ends as a sentence does. */
const LEAD_MS = 20;
const TAIL_MS = 180;
/** What a text that flite cannot say sounds like. */
const SILENCE_MS = 100;
const REMEMBERED_WORDS = 5000;

export interface Speaker {
  speak(voice: FliteVoice, tokens: readonly SpokenToken[]): Speech;
  /** The sounds of each word, said alone; none for what cannot be said. Names as in flite's radio phone set. */
  phonesOf(words: readonly string[]): string[][];
}

/** Speaks with flite on the calling thread. @param module flite's, compiled */
export function createSpeaker(module: WebAssembly.Module): Speaker {
  const known = new Map<string, string[]>();

  /** The quickest voice reads the words apart, a comma after each: every word's sounds end in a silence. */
  function read(words: readonly string[]): string[][] {
    const { stdout } = runCommand(module, [
      'flite',
      '-voice',
      'kal',
      '-ps',
      '-o',
      'none',
      '-t',
      `${words.join(', ')}.`,
    ]);
    return stdout
      .split(/\bpau\b/)
      .map((group) => group.split(/\s+/).filter((name) => name !== ''))
      .filter((group) => group.length > 0);
  }

  function phonesOf(words: readonly string[]): string[][] {
    const unknown = [...new Set(words.map(key))].filter((word) => word !== '' && !known.has(word));
    if (known.size + unknown.length > REMEMBERED_WORDS) known.clear();
    if (unknown.length > 0) {
      const together = read(unknown);
      for (const [index, word] of unknown.entries()) {
        // A word that pauses within itself spoils the count for all.
        const phones = together.length === unknown.length ? together[index] : read([word]).flat();
        known.set(word, phones ?? []);
      }
    }
    return words.map((word) => known.get(key(word)) ?? read([key(word)]).flat());
  }

  return {
    phonesOf,
    speak(voice, tokens) {
      const sampleRateHz = sampleRateOf(voice);
      const text = tokens
        .map((token) => token.spoken)
        .filter((spoken) => spoken !== '')
        .join(' ');
      if (text === '') return silence(tokens, sampleRateHz);
      const { stdout, file } = runCommand(module, ['flite', '-voice', voice, '-psdur', '-o', 'speech.wav', '-t', text]);
      const phones = readPhones(stdout);
      if (!phones.some((phone) => phone.name !== 'pau')) return silence(tokens, sampleRateHz);
      const spoken = phonesOf(tokens.map((token) => token.spoken));
      const words = wordTimes(
        tokens.map((token, index) => ({ word: token.word, phones: spoken[index] ?? [] })),
        phones,
      );
      return trim(samplesOf(file), words, phones, sampleRateHz);
    },
  };
}

/** Marks around a word do not change its sounds, but would double the comma. */
const key = (word: string) => word.toLowerCase().replace(/[,.;:!?]+$/, '');

function trim(pcm: Int16Array, words: readonly SpokenWord[], phones: readonly Phone[], sampleRateHz: number): Speech {
  const sounds = phones.filter((phone) => phone.name !== 'pau');
  const fromMs = Math.max(0, (sounds[0]?.startMs ?? 0) - LEAD_MS);
  const from = Math.round((fromMs * sampleRateHz) / 1000);
  const to = Math.round((((sounds.at(-1)?.endMs ?? 0) + TAIL_MS) * sampleRateHz) / 1000);
  // Some voices end sooner than that: the rest is silence.
  const kept = new Int16Array(to - from);
  kept.set(pcm.subarray(from, to));
  const keptMs = (kept.length * 1000) / sampleRateHz;
  const shift = (ms: number) => Math.min(keptMs, Math.max(0, ms - fromMs));
  return {
    pcm: kept,
    words: words.map(({ word, startMs, endMs }) => ({ word, startMs: shift(startMs), endMs: shift(endMs) })),
  };
}

function silence(tokens: readonly SpokenToken[], sampleRateHz: number): Speech {
  const share = SILENCE_MS / Math.max(1, tokens.length);
  return {
    pcm: new Int16Array((SILENCE_MS * sampleRateHz) / 1000),
    words: tokens.map(({ word }, index) => ({ word, startMs: index * share, endMs: (index + 1) * share })),
  };
}

/** The samples of a WAV file as flite writes it: 16-bit mono. */
function samplesOf(file: Uint8Array<ArrayBuffer>): Int16Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 12; at + 8 <= file.length; ) {
    const length = view.getUint32(at + 4, true);
    if (view.getUint32(at, false) === 0x64617461) {
      const bytes = Math.min(length, file.length - at - 8) & ~1;
      return new Int16Array(file.slice(at + 8, at + 8 + bytes).buffer);
    }
    at += 8 + length + (length & 1);
  }
  throw new Error('flite wrote no audio');
}
