import { expect } from 'vitest';
import type { EngineFaults } from '../faults/faults.ts';
import { fault, type PlantedLab, pain } from './planted.ts';

type TurnDetector = typeof import('../../turn/turn-detector.ts');
type Replies = typeof import('../../call/conversation-replies.ts');

/** A caller says one thing: that is one turn, and one answer. */
const isAnsweredOnce = (faults: EngineFaults, finalDelayMs: number) => (lab: PlantedLab) => {
  const { events } = lab.simulate({
    until: 20_000,
    script: [{ at: 1000 }, { say: 'a table for two', ms: 1000 }, { wait: 12_000 }],
    config: { llm: { provider: 'scripted', reply: 'Which day?', delay_ms: 100 } },
    finalDelayMs,
    faults,
  });
  const heard = events.filter(({ name }) => name === 'turn.end' || name === 'bot.speaking').map(({ name }) => name);
  expect(heard).toEqual(['turn.end', 'bot.speaking']);
  const ended = events.find((event) => event.name === 'call.ended');
  expect(ended?.data.messages?.map(({ content }) => content)).toEqual(['a table for two', 'Which day?']);
};

pain(
  '2. The turn ends twice: the transcriber gives its final text twice',
  isAnsweredOnce({ transcriber: ['doubled'] }, 900),
  fault<TurnDetector>('every final text counts, whether it was asked for or not', 'turn/turn-detector.ts', (real) => ({
    stepTurn: ((before, input, options) => {
      const isDoubled = input.type === 'final' && !before.awaited.includes(input.utteranceId);
      const asked = isDoubled ? { ...before, awaited: [...before.awaited, input.utteranceId] } : before;
      return real.stepTurn(asked, input, options);
    }) satisfies TurnDetector['stepTurn'],
  })),
);

pain(
  '2. The same reply comes twice: the model is asked on the eager turn and again at its end',
  isAnsweredOnce({}, 50),
  fault<Replies>(
    'a reply that is under way does not keep another from being begun',
    'call/conversation-replies.ts',
    (real) => ({
      askModel: ((draft, messageId, text) => {
        const underWay = draft.state.replies;
        draft.state.replies = [];
        real.askModel(draft, messageId, text);
        draft.state.replies = [...underWay, ...draft.state.replies];
      }) satisfies Replies['askModel'],
    }),
  ),
);
