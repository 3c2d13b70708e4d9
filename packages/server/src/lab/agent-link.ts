import type { AgentPeer, AgentSession } from '../responder/agent-session.ts';
import type { Chance } from './chance.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What the SDK calls a link; told here by its shape, since the server knows the SDK by its frames only. */
export interface LabLink {
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface LabLinkEvents {
  opened(): void;
  received(text: string): void;
  closed(code: number, reason: string, cause?: Error): void;
}

/** All that an agent's SDK takes from the world around it: its network, its clock and its chance. */
export interface AgentSurroundings {
  transport: { open(url: string, events: LabLinkEvents): LabLink };
  clock: { now(): number; epochMs(): number; after(delayMs: number, run: () => void): () => void };
  random: Chance;
  newId(prefix: string): string;
  env: Record<string, string | undefined>;
}

/** The network between an agent's process and the server, on the lab's clock. Frames arrive in order. */
export class AgentNetwork {
  /** Something happened in the agent's process that it may want to answer. */
  hasWoken = false;
  readonly #clock: VirtualClock;
  readonly #delayMs: number;
  readonly #accept: (peer: AgentPeer) => AgentSession;
  readonly #cuts = new Set<() => void>();
  #isDown = false;

  /** @param delayMs on the way each frame takes */
  constructor(clock: VirtualClock, delayMs: number, accept: (peer: AgentPeer) => AgentSession) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#accept = accept;
  }

  get roundTripMs(): number {
    return this.#delayMs * 2;
  }

  /** Cuts every link and lets nobody in, until `restore`: the agent's process is gone. */
  fail(): void {
    this.#isDown = true;
    for (const cut of [...this.#cuts]) cut();
  }

  restore(): void {
    this.#isDown = false;
  }

  open(events: LabLinkEvents): LabLink {
    let isOver = false;
    let session: AgentSession | undefined;
    const toAgent = (act: () => void) => {
      this.#clock.wakeAt(this.#clock.now() + this.#delayMs, () => {
        this.hasWoken = true;
        act();
      });
    };
    const over = (code: number, reason: string, cause?: Error) => {
      if (isOver) return;
      isOver = true;
      this.#cuts.delete(cut);
      session?.closed();
      toAgent(() => events.closed(code, reason, cause));
    };
    const cut = () => over(1006, '');
    this.#cuts.add(cut);
    toAgent(() => {
      if (isOver) return;
      if (this.#isDown) return over(1006, '', new Error('connect ECONNREFUSED'));
      session = this.#accept({
        send: (text) => toAgent(() => isOver || events.received(text)),
        ping: () => this.#clock.wakeAt(this.#clock.now() + this.#delayMs, () => isOver || session?.heard()),
        close: (code, reason) => over(code, reason),
      });
      events.opened();
    });
    return {
      send: (text) =>
        void this.#clock.wakeAt(this.#clock.now() + this.#delayMs, () => isOver || session?.receive(text)),
      close: over,
      terminate: cut,
    };
  }

  /** What an agent's SDK is given in place of the real world. */
  surroundings(apiKey: string, chance: Chance): AgentSurroundings {
    const clock = this.#clock;
    let ids = 0;
    return {
      transport: { open: (_url, events) => this.open(events) },
      clock: {
        now: () => clock.now(),
        epochMs: () => clock.epochMs(),
        after: (delayMs, run) =>
          clock.wakeAt(clock.now() + delayMs, () => {
            this.hasWoken = true;
            run();
          }),
      },
      random: chance,
      newId(prefix) {
        ids += 1;
        return `${prefix}_agent${ids}`;
      },
      env: { ANTIPHON_API_KEY: apiKey },
    };
  }
}
