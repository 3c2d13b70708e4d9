// One call of the lab in which something happens over the bot.
import { Antiphon } from '@antiphon/sdk';
import { simulateCall } from '@antiphon/server/lab';
import { SAMPLES_PER_MS } from './clips.mjs';

/** The bot is heard from 20 ms on; by then it has been heard for more than two seconds. */
const OVER_BOT_AT_MS = 2_500;
/** Several lines of frames, so that no phase between caller and server is preferred. */
const PHASES_MS = 160;
/** How long it is watched after the sound, ms. */
const WATCHED_MS = 1_500;
/** A sample of the bot's that is heard, of 32,767; silence on the line is 0. */
const AUDIBLE = 16;

const GREETING = Array.from({ length: 60 }, (_, index) => `word${index + 1}`).join(' ');

/** A call in which only the bot speaks is watched so long, ms. */
const ALONE_MS = 6_000;

/**
 * @param sound what the caller's line carries over the bot, 8 kHz mono; absent: only the bot speaks, all through the call
 * @param text the words in it, empty for none
 * @returns ms from its first sample: bot made quieter, bot told to stop, bot silent on the wire; null where it was not
 */
export async function overBot({ sound, text, room, seed, chance, ...options }) {
  const { interruption, botSound, transcriberFault, greeting = GREETING } = options;
  const at = sound === undefined ? 0 : OVER_BOT_AT_MS + Math.floor(PHASES_MS * chance());
  const call = await simulateCall({
    agent: () => void new Antiphon().agent('bench', { greeting, ...(interruption && { interruption }) }),
    caller: [
      { at },
      sound === undefined ? { wait: ALONE_MS } : { say: text, recording: sound },
      { wait: WATCHED_MS },
      { hangUp: true },
    ],
    sound: room,
    engines: {
      ...(botSound === undefined ? { msPerWord: 300 } : { botSound }),
      ...(transcriberFault && { faults: { transcriber: Array(8).fill(transcriberFault) } }),
    },
    seed,
  });
  const since = (name) => {
    // The caller who hangs up in the end cancels what the bot still says.
    const found = call.all(name).find((event) => event.at >= at && event.data.reason !== 'cancelled');
    return found === undefined ? null : found.at - at;
  };
  const interruptedMs = since('bot.interrupted');
  return {
    isHeard: since('speech.started') !== null,
    duckedMs: since('bot.ducked'),
    interruptedMs,
    silentMs: interruptedMs === null ? null : lastHeard(call.heard) / SAMPLES_PER_MS - at,
  };
}

function lastHeard(heard) {
  let at = heard.length;
  while (at > 0 && Math.abs(heard[at - 1]) <= AUDIBLE) at -= 1;
  return at;
}
