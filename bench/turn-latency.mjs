import { startBenchServer } from './phone/bench-server.mjs';
import { PhoneCaller } from './phone/phone-caller.mjs';

export const question = 'How much longer than the silence that was chosen does a caller wait for an answer?';

const SILENCES_MS = [300, 500, 800];
const CALLS = 12;
const AT_ONCE = 3;
const EXCHANGES = 4;

/** Engines that take no time, so that what is measured is ours. */
const agentConfig = (silenceMs) => ({
  stt: { provider: 'scripted', text: 'a table for two', delay_ms: 0 },
  voice: { provider: 'scripted', ms_per_word: 200 },
  config: { turn_detection: { engine: 'silence', silence_ms: silenceMs } },
});

/**
 * From the caller's last voiced sample leaving to the bot's first sample arriving, less the silence that ends a turn. Real
 * time, over the phone socket, the server a process of its own; the agent answers `turn.end` over its socket.
 */
export async function measure({ say }) {
  const server = await startBenchServer();
  try {
    const rows = [];
    for (const silenceMs of SILENCES_MS) {
      const name = `silence-${silenceMs}`;
      const agent = server.client.agent(name, agentConfig(silenceMs));
      agent.on('turn.end', (_turn, call) => call.reply('one two three'));
      await agent.ready;
      const samples = [];
      for (let made = 0; made < CALLS; made += AT_ONCE) {
        const calls = Array.from({ length: AT_ONCE }, (_, index) => oneCall(server.socket, name, made + index));
        for (const waits of await Promise.all(calls)) samples.push(...waits.map((ms) => ms - silenceMs));
      }
      rows.push({ what: `${silenceMs} ms of silence chosen: what the caller waits beyond it`, unit: 'ms', samples });
      say(`${silenceMs} ms: ${samples.length} answers`);
    }
    return rows;
  } finally {
    await server.close();
  }
}

async function oneCall(socket, agent, number) {
  const caller = new PhoneCaller(socket, agent, `${agent}-${number}`);
  const waits = [];
  await caller.connected();
  await caller.silence(1_000);
  for (let exchange = 0; exchange < EXCHANGES; exchange += 1) {
    const { lastVoicedAt } = await caller.speak();
    waits.push((await caller.nextBotAudio(lastVoicedAt)) - lastVoicedAt);
    await caller.botSilence();
    await caller.silence(300);
  }
  await caller.hangUp();
  return waits;
}
