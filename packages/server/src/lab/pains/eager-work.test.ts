import { expect } from 'vitest';
import { fault, type PlantedLab, pain } from './planted.ts';

type Reply = typeof import('../../responder/reply.ts');
type Replies = typeof import('../../call/conversation-replies.ts');

/** What is begun on a pause to think is made ready, and nothing else: it is not heard, not remembered, and not answered to. */
const speculationLeavesNoTrace = (lab: PlantedLab) => {
  const { events } = lab.simulate({
    until: 20_000,
    script: [{ at: 1000 }, { hesitate: ['I would like', 'a table for four'], pause: 400 }, { wait: 6000 }],
    config: {
      llm: { provider: 'scripted', reply: 'For how many? And when?', delay_ms: 20 },
      turn_detection: { engine: 'silence', silence_ms: 700, eager_ms: 210 },
    },
    agent: (event, agent) => {
      if (event.name !== 'eager.turn' || event.data.text !== 'I would like') return;
      const early = agent.stream(event.data.messageId);
      early.write('You would like what? ');
      agent.after(3000, () => early.write('Tell me.'));
      agent.after(3100, () => early.end());
    },
  });
  const names = events.map(({ name }) => name);
  const ends = events.filter((event) => event.name === 'turn.end');
  expect(names.filter((name) => name === 'eager.turn').length).toBeGreaterThanOrEqual(2);
  expect(ends.map(({ data }) => data.text)).toEqual(['I would like a table for four']);
  const spoken = events.filter((event) => event.name === 'bot.speaking');
  expect(spoken.map(({ data }) => data.text)).toEqual(['For how many?']);
  expect(spoken[0]?.at).toBeGreaterThanOrEqual(ends[0]?.at ?? Number.POSITIVE_INFINITY);
  const ended = events.find((event) => event.name === 'call.ended');
  expect(ended?.data.messages?.map(({ content }) => content)).toEqual([
    'I would like a table for four',
    'For how many? And when?',
  ]);
};

pain(
  '6. Work begun on a guess has effects: it is heard, remembered, or comes in place of the answer',
  speculationLeavesNoTrace,
  fault<Reply>('a guess takes the path of a real reply', 'responder/reply.ts', (real) => ({
    beginReply: ((messageId, kind, inReplyTo, _isHeld, at) =>
      real.beginReply(messageId, kind, inReplyTo, false, at)) satisfies Reply['beginReply'],
  })),
  fault<Replies>('a guess that was wrong is not thrown away', 'call/conversation-replies.ts', () => ({
    discardFor: (() => ({})) satisfies Replies['discardFor'],
  })),
);
