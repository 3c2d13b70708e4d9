import { FRAME_MS } from '../../playout/frame.ts';
import type { QueuedWord } from '../../playout/word-clock.ts';
import { difference, type Law } from './broken.ts';

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean);

/** What playout did, from the journal alone: which words stood where in the queue, and how far it had come. */
interface Played {
  messageId: string;
  words: string[];
}

export const historyLaws: Readonly<Record<string, Law>> = {
  'its history holds exactly the words that were played to their end, in order': ({
    steps,
    simulation: { events },
  }) => {
    const ended = events.at(-1);
    if (ended?.name !== 'call.ended') return undefined;
    const remembered = (ended.data.messages ?? [])
      .filter(({ role }) => role === 'assistant')
      .flatMap(({ content }) => wordsOf(typeof content === 'string' ? content : ''));
    return difference(
      playedIn(steps).flatMap(({ words }) => words),
      remembered,
      'words of the history',
    );
  },

  'what it remembers fits into the sound that the far end has played': ({ simulation: { events, line } }) => {
    for (const event of events) {
      if (event.name !== 'message.confirmed') continue;
      const begun = events.findLast(
        ({ name, data, order }) =>
          name === 'bot.speaking' &&
          order < event.order &&
          'messageId' in data &&
          data.messageId === event.data.messageId,
      );
      if (begun === undefined) continue;
      const confirmed = wordsOf(event.data.text).length;
      const words = events.filter((each) => each.name === 'bot.word' && each.data.messageId === event.data.messageId);
      const last = words[confirmed - 1];
      if (last?.name !== 'bot.word' || last.data.endTime === undefined) continue;
      const soundMs = soundPlayed(line.sent, begun.at, event.at);
      // Frames are whole: the last one may be played to less than its end.
      if (last.data.endTime * 1000 > soundMs + FRAME_MS) {
        return `${event.data.messageId} is remembered up to ${last.data.endTime * 1000} ms, but ${soundMs} ms of sound were played`;
      }
    }
    return undefined;
  },
};

/** The words whose last sample was played when their message was settled, message by message. */
function playedIn(steps: Parameters<Law>[0]['steps']): Played[] {
  const queued = new Map<number, QueuedWord[]>();
  const texts = new Map<number, string>();
  const played: Played[] = [];
  for (const { before, input, events, effects } of steps) {
    for (const effect of effects) if (effect.type === 'synthesize') texts.set(effect.sentenceId, effect.text);
    if (input.type === 'audio-queued') {
      queued.set(input.sentenceId, [...(queued.get(input.sentenceId) ?? []), ...input.words]);
    }
    for (const event of events) {
      const isSettled = event.name === 'bot.finished' || event.name === 'bot.interrupted';
      if (!isSettled) continue;
      const { messageId } = event.data;
      const sentences = before.replies.find((reply) => reply.messageId === messageId)?.sentences ?? [];
      const words = sentences
        .flatMap(({ sentenceId }) => queued.get(sentenceId) ?? [])
        .filter(({ end }) => end <= input.played)
        .map(({ word }) => word);
      played.push({ messageId, words });
    }
  }
  return played;
}

/** Ms of sound that a far end which plays what it is sent has played between two moments. */
function soundPlayed(sent: readonly { at: number; frame: Uint8Array | null }[], from: number, until: number): number {
  let playedUntil = 0;
  let total = 0;
  for (const { at, frame } of sent) {
    if (at > until) break;
    if (frame === null) {
      total -= Math.max(0, playedUntil - Math.max(at, from));
      playedUntil = Math.min(playedUntil, at);
    } else {
      const start = Math.max(at, playedUntil);
      playedUntil = start + FRAME_MS;
      if (playedUntil > from) total += playedUntil - Math.max(start, from);
    }
  }
  return total - Math.max(0, playedUntil - until);
}
