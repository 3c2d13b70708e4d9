import type { Clock } from '../../clock.ts';
import type { LanguageModelEngine, ReplySink } from '../../responder/language-model.ts';
import { FaultQueue, wrappedOnce } from './queue.ts';

/**
 * - `slow`: the reply comes two seconds late
 * - `stalled`: nothing ever comes
 * - `half`: the model fails after its first word, or its tools
 * - `doubled`: it asks twice for its tools, says twice that it is done, and then goes on
 * - `failed`: it reports that it failed
 * - `dead`: its socket has closed: this and all that follow fail
 */
export type ModelFault = 'none' | 'slow' | 'stalled' | 'half' | 'doubled' | 'failed' | 'dead';

const SLOW_MS = 2_000;

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
        reply(messages, sink) {
          const over = { isCancelled: false };
          const cancel = replyWith(queue.take(), (to) => model.reply(messages, to), sink, context.clock, over);
          return () => {
            over.isCancelled = true;
            cancel();
          };
        },
      };
    },
  }));
}

function replyWith(
  fault: ModelFault,
  reply: (sink: ReplySink) => () => void,
  sink: ReplySink,
  clock: Clock,
  over: { isCancelled: boolean },
): () => void {
  const after = (ms: number, act: () => void) => void clock.wakeAt(clock.now() + ms, () => over.isCancelled || act());
  const fail = (message: string) => after(0, () => sink.failed({ code: 'PROVIDER_FAILED', message }));
  switch (fault) {
    case 'none':
      return reply(sink);
    case 'stalled':
      return () => {};
    case 'failed':
      fail('The model failed on this reply.');
      return () => {};
    case 'dead':
      fail('The model closed its socket.');
      return () => {};
    case 'slow':
      after(SLOW_MS, () => reply(sink));
      return () => {};
    case 'doubled':
      return reply({
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
      });
    case 'half': {
      let isBroken = false;
      const breakOff = (after: () => void) => {
        if (isBroken) return;
        isBroken = true;
        after();
        fail('The model broke off.');
      };
      return reply({
        ...sink,
        token: (text) => breakOff(() => sink.token(text)),
        toolCalls: (calls) => breakOff(() => sink.toolCalls(calls)),
        done() {},
      });
    }
  }
}
