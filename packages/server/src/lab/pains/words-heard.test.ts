import type { LoggedEvent } from '@antiphon/events';
import { expect } from 'vitest';
import { fault, type PlantedLab, pain } from './planted.ts';

type WordClock = typeof import('../../playout/word-clock.ts');
type Reply = typeof import('../../responder/reply.ts');

const SENTENCE = 'Your table for four people is booked for seven thirty this evening';

/** The words of a message with the ms of its sound at which each ends. */
const wordsOf = (events: readonly LoggedEvent[], messageId: string) =>
  events.flatMap((event) =>
    event.name === 'bot.word' && event.data.messageId === messageId
      ? [
          {
            word: event.data.word,
            wordIndex: event.data.wordIndex,
            at: event.at,
            fromMs: (event.data.startTime ?? 0) * 1000,
            toMs: (event.data.endTime ?? 0) * 1000,
          },
        ]
      : [],
  );

/** However late the caller cuts in, the history holds the words whose sound was over by then: none more, none less. */
const remembersWhatWasHeard = (lab: PlantedLab) => {
  for (let atWord = 2; atWord <= 11; atWord += 3) {
    const { events } = lab.simulate({
      until: 20_000,
      script: [{ interrupt: 'no wait make it eight', atWord, ms: 1100 }, { wait: 3000 }],
      config: { greeting: SENTENCE },
    });
    const cut = events.find((event) => event.name === 'bot.interrupted');
    const remembered = events.find((event) => event.name === 'message.confirmed');
    const words = wordsOf(events, cut?.data.messageId ?? '');
    const heard = words.filter(({ toMs }) => toMs <= (cut?.data.playedMs ?? 0)).map(({ word }) => word);
    expect(heard.length).toBeGreaterThan(0);
    expect(remembered?.data.text.split(' ')).toEqual(heard);
    const ended = events.find((event) => event.name === 'call.ended');
    expect(ended?.data.messages?.[0]).toEqual({ role: 'assistant', content: heard.join(' ') });
  }
};

pain(
  '3. The history holds words that nobody heard, or loses words that were',
  remembersWhatWasHeard,
  fault<WordClock>('a word counts as heard once it was begun', 'playout/word-clock.ts', (real) => ({
    heardUntil: ((words, ...rest) =>
      real.heardUntil(
        words.map((word) => ({ ...word, end: word.start })),
        ...rest,
      )) satisfies WordClock['heardUntil'],
  })),
  fault<WordClock>('the interruption overtakes the last word that was played', 'playout/word-clock.ts', (real) => ({
    heardUntil: ((...heard) => {
      const { words, playedMs } = real.heardUntil(...heard);
      return { words: words.slice(0, -1), playedMs };
    }) satisfies WordClock['heardUntil'],
  })),
  fault<WordClock>('what was heard is guessed from the rate of speech', 'playout/word-clock.ts', (real) => ({
    heardUntil: ((words, start, end, played, rate) => {
      const { playedMs } = real.heardUntil(words, start, end, played, rate);
      const share = Math.ceil((playedMs / 1000) * 2.6);
      return { words: words.slice(0, share).map(({ word }) => word), playedMs };
    }) satisfies WordClock['heardUntil'],
  })),
);

/** Each word is announced when its message has played as far as its times say, message after message. */
const wordsComeOnTime = (lab: PlantedLab) => {
  const { events } = lab.simulate({
    until: 30_000,
    hangUpAt: 25_000,
    faults: { synthesizer: ['none', 'slow', 'none', 'words-late'] },
    agent: (event, agent) => {
      if (event.name !== 'call.started') return;
      for (const text of ['One moment please. I am looking.', 'Here it is.', SENTENCE]) agent.say(text);
    },
  });
  const spoken = events.filter((event) => event.name === 'bot.speaking');
  expect(spoken).toHaveLength(3);
  for (const { at, data } of spoken) {
    const words = wordsOf(events, data.messageId);
    expect(words.map(({ word }) => word).join(' ')).toBe(data.text);
    expect(words.map(({ wordIndex }) => wordIndex)).toEqual(words.map((_, index) => index));
    expect(words[0]?.fromMs).toBe(0);
    const ended = events.find((event) => event.name === 'bot.finished' && event.data.messageId === data.messageId);
    for (const [index, { at: wordAt, fromMs, toMs }] of words.entries()) {
      expect(toMs).toBeGreaterThan(fromMs);
      expect(fromMs).toBeGreaterThanOrEqual(words[index - 1]?.toMs ?? 0);
      expect(wordAt - at).toBeGreaterThanOrEqual(fromMs - 20);
      expect(wordAt).toBeLessThanOrEqual(ended?.at ?? 0);
    }
  }
};

pain(
  '4. The times of words drift, or belong to another message',
  wordsComeOnTime,
  fault<Reply>('times are counted by the clock of the voice, not of the message', 'responder/reply.ts', (real) => ({
    audioQueued: ((reply, queued) => ({
      ...real.audioQueued(reply, queued),
      range: { start: 0, end: queued.end },
    })) satisfies Reply['audioQueued'],
  })),
  fault<Reply>('words of a sentence are counted from the beginning of that sentence', 'responder/reply.ts', (real) => ({
    audioQueued: ((reply, queued) => {
      const next = real.audioQueued(reply, queued);
      return { ...next, words: queued.words };
    }) satisfies Reply['audioQueued'],
  })),
);
