import { seeded } from '../packages/server/dist/lab/chance.js';
import { SKIPPED } from '../packages/server/dist/lab/recordings.js';
import { atLevel, botVoice, callers } from './barge-in/clips.mjs';
import { coughs, noises } from './barge-in/noises.mjs';
import { overBot } from './barge-in/play.mjs';

export const question = 'How soon does a bot yield to a caller who talks over it, and what else stops it?';

export const seed = 1;

const ROUNDS = 3;
/** How loud callers speak, dB of full scale over their voiced parts; noise on their line. */
const LEVELS_DB = [-20, -26, -32];
const NOISES_DB = [-70, -55];
const NOISE_LEVELS_DB = [-16, -22, -28];
const NOISES_A_KIND = 6;
const ECHO_DELAYS_MS = [50, 120, 210, 333, 470, 600];
const ECHO_LEVELS_DB = [-6, -12, -18, -24, -30];
const BOT_VOICES = ['flite/slt', 'flite/rms', 'flite/awb'];
const BOT_DB = -20;
/** The rule of platforms without phases. */
const PLAIN = { min_duration_ms: 200, min_words: 0, backchannel_filter: false };
const LONG_GREETING =
  'Thank you for calling the river restaurant, my name is Sam and I can book a table for you, change a booking that you ' +
  'have made, or tell you when we are open, which is every day from noon until ten in the evening, and until eleven on ' +
  'Friday and Saturday, so please tell me what you would like to do';

/**
 * Whole calls of the lab with the real voice detector, on the virtual clock. Times count from the caller's first voiced
 * sample; shares are of the cases of a round, one sample a round. The lab's transcriber gives the words begun by then each
 * 200 ms; where interim text is late, 500 ms later.
 */
export async function measure({ say }) {
  const { people, interruptions, acknowledgements } = await callers(process.env);
  if (people.length === 0) say(`${SKIPPED} Synthesized voices alone are measured.`);
  const bots = await Promise.all(
    BOT_VOICES.map(async (voice) => atLevel(await botVoice(voice, LONG_GREETING), BOT_DB)),
  );
  const table = new Table();
  let cases = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const chance = seeded(seed + round);
    const play = (options) => {
      cases += 1;
      return overBot({ ...options, seed: (seed + round) * 100_000 + cases, chance });
    };
    const noisy = () => ({ noiseDb: NOISES_DB[cases % NOISES_DB.length] });
    const spoken = (clips, options = () => ({})) =>
      inTurn(
        clips.flatMap((clip) => LEVELS_DB.map((level) => ({ clip, level }))),
        ({ clip, level }, index) =>
          play({ sound: atLevel(clip.pcm, level), text: clip.text, room: noisy(), ...options(index) }),
      );
    const made = (kinds) =>
      inTurn(
        Object.values(kinds).flatMap((make) => Array(NOISES_A_KIND).fill(make)),
        (make, index) =>
          play({
            sound: atLevel(make(chance), NOISE_LEVELS_DB[index % NOISE_LEVELS_DB.length]),
            text: '',
            room: noisy(),
          }),
      );

    const taken = await spoken(interruptions);
    table.times('first voiced sample → bot quieter', taken, 'duckedMs');
    table.times('→ silent on the wire', taken, 'silentMs');
    table.share('interruptions missed', taken, isMissed);
    const late = await spoken(interruptions, () => ({ transcriberFault: 'interims-late' }));
    table.times('→ silent on the wire, interim text half a second late', late, 'silentMs');
    const plain = await spoken(interruptions, () => ({ interruption: PLAIN }));
    table.times('plain rule, 200 ms of voice: → silent on the wire', plain, 'silentMs');
    table.share('plain rule: interruptions missed', plain, isMissed);

    const nothing = [
      ['acknowledgements', await spoken(acknowledgements)],
      ['coughs, throats and breath', await made(coughs)],
      ['knocks, keys, horns, bursts of noise', await made(noises)],
    ];
    for (const [what, results] of nothing) table.share(`${what} that stopped the bot`, results, isStopped);
    table.share(
      'all of these',
      nothing.flatMap(([, results]) => results),
      isStopped,
    );
    const unheard = await spoken(acknowledgements, () => ({ transcriberFault: 'interims-late' }));
    table.share('acknowledgements, interim text half a second late', unheard, isStopped);

    const paths = ECHO_DELAYS_MS.flatMap((delayMs) => ECHO_LEVELS_DB.map((levelDb) => ({ delayMs, levelDb })));
    const speaking = (bot) => ({ botSound: () => bots[bot % bots.length], greeting: LONG_GREETING });
    const alone = await inTurn(
      paths.flatMap((echo) => bots.map((_, bot) => ({ echo, bot }))),
      ({ echo, bot }) => play({ text: '', room: { ...noisy(), echo }, ...speaking(bot) }),
    );
    table.share('echo alone: calls in which it interrupted the bot', alone, isStopped);
    table.share('echo alone: calls in which it was taken for speech', alone, ({ isHeard }) => isHeard);
    const echoing = (index) => ({
      room: { noiseDb: NOISES_DB[0], echo: paths[(index * 7) % paths.length] },
      ...speaking(index),
    });
    const over = await spoken(interruptions, echoing);
    table.times('over the echo of the bot: → bot quieter', over, 'duckedMs');
    table.times('over the echo of the bot: → silent on the wire', over, 'silentMs');
    table.share('over the echo of the bot: interruptions missed', over, isMissed);
    const clean = await spoken(interruptions, speaking);
    table.times('the same bot, no echo: → bot quieter', clean, 'duckedMs');
    say(`round ${round + 1} of ${ROUNDS}: ${cases} calls so far`);
  }
  return table.rows();
}

const isStopped = ({ interruptedMs }) => interruptedMs !== null;
const isMissed = ({ interruptedMs }) => interruptedMs === null;

async function inTurn(all, act) {
  const results = [];
  for (const [index, one] of all.entries()) results.push(await act(one, index));
  return results;
}

/** Rows in the order in which they were first given something. */
class Table {
  #rows = new Map();

  /** @param key of a result, ms; those that have none are left out, and counted as missed elsewhere */
  times(what, results, key) {
    this.#add(
      what,
      'ms',
      results.map((result) => result[key]).filter((ms) => ms !== null),
    );
  }

  share(what, results, isCounted) {
    this.#add(`${what} (of ${results.length} a round)`, '%', [
      (100 * results.filter(isCounted).length) / results.length,
    ]);
  }

  #add(what, unit, samples) {
    const row = this.#rows.get(what) ?? { what, unit, samples: [] };
    row.samples.push(...samples);
    this.#rows.set(what, row);
  }

  rows() {
    return [...this.#rows.values()];
  }
}
