import { simulate } from '../../packages/server/dist/lab/index.js';
import { layOnLine, readRecordings, seeded } from '../../packages/server/dist/lab/recordings.js';

/** What is said in the recordings, stretch by stretch. A recogniser's part is not what is measured. */
const said = {
  'austen-0870.wav': [
    'and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for them',
  ],
  'austen-0880.wav': ['he was not an ill disposed young man'],
  'austen-0890.wav': ['unless to be rather cold hearted and rather selfish is to be ill disposed'],
  'austen-0920.wav': ['had he married a more amiable woman he might have been made still more respectable than he was'],
  'austen-0930.wav': ['he might even have been made amiable himself'],
  'cards-001.wav': ['ten of clubs'],
  'cards-002.wav': ['four queen of clubs'],
  'cards-003.wav': ['seven of clubs'],
  'cards-004.wav': ['five five'],
  'cards-005.wav': ['eight of spades four of clubs seven of hearts'],
  'go-forward.wav': ['go forward ten meters'],
  'hello-world.wav': ['hello world'],
  'kennedy.wav': [
    'and so my fellow americans',
    'ask not',
    'what your country can do for you',
    'ask what you can do for your country',
  ],
  'weather-question.wav': undefined,
};

/**
 * Every silence of the recordings as a call meets it: laid on a silent line in several places, heard by the real detector, the
 * voice's end by the audio core. The spans say which are pauses, and how long.
 */
export function recordedSilences(folder, placements) {
  const silences = [];
  for (const recording of readRecordings(folder)) {
    const texts = said[recording.name];
    for (let seed = 1; seed <= placements; seed += 1) {
      const { pcm, truth } = layOnLine(recording, seeded(seed));
      const { journal } = simulate({
        until: pcm.length / 8 + 1000,
        audio: pcm,
        config: { turn_detection: { engine: 'fused' }, stt: { provider: 'scripted', text: 'so' } },
      });
      const ended = journal.map((line) => JSON.parse(line)).filter(({ type }) => type === 'speech-ended');
      for (const [index, { to }] of truth.entries()) {
        const next = truth[index + 1]?.from ?? Number.POSITIVE_INFINITY;
        const verdict = ended.findLast(({ lastVoiceAt }) => lastVoiceAt < Math.min(to + 250, next));
        const isEnd = index === truth.length - 1;
        silences.push({
          isEnd,
          pauseMs: isEnd ? Number.POSITIVE_INFINITY : recording.spans[index + 1].from - recording.spans[index].to,
          text: texts?.slice(0, index + 1).join(' ') ?? '',
          prosody: verdict?.prosody ?? null,
        });
      }
    }
  }
  return silences;
}
