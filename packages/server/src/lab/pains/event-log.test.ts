import { checkOrder, type LoggedEvent } from '@antiphon/events';
import { Antiphon } from '@antiphon/sdk';
import { expect } from 'vitest';
import { logText } from '../log-text.ts';
import { fault, type PlantedLab, pain } from './planted.ts';

type CallLog = typeof import('../../events/call-log.ts');
type Log = InstanceType<CallLog['CallLog']>;
type VirtualClock = typeof import('../virtual-clock.ts');
type TurnDetector = typeof import('../../turn/turn-detector.ts');

/** Every event of a call reaches the log once and in its order, and an agent that was away hears what it missed, once. */
const everyEventOnce = async (lab: PlantedLab) => {
  const heard: string[] = [];
  const call = await lab.simulateCall({
    agent: () => {
      const agent = new Antiphon().agent('mara', { voice: 'flite/slt' });
      agent.on('call.started', (phone) => void phone.say('Hello there. How can I help you?'));
      agent.on('turn.end', (turn, phone) => {
        heard.push(`turn.end ${turn.text}`);
        phone.reply('I see.');
      });
      agent.on('user.message', (message) => void heard.push(`user.message ${message.text}`));
      agent.on('message.confirmed', (message) => void heard.push(`message.confirmed ${message.text}`));
    },
    agentLink: { delayMs: 5, lostAt: 500, returnsAt: 6000 },
    caller: [
      { at: 4000 },
      { say: 'are you there' },
      { until: 'bot.finished', within: 20_000 },
      { say: 'I would like a table' },
      { until: 'bot.finished', within: 20_000 },
    ],
  });
  expect(checkOrder(call.events)).toEqual([]);
  expect(call.events.flatMap(({ seq }) => seq ?? [])).toEqual(
    call.events.filter(({ seq }) => seq !== undefined).map((_, index) => index + 1),
  );
  expect(call.events.map(({ order }) => order)).toEqual(call.events.map((_, index) => index + 1));
  const told = call.events.flatMap((event) =>
    event.name === 'turn.end' || event.name === 'user.message' || event.name === 'message.confirmed'
      ? [`${event.name} ${event.data.text}`]
      : [],
  );
  expect(told.length).toBeGreaterThan(5);
  expect(heard).toEqual(told);
};

const withLog = (name: string, change: (Base: CallLog['CallLog']) => CallLog['CallLog']) =>
  fault<CallLog>(name, 'events/call-log.ts', ({ CallLog }) => ({ CallLog: change(CallLog) }));

pain(
  '16. Events are dropped, doubled, or come in another order',
  everyEventOnce,
  withLog(
    'what is sent while nobody listens is lost',
    (Base) =>
      class extends Base {
        override after(): readonly LoggedEvent[] {
          return [];
        }
      },
  ),
  withLog(
    'an event now and then is written down twice',
    (Base) =>
      class extends Base {
        override append(...appended: Parameters<Log['append']>): void {
          super.append(...appended);
          if (appended[0].name === 'turn.end') super.append(...appended);
        }
      },
  ),
  withLog(
    'an event now and then is not written down',
    (Base) =>
      class extends Base {
        override append(...[event, stamp]: Parameters<Log['append']>): void {
          if (event.name !== 'speech.ended') super.append(event, stamp);
        }
      },
  ),
  withLog(
    'an event overtakes another',
    (Base) =>
      class extends Base {
        #held: Parameters<Log['append']> | undefined;
        override append(...appended: Parameters<Log['append']>): void {
          if (appended[0].name === 'message.confirmed') {
            this.#held = appended;
            return;
          }
          super.append(...appended);
          if (this.#held !== undefined) super.append(...this.#held);
          this.#held = undefined;
        }
      },
  ),
);

/** A test of a call that passes today passes tomorrow: the same script gives the same log, to the last byte. */
const isTheSameEveryTime = (lab: PlantedLab) => {
  const play = () =>
    logText(
      lab.simulate({
        until: 30_000,
        script: [
          { at: 800 },
          { hesitate: ['I would like', 'a table'], pause: 350 },
          { interrupt: 'no wait for four', atWord: 3 },
          { cough: 150 },
          { wait: 4000 },
        ],
        config: { llm: { provider: 'scripted', reply: 'Which day would suit you best? We are open.', delay_ms: 120 } },
        faults: { synthesizer: ['slow', 'trickle'], transcriber: ['none', 'slow'] },
      }).events,
    );
  const first = play();
  for (let again = 0; again < 5; again += 1) expect(play()).toBe(first);
};

pain(
  '17. The same test of a call passes half the time',
  isTheSameEveryTime,
  fault<VirtualClock>('timers are as late as the machine is busy', 'lab/virtual-clock.ts', ({ VirtualClock }) => ({
    VirtualClock: class extends VirtualClock {
      override wakeAt(at: number, run: () => void): () => void {
        return super.wakeAt(at + Math.random() * 30, run);
      }
    },
  })),
  fault<TurnDetector>('a decision looks at the clock on the wall', 'turn/turn-detector.ts', (real) => ({
    stepTurn: ((before, input, options) =>
      real.stepTurn(
        before,
        { ...input, at: input.at + (performance.now() % 7) },
        options,
      )) satisfies TurnDetector['stepTurn'],
  })),
);
