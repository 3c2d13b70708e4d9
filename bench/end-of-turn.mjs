import { recordingsFolder } from '../packages/server/dist/lab/recordings.js';
import { fusedModel } from '../packages/server/dist/turn/fused-end-of-turn.js';
import { noPauses } from '../packages/server/dist/turn/own-pauses.js';
import { judge, read } from './end-of-turn/curve.mjs';
import { recordedSilences } from './end-of-turn/recorded-silences.mjs';
import { writtenSilences } from './end-of-turn/written-silences.mjs';

export const question =
  'How often is a person cut off who only pauses, and how long is the dead air after one who has finished?';

export const seed = 1;

/** Draws of the pauses. */
const DRAWS = 20;
/** Places on the line for each recording. */
const PLACEMENTS = 4;
/** When the words are known after the last voice, ms: the detector's 200 and a recogniser's 50. */
const KNOWN_MS = 250;
const MAX_SILENCE_MS = 3000;
const SETTINGS_MS = [
  50, 75, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800, 1000, 1250, 1500, 2000, 2500, 3000,
];

const engines = {
  silence: (silenceMs) => () => silenceMs,
  fused(silenceMs) {
    const model = fusedModel({ silenceMs, maxSilenceMs: MAX_SILENCE_MS });
    return ({ text, question: asked, prosody }) =>
      model({
        text,
        prosody,
        question: asked,
        isInterim: false,
        knownAfterMs: KNOWN_MS,
        language: 'en',
        pauses: noPauses,
        mark: null,
      }).end.afterMs;
  },
};

/** On the axes of livekit/eot-bench: each engine over all settings of `silence_ms`, read where its mean dead air, or its share of cut-offs, is the one asked for. */
export async function measure({ say }) {
  const rows = [];
  const draws = Array.from({ length: DRAWS }, (_, index) => writtenSilences(seed + index));
  const pauses = draws[0].filter(({ isEnd }) => !isEnd).length;
  say(`Written: ${draws[0].length - pauses} ends, ${pauses} pauses, ${DRAWS} draws of where they are and how long.`);
  rows.push(...(await rowsOf('written words, drawn pauses', draws, say)));
  const folder = recordingsFolder(process.env);
  if (folder === undefined) {
    say('The recordings are not beside this checkout. Set ANTIPHON_SHARED to the folder that holds them.');
    return rows;
  }
  say(
    'A transcriber is not measured: the words of the recordings are given. conversation.wav has no marks, and is left out.',
  );
  say(
    'Peer: @livekit/local-inference brings its model in the package, under a licence of its own; it is not run here.',
  );
  const recorded = recordedSilences(folder, PLACEMENTS);
  const ends = recorded.filter(({ isEnd }) => isEnd).length / PLACEMENTS;
  const few = `recorded (small: ${ends} ends, ${recorded.length / PLACEMENTS - ends} pauses of one speaker)`;
  rows.push(...defaultRows(few, [recorded]));
  return rows;
}

async function rowsOf(what, draws, say) {
  const rows = [];
  for (const [engine, at] of Object.entries(engines)) {
    const curves = draws.map((silences) => SETTINGS_MS.map((silenceMs) => judge(silences, at(silenceMs))));
    const add = (name, unit, given, value, wanted, factor) => {
      const samples = curves.map((points) => read(points, given, value, wanted)).filter((each) => each !== undefined);
      if (samples.length === 0) return say(`${what}, ${engine}: ${name} is out of reach of every setting.`);
      rows.push({ what: `${what}, ${engine}: ${name}`, unit, samples: samples.map((each) => each * factor) });
    };
    add('cut-offs at 300 ms of dead air', '% of pauses', 'deadAirMs', 300, 'cutOffs', 100);
    add('cut-offs at 600 ms of dead air', '% of pauses', 'deadAirMs', 600, 'cutOffs', 100);
    add('dead air at 10 % cut-offs', 'ms', 'cutOffs', 0.1, 'deadAirMs', 1);
    add('dead air at 5 % cut-offs', 'ms', 'cutOffs', 0.05, 'deadAirMs', 1);
  }
  rows.push(...defaultRows(what, draws));
  return rows;
}

/** What a call does that sets nothing, or asks for plain silence. */
function defaultRows(what, draws) {
  return Object.entries(engines).flatMap(([engine, at]) => {
    const decide = at(500);
    const ends = draws.flatMap((silences) => silences.filter(({ isEnd }) => isEnd).map(decide));
    const cut = draws.map((silences) => 100 * judge(silences, decide).cutOffs);
    return [
      { what: `${what}, ${engine}, silence_ms 500: cut-offs`, unit: '% of pauses', samples: cut },
      { what: `${what}, ${engine}, silence_ms 500: dead air`, unit: 'ms', samples: ends },
    ];
  });
}
