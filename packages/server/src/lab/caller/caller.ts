import type { LoggedEvent } from '@antiphon/events';
import type { Clock } from '../../clock.ts';
import { FRAME_MS } from '../../playout/frame.ts';
import type { LineEvents } from '../../transport/transport.ts';
import type { SaidWords } from '../hearing.ts';
import type { Microphone } from './microphone.ts';
import {
  beginCaller,
  type CallerAct,
  type CallerInput,
  type CallerState,
  type ReadyMove,
  stepCaller,
} from './perform.ts';
import type { Speech } from './speech.ts';

/** Where a detector's verdicts go when they are told by the script. */
export interface ToldSpeech {
  isVoiced: boolean;
  speechStarted(onsetAt: number, confidence: number): void;
  speechEnded(lastVoiceAt: number): void;
}

/** How speech reaches the server: told as verdicts, after the detector's delays, or heard as sound. */
export type Voicing =
  | { how: 'told'; call: ToldSpeech; startDelayMs: number; endDelayMs(): number }
  | { how: 'heard'; microphone: Microphone; arrivals: (sentAt: number) => number[] };

export interface CallerPorts {
  /** Stands at 0 of the call when the caller begins. */
  clock: Clock;
  moves: readonly ReadyMove[];
  line: LineEvents;
  voicing: Voicing;
  /** Written to as the caller speaks. */
  said: SaidWords;
}

/** Carries a caller's part out, on the clock. */
export class Caller {
  readonly #ports: CallerPorts;
  readonly #beganAt: number;
  #state: CallerState = beginCaller;
  #cancelWake = () => {};
  #cancelFrame = () => {};
  #frame = 0;
  /** When the last voice that was told ends, ms of the call. */
  #voicedUntil = 0;
  #isSpeech = false;

  constructor(ports: CallerPorts) {
    this.#ports = ports;
    this.#beganAt = ports.clock.now();
    if (ports.voicing.how === 'heard') this.#armFrame();
    this.#step({ type: 'tick', at: 0 });
  }

  /** Moves that were waited for in vain. */
  get problems(): readonly string[] {
    return this.#state.problems;
  }

  /** Has the caller notice an event of the call: in its own time, never within the step that announces it. */
  notice(event: LoggedEvent): void {
    const { clock } = this.#ports;
    clock.wakeAt(clock.now(), () => this.#step({ type: 'event', event, at: this.#at }));
  }

  /** The call is over. */
  close(): void {
    this.#cancelWake();
    this.#cancelFrame();
  }

  get #at(): number {
    return this.#ports.clock.now() - this.#beganAt;
  }

  #step(input: CallerInput): void {
    const { state, acts, wakeAt } = stepCaller(this.#state, input, this.#ports.moves);
    this.#state = state;
    for (const act of acts) this.#carryOut(act, input.at);
    this.#cancelWake();
    if (wakeAt === Number.POSITIVE_INFINITY) return;
    this.#cancelWake = this.#ports.clock.wakeAt(this.#beganAt + wakeAt, () =>
      this.#step({ type: 'tick', at: this.#at }),
    );
  }

  #carryOut(act: CallerAct, at: number): void {
    const { line } = this.#ports;
    switch (act.type) {
      case 'speak':
        return this.#speak(act.speech, at);
      case 'press':
        return line.dtmf(act.digit);
      case 'leave':
        this.#cancelFrame();
        if (act.how === 'hang-up') line.closed('hangup');
    }
  }

  #speak(speech: Speech, from: number): void {
    const { voicing, said } = this.#ports;
    const began = this.#beganAt + from;
    for (const word of speech.words)
      said.push({ word: word.word, from: began + word.from, to: began + word.to, speech });
    if (voicing.how === 'heard') return voicing.microphone.play(speech.pcm ?? new Int16Array(), from);
    this.#tell(voicing, from, from + speech.ms);
  }

  /** Verdicts as a detector gives them: pauses shorter than its hangover are none. */
  #tell({ call, startDelayMs, endDelayMs }: Extract<Voicing, { how: 'told' }>, from: number, to: number): void {
    const { clock } = this.#ports;
    const at = (ms: number, act: () => void) => clock.wakeAt(this.#beganAt + ms, act);
    call.isVoiced = true;
    this.#voicedUntil = to;
    at(Math.min(from + startDelayMs, to), () => {
      if (!this.#isSpeech) call.speechStarted(from, 1);
      this.#isSpeech = true;
    });
    at(to, () => {
      call.isVoiced = this.#voicedUntil > to;
    });
    at(to + endDelayMs(), () => {
      if (this.#voicedUntil > to) return;
      this.#isSpeech = false;
      call.speechEnded(to);
    });
  }

  #armFrame(): void {
    const { clock, voicing, line } = this.#ports;
    if (voicing.how !== 'heard') return;
    const index = this.#frame;
    this.#frame += 1;
    this.#cancelFrame = clock.wakeAt(this.#beganAt + (index + 1) * FRAME_MS, () => {
      const payload = voicing.microphone.next();
      for (const arrival of voicing.arrivals((index + 1) * FRAME_MS)) {
        clock.wakeAt(this.#beganAt + Math.max(this.#at, arrival), () => line.packet(index + 1, index * 160, payload));
      }
      this.#armFrame();
    });
  }
}
