// Writes caller.ulaw, the voice that the measurements speak with: `node bench/signals/make-caller.mjs`, in a built workspace.
// A synthesized sentence, cut where its voice begins and ends, so that both are known to the sample.
import { writeFileSync } from 'node:fs';
import { encodeG711, measureLevel } from '@antiphon/audio-core';
import { speakClips } from '../../packages/server/dist/caller/voice.js';
import { systemClock } from '../../packages/server/dist/clock.js';

const SENTENCE = 'a table for nine now';
const FRAME = 160;
/** A frame this far below the loudest is taken for the fading of the voice, not for voice. */
const VOICED_DB = 20;

const [{ samples }] = await speakClips([SENTENCE], 'flite/rms', systemClock);
const frames = Array.from({ length: Math.floor(samples.length / FRAME) }, (_, index) =>
  samples.subarray(index * FRAME, (index + 1) * FRAME),
);
const levels = frames.map((frame) => measureLevel(frame).energyDb);
const isVoiced = (level) => level >= Math.max(...levels) - VOICED_DB;
const voiced = frames.slice(levels.findIndex(isVoiced), levels.findLastIndex(isVoiced) + 1);
writeFileSync(
  new URL('caller.ulaw', import.meta.url),
  Buffer.concat(voiced.map((frame) => encodeG711('mulaw', frame))),
);
process.stdout.write(`"${SENTENCE}", ${voiced.length * 20} ms\n`);
