// What callers say and the noises they make, at the line's rate: each from its first voiced sample to its last.

import { speakClips } from '../../packages/server/dist/caller/voice.js';
import { systemClock } from '../../packages/server/dist/clock.js';
import { readRecordings, recordingsFolder } from '../../packages/server/dist/lab/recordings.js';

export const RATE_HZ = 8_000;
export const SAMPLES_PER_MS = RATE_HZ / 1_000;

const VOICES = ['flite/slt', 'flite/rms', 'flite/awb', 'flite/kal16'];
const INTERRUPTIONS = [
  'no wait make it eight',
  'stop that is not what I asked',
  'excuse me I have a question',
  'hold on a second please',
  'actually can we do Friday instead',
  'I do not want that',
  'sorry can you say that again',
  'yes but not before noon',
];
const ACKNOWLEDGEMENTS = ['mm-hmm', 'uh-huh', 'okay', 'yeah', 'right', 'I see', 'sure', 'yes'];
/** What a voice that would spell it out is given instead. */
const SPELLINGS = { 'mm-hmm': 'umhum' };

/** What is said in the recordings, by file, one line a voiced stretch. */
const WORDS = {
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
  'weather-question.wav': ['what is the weather like today'],
};

/** Two readings begin with so much rumble of the recording under 120 Hz, ms: the voice follows. */
const RUMBLE_MS = { 'austen-0880.wav': 230, 'austen-0930.wav': 230 };

/** A sample this far under the loudest 10 ms is not voiced any more, dB. Source: the carrier driver's cut. */
const UNDER_LOUDEST_DB = 25;
const CELL = 10 * SAMPLES_PER_MS;

/** @returns people and voices who take the floor, and voices who only show that they listen: `{ name, text, pcm }` each */
export async function callers(env) {
  const people = recordedPeople(env);
  const takers = await spoken(INTERRUPTIONS);
  return { people, interruptions: [...people, ...takers], acknowledgements: await spoken(ACKNOWLEDGEMENTS) };
}

/** What a bot says, in a voice: sentence → sound. */
export async function botVoice(voice, sentence) {
  const [clip] = await speakClips([sentence], voice, systemClock);
  return clip.samples;
}

function recordedPeople(env) {
  const folder = recordingsFolder(env);
  if (folder === undefined) return [];
  return readRecordings(folder).flatMap(({ name, pcm, spans }) =>
    spans.map(({ from, to }, index) => ({
      name: `${name}@${from}`,
      text: WORDS[name]?.[index] ?? 'something else',
      pcm: voicedPart(pcm.slice((from + (RUMBLE_MS[name] ?? 0)) * SAMPLES_PER_MS, to * SAMPLES_PER_MS)),
    })),
  );
}

async function spoken(texts) {
  const clips = [];
  const sounds = texts.map((text) => SPELLINGS[text] ?? text);
  for (const voice of VOICES) {
    for (const [index, { samples }] of (await speakClips(sounds, voice, systemClock)).entries()) {
      clips.push({ name: `${voice} "${texts[index]}"`, text: texts[index], pcm: voicedPart(samples) });
    }
  }
  return clips;
}

/** From the first voiced sample to the last. */
export function voicedPart(pcm) {
  const cells = cellsOf(pcm);
  const least = Math.max(...cells) - UNDER_LOUDEST_DB;
  const first = cells.findIndex((db) => db > least);
  const last = cells.findLastIndex((db) => db > least);
  return pcm.slice(first * CELL, (last + 1) * CELL);
}

/** The same sound as loud as this, dB of full scale: the power mean of its voiced cells. */
export function atLevel(pcm, levelDb) {
  const cells = cellsOf(pcm);
  const least = Math.max(...cells) - UNDER_LOUDEST_DB;
  const voiced = cells.filter((db) => db > least);
  const mean = 10 * Math.log10(voiced.reduce((sum, db) => sum + 10 ** (db / 10), 0) / voiced.length);
  const gain = 10 ** ((levelDb - mean) / 20);
  return pcm.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))));
}

function cellsOf(pcm) {
  return Array.from({ length: Math.floor(pcm.length / CELL) }, (_, index) => {
    let energy = 0;
    for (let at = index * CELL; at < (index + 1) * CELL; at += 1) energy += (pcm[at] / 32_768) ** 2;
    return 10 * Math.log10(energy / CELL + 1e-12);
  });
}
