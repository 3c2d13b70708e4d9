import { checkOrder } from '@antiphon/events';
import { replayJournal } from '../../call/journal.ts';
import { FRAME_MS } from '../../playout/frame.ts';
import { difference, type Law } from './broken.ts';

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean);

/** Until a turn that can be answered must have been decided, ms: the longest silence, and a transcriber that never answers. */
const DECIDED_WITHIN_MS = 3_500;

/** Until something follows a turn's end, ms: a stream whose author forgot it is given 30 s, and its sentences 10 s each. */
const ANSWERED_WITHIN_MS = 45_000;

/** How far ahead of its playing sound is sent, ms. */
const LEAD_MS = 100;

/** What must hold in the log of every call. */
export const logLaws: Readonly<Record<string, Law>> = {
  // One turn.end per turn, each eager.turn resolved once, each bot.speaking ended once, seq without a gap, and more.
  'its events come in an order that a reader can rely on': ({ simulation: { events } }) => checkOrder(events)[0],

  'it ends, whatever stalls, and nothing follows its end': ({ simulation }) => {
    const { events, line, records, crashes } = simulation;
    if (crashes.length > 0) return `it crashed: ${JSON.stringify(crashes, (_key, value) => value?.stack ?? value)}`;
    if (events.filter(({ name }) => name === 'call.ended').length !== 1) return 'it has not ended once';
    if (events.at(-1)?.name !== 'call.ended') return 'something follows its end';
    if (!line.isHungUp) return 'the line was not hung up';
    // What comes after the end is the record again, with what a tool that was given up has answered.
    const amended = records.slice(2).map(() => 'ended');
    return difference(
      ['active', 'ended', ...amended],
      records.map((record) => record.status),
      'its record',
    );
  },

  'a hang-up ends it at once': ({ simulation: { events }, story: { hangUpAt } }) => {
    const endedAt = events.at(-1)?.at ?? 0;
    return hangUpAt !== undefined && endedAt > hangUpAt ? `hung up at ${hangUpAt}, ended at ${endedAt}` : undefined;
  },

  'every word remembered of the bot was announced as heard before': ({ simulation: { events } }) => {
    const heard = new Map<string, string[]>();
    for (const event of events) {
      if (event.name === 'bot.word') {
        heard.set(event.data.messageId, [...(heard.get(event.data.messageId) ?? []), event.data.word]);
      }
      if (event.name !== 'message.confirmed') continue;
      const remembered = wordsOf(event.data.text);
      const announced = heard.get(event.data.messageId) ?? [];
      const wrong = difference(announced.slice(0, remembered.length), remembered, `words of ${event.data.messageId}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  },

  'after every user message a turn to answer follows before its deadline': ({ simulation: { events } }) => {
    for (const [index, event] of events.entries()) {
      if (event.name !== 'user.message') continue;
      const before = events.slice(0, index).findLast(({ name }) => /^speech\.(started|ended)$/.test(name));
      if (before?.name === 'speech.started') continue; // the person is already talking on
      const next = events
        .slice(index + 1)
        .find(({ name }) => /^(eager\.turn|turn\.end|turn\.pause|speech\.started|call\.ended)$/.test(name));
      const waited = (next?.at ?? Number.POSITIVE_INFINITY) - event.at;
      if (waited > DECIDED_WITHIN_MS) return `user.message at ${event.at} was followed by nothing for ${waited} ms`;
    }
    return undefined;
  },

  'after every turn that ended the caller hears something, talks on, or the agent is told that nothing comes': ({
    simulation: { events },
  }) => {
    for (const [index, event] of events.entries()) {
      if (event.name !== 'turn.end') continue;
      const next = events
        .slice(index + 1)
        .find(({ name }) => /^(bot\.speaking|turn\.stalled|speech\.started|message\.aborted|call\.ended)$/.test(name));
      const waited = (next?.at ?? Number.POSITIVE_INFINITY) - event.at;
      if (waited > ANSWERED_WITHIN_MS) return `turn.end at ${event.at} was followed by nothing for ${waited} ms`;
    }
    return undefined;
  },

  'a turn is asked of the model once more at most, and no turn is given up twice': ({ simulation: { events } }) => {
    const told = events
      .filter((event) => event.name === 'turn.stalled')
      .map(({ data }) => `${data.turnId} ${data.recovery}`);
    const again = told.find((each, index) => told.indexOf(each) !== index);
    return again === undefined ? undefined : `turn.stalled came twice for turn ${again}`;
  },

  'no sound but one frame that fades follows an interruption until the bot speaks again': ({ simulation }) => {
    const { events, line } = simulation;
    for (const [index, event] of events.entries()) {
      if (event.name !== 'bot.interrupted') continue;
      const next = events.slice(index + 1).find(({ name }) => name === 'bot.speaking')?.at ?? Number.POSITIVE_INFINITY;
      // What is said next is sent ahead of the moment that it is heard.
      const after = line.sent.filter(({ frame, at }) => frame !== null && at > event.at && at < next - LEAD_MS);
      const late = after.find(({ at }, place) => place > 0 || at > event.at + FRAME_MS);
      if (late) return `the bot was interrupted at ${event.at}, and sound was sent at ${late.at}`;
    }
    return undefined;
  },

  'what the caller may not stop is stopped by nobody but the agent': ({ steps }) => {
    for (const { before, events } of steps) {
      for (const event of events) {
        const isCut = event.name === 'bot.interrupted' || event.name === 'message.aborted';
        const isBySpeech = isCut && /^(continuation|user_spoke|interrupted)$/.test(event.data.reason ?? '');
        if (!isBySpeech) continue;
        const { messageId } = event.data;
        const isCalledOff = events.some(({ name, data }) => name === 'bot.interrupted' && data.reason === 'cancelled');
        const reply = before.replies.find((each) => each.messageId === messageId);
        if (reply?.isInterruptible === false && !isCalledOff) return `${messageId} was stopped: ${event.data.reason}`;
      }
    }
    return undefined;
  },

  'it can be replayed exactly from its journal': ({ simulation: { events, journal } }) =>
    difference(
      events.map(({ name, data }) => ({ name, data })),
      replayJournal(journal).map(({ event }) => event),
      'events of the replay',
    ),
};
