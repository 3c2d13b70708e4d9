import type { Clock } from '../clock.ts';
import { createEngines } from '../engines/engines.ts';
import { type Clip, toLineRate } from './clips.ts';

/**
 * Lets a voice of this machine say sentences, so that a call needs no recording.
 *
 * @param voice an engine setting, e.g. `flite/rms`
 * @throws VoiceError INVALID_FIELD for a voice there is not; Error when the voice fails
 */
export async function speakClips(texts: readonly string[], voice: string, clock: Clock): Promise<Clip[]> {
  const engines = createEngines({ env: {}, lab: false, strict: true });
  try {
    const { engine, settings } = engines.synthesizer(voice);
    const synthesizer = engine.open(settings, { clock, language: undefined });
    const speak = (text: string) =>
      new Promise<Clip>((resolve, reject) => {
        const chunks: Int16Array[] = [];
        synthesizer.speak(text, {
          chunk: (pcm) => void chunks.push(pcm.slice()),
          done: () =>
            resolve({
              name: JSON.stringify(text),
              samples: toLineRate({ samples: joined(chunks), channels: 1, sampleRateHz: synthesizer.sampleRateHz }),
            }),
          failed: ({ message }) => reject(new Error(`${voice} could not say ${JSON.stringify(text)}: ${message}`)),
        });
      });
    const clips: Clip[] = [];
    for (const text of texts) clips.push(await speak(text));
    synthesizer.close();
    return clips;
  } finally {
    await engines.close();
  }
}

function joined(chunks: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
