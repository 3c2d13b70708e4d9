import { checkOrder } from '@antiphon/events';
import { expect } from 'vitest';
import { fault, type PlantedLab, pain } from './planted.ts';

type CallLoop = typeof import('../../call/call-loop.ts');
type Replies = typeof import('../../call/conversation-replies.ts');

/** How long a call may live after its caller has gone, ms. Source: golden call 6. */
const OVER_WITHIN_MS = 2000;

/** The caller hangs up while everything is stuck: the call is over at once, its record written, its line given back. */
const endsWhateverIsStuck = (lab: PlantedLab) => {
  for (const hangUpAt of [1500, 2600, 3500, 5000]) {
    const { events, line, records } = lab.simulate({
      until: 60_000,
      hangUpAt,
      script: [
        { at: 1000 },
        { say: 'a table for two', ms: 900 },
        { at: 3000 },
        { say: 'for Friday', ms: 700 },
        { wait: 50_000 },
      ],
      config: { llm: { provider: 'scripted', reply: 'One moment. I am looking. Here it is.', delay_ms: 50 } },
      faults: {
        transcriber: ['none', 'deaf'],
        model: ['none', 'stalled'],
        synthesizer: ['none', 'stalled', 'trickle'],
      },
    });
    const ended = events.filter(({ name }) => name === 'call.ended');
    expect(ended).toHaveLength(1);
    expect(ended[0]?.at).toBeLessThanOrEqual(hangUpAt + OVER_WITHIN_MS);
    expect(events.at(-1)).toBe(ended[0]);
    expect(checkOrder(events)).toEqual([]);
    expect(line.isHungUp).toBe(true);
    expect(records.at(-1)?.status).toBe('ended');
  }
};

pain(
  '14. The call goes on after its caller has hung up',
  endsWhateverIsStuck,
  fault<CallLoop>('the end waits in the queue behind what is being said', 'call/call-loop.ts', ({ CallLoop }) => ({
    CallLoop: class extends CallLoop {
      override post(input: Parameters<CallLoopPost>[0]): void {
        if (input.type === 'line-closed' && this.state.replies.length > 0) return;
        super.post(input);
      }
    },
  })),
  fault<CallLoop>('the end waits for the transcriber to finish', 'call/call-loop.ts', ({ CallLoop }) => ({
    CallLoop: class extends CallLoop {
      override post(input: Parameters<CallLoopPost>[0]): void {
        const { isSpeaking, awaited } = this.state.turn;
        if (input.type === 'line-closed' && (isSpeaking || awaited.length > 0)) return;
        super.post(input);
      }
    },
  })),
  fault<Replies>('what was being said is not given up', 'call/conversation-replies.ts', (real) => ({
    drop: ((draft, reply, why) =>
      reply.phase === 'speaking' && why === 'cancelled'
        ? null
        : real.drop(draft, reply, why)) satisfies Replies['drop'],
  })),
);

type CallLoopPost = InstanceType<CallLoop['CallLoop']>['post'];
