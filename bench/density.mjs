import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isThere, MISSING, pin, playCalls } from './density/carrier.mjs';
import { costliest } from './density/profile.mjs';
import { startBenchServer } from './phone/bench-server.mjs';

export const question = 'How many calls does one core hold, and what does one cost?';

const LADDER = [1, 50, 100, 150, 200, 250];
const SECONDS = 40;
const PROFILE_SECONDS = 20;
const SERVER_CORE = 1;
/** Of the driver and the agent. */
const OWN_CORE = 0;
/** A run holds within these of the first one, which is of one call. */
const SLOWER_MS = 200;
const UNDERRUN_PERCENT = 1;
const PROFILE_LINES = 8;

const agentConfig = {
  stt: { provider: 'scripted', text: 'ask not what your country can do for you', delay_ms: 50 },
  voice: { provider: 'scripted', ms_per_word: 200 },
  interruption: { min_duration_ms: 200, min_words: 0, backchannel_filter: false },
  config: { turn_detection: { engine: 'silence', silence_ms: 500 } },
};
const REPLY = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen';

/**
 * The carrier driver plays calls to a server on a core of its own, with the real voice detector and engines that take no
 * time; half the turns are barge-ins. A run holds while the response p95 stays within 200 ms of the one-call run, the bot's
 * sound has at most 1 % of gaps, and no call is lost. The last run that held is played once more with a profiler.
 *
 * @param calls `--calls`: how many at once, run by run; one call first where it is left out
 */
export async function measure({ say, calls = LADDER }) {
  if (!isThere) {
    say(MISSING);
    return undefined;
  }
  const ladder = calls[0] === 1 ? calls : [1, ...calls];
  const rows = [];
  const row = (what, unit, value) => rows.push({ what, unit, samples: [value ?? Number.NaN] });
  let first;
  let held = 0;
  for (const count of ladder) {
    const result = await oneRun(count, SECONDS);
    first ??= result;
    const { response_ms: response, bargein_ms: bargeIn, underrun_pct: underrun, alive, server, driver } = result;
    const holds = response.p95 <= first.response_ms.p95 + SLOWER_MS && underrun <= UNDERRUN_PERCENT && alive === count;
    say(
      `${count} calls: response ${response.p50}/${response.p95} ms, barge-in ${bargeIn.p50}/${bargeIn.p95} ms, gaps ${underrun} %, ` +
        `${alive} alive, ${server.cpu_pct_per_call} % of a core and ${server.rss_mb_per_call} MB a call, ` +
        `others on its core ${server.core_others_pct} %, driver late ${driver.late20_pct} %: ${holds ? 'holds' : 'does not hold'}`,
    );
    row(`${count} calls: caller's last sample → bot's first, median`, 'ms', response.p50);
    row(`${count} calls: caller's last sample → bot's first, p95`, 'ms', response.p95);
    row(`${count} calls: first sample over the bot → bot dropped, median`, 'ms', bargeIn.p50);
    row(`${count} calls: gaps in the bot's sound`, '%', underrun);
    row(`${count} calls: of a core, a call`, '%', server.cpu_pct_per_call);
    if (count > 1) row(`${count} calls: memory, a call`, 'MB', server.rss_mb_per_call);
    if (!holds) break;
    held = count;
  }
  row('calls held', 'calls', held);
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-profile-'));
  try {
    const nodeOptions = ['--cpu-prof', '--cpu-prof-dir', folder];
    await oneRun(Math.max(1, held), PROFILE_SECONDS, nodeOptions);
    for (const { what, share } of costliest(folder, PROFILE_LINES)) row(`of the time: ${what}`, '%', 100 * share);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows.filter(({ samples }) => Number.isFinite(samples[0]));
}

/** A new server for each, so that none pays for the one before. */
async function oneRun(calls, seconds, nodeOptions) {
  const server = await startBenchServer(nodeOptions);
  try {
    pin(server.pid, SERVER_CORE);
    const agent = server.client.agent('density', agentConfig);
    agent.on('turn.end', (_turn, call) => call.reply(REPLY));
    await agent.ready;
    const { socket, pid } = server;
    return await playCalls({
      socket,
      agent: 'density',
      pid,
      serverCore: SERVER_CORE,
      ownCore: OWN_CORE,
      calls,
      seconds,
    });
  } finally {
    await server.close();
  }
}
