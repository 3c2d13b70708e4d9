import type { Command } from '@antiphon/events';
import type { Calls } from '../../call/calls.ts';
import { VoiceError } from '../../errors.ts';
import type { Line, LineEvents } from '../transport.ts';

/** One call as a test sees it: its line, and what came in on it, one word per happening. */
export class NotedCall implements LineEvents {
  readonly line: Line;
  readonly notes: string[] = [];
  readonly packets: { sequence: number; sample: number; payload: Uint8Array }[] = [];
  #waiting: { isDone: () => boolean; resolve: () => void }[] = [];

  constructor(line: Line) {
    this.line = line;
  }

  packet(sequence: number, sample: number, payload: Uint8Array): void {
    this.packets.push({ sequence, sample, payload });
    this.#wake();
  }

  marked(name: string): void {
    this.#note(`mark ${name}`);
  }

  dtmf(digit: string): void {
    this.#note(`dtmf ${digit}`);
  }

  closed(how: 'hangup' | 'lost'): void {
    this.#note(`closed ${how}`);
  }

  /** Resolves once `isDone` holds, looked at after everything that happens to the call. */
  until(isDone: (call: NotedCall) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ isDone: () => isDone(this), resolve });
      this.#wake();
    });
  }

  #note(note: string): void {
    this.notes.push(note);
    this.#wake();
  }

  #wake(): void {
    this.#waiting = this.#waiting.filter(({ isDone, resolve }) => {
      if (!isDone()) return true;
      resolve();
      return false;
    });
  }
}

/** Calls that only note what they are asked, and carry out nothing. */
export class NotedCalls implements Calls {
  readonly notes: string[] = [];
  readonly commands: Command[] = [];
  readonly live = new Map<string, NotedCall>();
  /** Thrown by the next `begin`. */
  refusal: VoiceError | undefined;
  #waiting: ((call: NotedCall) => void)[] = [];

  get liveCount(): number {
    return this.live.size;
  }

  begin(line: Line): LineEvents {
    if (this.refusal) throw this.refusal;
    const call = new NotedCall(line);
    this.live.set(line.info.callId, call);
    for (const resolve of this.#waiting.splice(0)) resolve(call);
    return call;
  }

  /** Resolves with the call that begins next. */
  next(): Promise<NotedCall> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  command(orgId: string, agentIds: ReadonlySet<string>, command: Command): void {
    const callId = 'callId' in command ? command.callId : 'sessionId' in command ? command.sessionId : undefined;
    const info = callId === undefined ? undefined : this.live.get(callId)?.line.info;
    if (info?.orgId !== orgId || !agentIds.has(info.agentId)) {
      throw new VoiceError('CALL_NOT_FOUND', `There is no live call "${callId}" of ${orgId}. It may have ended.`);
    }
    this.commands.push(command);
  }

  agentLost(orgId: string, agentId: string): void {
    this.notes.push(`lost ${orgId} ${agentId}`);
  }

  agentReturned(orgId: string, agentId: string, resume: ReadonlyMap<string, number>): string[] {
    this.notes.push(`returned ${orgId} ${agentId} ${JSON.stringify([...resume])}`);
    return [];
  }

  async drain(): Promise<void> {}
}
