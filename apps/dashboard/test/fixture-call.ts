import type { EventData, EventName, LoggedEvent } from '@antiphon/events';
import { isKept } from '@antiphon/events';

/** One line of a scripted call. */
export type Line = { [Name in EventName]: { at: number; name: Name; data: EventData<Name> } }[EventName];

/** Builds lines whose payload fits their name. */
export function line<Name extends EventName>(at: number, name: Name, data: EventData<Name>): Line {
  return { at, name, data } as Line;
}

export const BOOKED = 'Your table for four people is booked for seven thirty this evening';

function words(messageId: string, text: string, from: number, count: number): Line[] {
  return text
    .split(' ')
    .slice(0, count)
    .map((word, wordIndex) => line(from + 300 * wordIndex, 'bot.word', { messageId, word, wordIndex }));
}

const level = (at: number, source: 'user' | 'bot', energyDb: number): Line =>
  line(at, 'audio.metrics', {
    source,
    energyDb,
    rms: 10 ** (energyDb / 20),
    peak: 0.5,
    isSpeech: energyDb > -40,
    vadProb: 0.9,
  });

/** A whole call: a question, a pause to think, and an interruption; golden calls 1 to 3 in one. */
export const fixtureCall: readonly Line[] = [
  line(0, 'call.started', {
    from: '+15550100',
    to: '+15550199',
    direction: 'inbound',
    transport: 'phone',
    metadata: {},
  }),
  level(100, 'user', -52),
  line(120, 'bot.speaking', { messageId: 'b0', text: 'The Olive Tree, good evening.' }),
  ...words('b0', 'The Olive Tree, good evening.', 120, 5),
  line(1700, 'message.confirmed', { messageId: 'b0', text: 'The Olive Tree, good evening.' }),
  line(1700, 'bot.finished', { messageId: 'b0', durationMs: 1500 }),
  line(2060, 'speech.started', { turnId: 1, confidence: 0.93 }),
  level(2200, 'user', -22),
  line(2400, 'user.speaking', { text: 'I would', turnId: 1, confidence: 1 }),
  line(2800, 'user.speaking', { text: 'I would like', turnId: 1, confidence: 1 }),
  line(3200, 'speech.ended', { turnId: 1, durationMs: 1100 }),
  line(3250, 'user.message', { messageId: 'u1', text: 'I would like', turnId: 1, confidence: 0.9 }),
  line(3250, 'eager.turn', { turnId: 1, messageId: 'u1', text: 'I would like', probability: 0.5, latencyMs: 250 }),
  line(3410, 'speech.started', { turnId: 1, confidence: 0.91 }),
  line(3410, 'turn.continued', { turnId: 1 }),
  line(3900, 'user.speaking', { text: 'I would like a table', turnId: 1, confidence: 1 }),
  line(4500, 'speech.ended', { turnId: 1, durationMs: 1000 }),
  line(4550, 'user.message', { messageId: 'u1', text: 'I would like a table for four', turnId: 1, confidence: 0.9 }),
  line(4550, 'eager.turn', {
    turnId: 1,
    messageId: 'u1',
    text: 'I would like a table for four',
    probability: 0.5,
    latencyMs: 250,
  }),
  line(4800, 'turn.end', {
    turnId: 1,
    messageId: 'u1',
    text: 'I would like a table for four',
    probability: 1,
    latencyMs: 500,
  }),
  line(4830, 'bot.speaking', { messageId: 'b1', text: BOOKED }),
  level(4900, 'bot', -18),
  ...words('b1', BOOKED, 4830, 9),
  line(7360, 'speech.started', { turnId: 2, confidence: 0.97 }),
  line(7600, 'bot.interrupted', {
    messageId: 'b1',
    playedMs: 2770,
    wordsSpoken: 9,
    lastWord: 'seven',
    reason: 'user_spoke',
  }),
  line(7600, 'message.confirmed', { messageId: 'b1', text: 'Your table for four people is booked for seven' }),
  line(7600, 'turn.continued', { turnId: 1 }),
  line(7800, 'user.speaking', { text: 'no wait', turnId: 2, confidence: 1 }),
  line(8600, 'speech.ended', { turnId: 2, durationMs: 1100 }),
  line(8650, 'user.message', { messageId: 'u2', text: 'no wait make it eight', turnId: 2, confidence: 0.9 }),
  line(8650, 'eager.turn', {
    turnId: 2,
    messageId: 'u2',
    text: 'no wait make it eight',
    probability: 0.5,
    latencyMs: 250,
  }),
  line(8900, 'turn.end', {
    turnId: 2,
    messageId: 'u2',
    text: 'no wait make it eight',
    probability: 1,
    latencyMs: 500,
    continues: 1,
  }),
  line(8940, 'bot.speaking', { messageId: 'b2', text: 'Eight o’clock it is. See you tonight!' }),
  ...words('b2', 'Eight o’clock it is. See you tonight!', 8940, 7),
  line(11_100, 'message.confirmed', { messageId: 'b2', text: 'Eight o’clock it is. See you tonight!' }),
  line(11_100, 'bot.finished', { messageId: 'b2', durationMs: 2100 }),
  line(12_000, 'call.ended', { reason: 'hangup', durationSeconds: 12 }),
];

/**
 * The lines as the log of one call.
 * @param startedAt epoch ms
 */
export function logOf(lines: readonly Line[], callId: string, agentId: string, startedAt: number): LoggedEvent[] {
  let seq = 0;
  return lines.map(({ at, name, data }, index) => {
    const kept = isKept(name) ? { seq: ++seq } : {};
    const place = { orgId: 'org', agentId, callId, order: index + 1, ...kept, at, ts: startedAt + at };
    return { ...place, inSample: at * 8, outSample: at * 8, name, data } as LoggedEvent;
  });
}
