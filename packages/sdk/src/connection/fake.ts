import type { Clock } from '../clock.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import type { LinkEvents, Transport } from './transport.ts';

/** A clock that moves when told to. */
export class ManualClock implements Clock {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  epochMs(): number {
    return 1_700_000_000_000 + this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Runs what falls due, in its order, and lets its messages arrive. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#now = due.at;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      due.run();
      await settle();
    }
    this.#now = until;
  }
}

/** Lets every message that is under way arrive, and what answers it. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

/** A network of one process: links to a fake server, which may be out of reach or fall silent. */
export class FakeTransport implements Transport {
  /** How often a client has tried to connect. */
  attempts = 0;
  /** `refusing`: nobody listens. `silent`: packets vanish. */
  network: 'working' | 'refusing' | 'silent' = 'working';
  readonly #server: FakeServer;

  constructor(server: FakeServer) {
    this.#server = server;
  }

  open(_url: string, events: LinkEvents) {
    this.attempts += 1;
    let isOver = false;
    const later = (act: () => void) =>
      queueMicrotask(() => {
        if (!isOver && this.network !== 'silent') act();
      });
    const over = (code: number, reason: string, cause?: Error) => {
      if (isOver) return;
      isOver = true;
      farEnd.closed();
      queueMicrotask(() => events.closed(code, reason, cause));
    };
    const farEnd = this.#server.accept({
      send: (text) => later(() => events.received(text)),
      close: (code, reason) => later(() => over(code, reason)),
      terminate: () => over(1006, ''),
    });
    later(() => {
      if (this.network === 'refusing') over(1006, '', new Error('connect ECONNREFUSED'));
      else events.opened();
    });
    return {
      send: (text: string) => later(() => farEnd.received(text)),
      close: (code: number, reason: string) => over(code, reason),
      terminate: () => over(1006, ''),
    };
  }
}
