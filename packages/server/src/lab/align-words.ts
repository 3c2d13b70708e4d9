import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import createModule from 'soundswallower';

/** Where a word stands in a recording, ms from its first sample. */
export interface AlignedWord {
  word: string;
  startMs: number;
  endMs: number;
}

/**
 * Finds the words of a known text in a recording: the recogniser's own forced alignment, which knows nothing of who said them or
 * how. Its grid is 10 ms.
 *
 * @param pcm 16 kHz mono
 * @throws Error when the text does not fit the sound, or a word is not in the English dictionary
 */
export async function alignWords(pcm: Int16Array, text: string): Promise<AlignedWord[]> {
  const package_ = dirname(fileURLToPath(import.meta.resolve('soundswallower')));
  const quiet = () => {};
  const module = await createModule({
    modelBase: `${join(package_, 'model')}/`,
    print: quiet,
    printErr: quiet,
  } as object);
  const decoder = new module.Decoder({ samprate: 16_000, loglevel: 'FATAL' });
  await decoder.initialize();
  try {
    decoder.set_align_text(text);
    decoder.start();
    decoder.process_audio(
      Float32Array.from(pcm, (sample) => sample / 32768),
      false,
      true,
    );
    decoder.stop();
    const words = (decoder.get_alignment().w ?? []).filter(({ t }) => !/^[<([]/.test(t));
    return words.map(({ t, b, d }) => ({
      word: t.replace(/\(\d+\)$/, ''),
      startMs: Math.round(b * 1000),
      endMs: Math.round((b + d) * 1000),
    }));
  } finally {
    decoder.delete();
  }
}
