import type { LanguageModelEngine, ReplySink } from '../../responder/language-model.ts';
import { type AnyFault, askWith, type Doing } from './question.ts';
import { FaultQueue, wrappedOnce } from './queue.ts';

/**
 * As any engine, and:
 * - `half`: the model fails after its first word, or its tools
 * - `doubled`: it asks twice for its tools, says twice that it is done, and then goes on
 */
export type ModelFault = AnyFault | keyof typeof ownFaults;

const ownFaults = {
  doubled: (sink: ReplySink): ReplySink => ({
    ...sink,
    toolCalls(calls) {
      sink.toolCalls(calls);
      sink.toolCalls(calls);
    },
    done() {
      sink.done();
      sink.done();
      sink.token(' And more.');
    },
  }),
  half(sink: ReplySink, { fail }: Doing): ReplySink {
    let isBroken = false;
    const breakOff = (last: () => void) => {
      if (isBroken) return;
      isBroken = true;
      last();
      fail('The model broke off.');
    };
    return {
      ...sink,
      token: (text) => breakOff(() => sink.token(text)),
      toolCalls: (calls) => breakOff(() => sink.toolCalls(calls)),
      done() {},
    };
  },
} as const;

export const modelFaults = [
  'none',
  'slow',
  'stalled',
  'half',
  'doubled',
  'failed',
  'dead',
] as const satisfies readonly ModelFault[];

export function withModelFaults(faults: readonly ModelFault[]): (engine: LanguageModelEngine) => LanguageModelEngine {
  const queue = new FaultQueue(faults);
  return wrappedOnce((engine) => ({
    ...engine,
    check: (settings) => engine.check(settings),
    close: () => engine.close(),
    open(settings, context) {
      const model = engine.open(settings, context);
      return {
        close: () => model.close(),
        reply: (messages, sink) =>
          askWith(
            queue.take(),
            {
              ask: (to) => model.reply(messages, to),
              sink,
              clock: context.clock,
              names: ['The model', 'this reply'],
            },
            ownFaults,
          ),
      };
    },
  }));
}
