import { startBenchServer } from './phone/bench-server.mjs';
import { PhoneCaller } from './phone/phone-caller.mjs';

export const question =
  'How long is the silence after a caller has spoken, and how long does a bot go on that is talked over?';

const CALLS = 20;
const AT_ONCE = 4;
const EXCHANGES = 3;
/** Scripted engines, so that only our own time is measured: 50 ms for the final text, speech at once, end of turn after 500 ms. */
const agentConfig = {
  stt: { provider: 'scripted', text: 'a table for two', delay_ms: 50 },
  voice: { provider: 'scripted', ms_per_word: 200 },
  config: { turn_detection: { engine: 'silence', silence_ms: 500 } },
  interruption: { min_duration_ms: 200, min_words: 0, backchannel_filter: false },
};
const REPLY = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen';

/**
 * Response: from the caller's last voiced sample leaving to the bot's first sample arriving. Barge-in: from the first voiced
 * sample over the bot leaving to the carrier being told to drop what it has not played. Real time, over the phone socket,
 * the server a process of its own.
 */
export async function measure({ say }) {
  const server = await startBenchServer();
  try {
    const agent = server.client.agent('bench', agentConfig);
    agent.on('turn.end', (turn, call) => call.reply(REPLY));
    await agent.ready;
    say(`${CALLS} calls of ${EXCHANGES} exchanges, ${AT_ONCE} at a time`);
    const measured = { response: [], bargeIn: [] };
    for (let made = 0; made < CALLS; made += AT_ONCE) {
      const calls = Array.from({ length: Math.min(AT_ONCE, CALLS - made) }, (_, index) =>
        oneCall(server.socket, made + index),
      );
      for (const { response, bargeIn } of await Promise.all(calls)) {
        measured.response.push(...response);
        measured.bargeIn.push(...bargeIn);
      }
    }
    return [
      {
        what: "caller's last sample → bot's first sample, 500 ms of silence asked for",
        unit: 'ms',
        samples: measured.response,
      },
      {
        what: "caller's first sample over the bot → bot dropped, 200 ms of voice asked for",
        unit: 'ms',
        samples: measured.bargeIn,
      },
    ];
  } finally {
    await server.close();
  }
}

/** Speaks, hears the answer begin, talks over it after a second, and so on. */
async function oneCall(socket, number) {
  const caller = new PhoneCaller(socket, 'bench', number);
  const response = [];
  const bargeIn = [];
  await caller.connected();
  await caller.silence(1_000);
  for (let exchange = 0; exchange < EXCHANGES; exchange += 1) {
    const spoken = await caller.speak();
    response.push((await caller.nextBotAudio(spoken.lastVoicedAt)) - spoken.lastVoicedAt);
    await caller.silence(1_000);
    const cleared = caller.nextClear();
    const over = await caller.speak();
    bargeIn.push((await cleared) - over.firstVoicedAt);
    // What was said over the bot is answered too: heard out before the next exchange.
    await caller.nextBotAudio(over.lastVoicedAt);
    await caller.botSilence();
    await caller.silence(500);
  }
  await caller.hangUp();
  return { response, bargeIn };
}
