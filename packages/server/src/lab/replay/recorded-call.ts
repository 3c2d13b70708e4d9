import { isKept, type LoggedEvent } from '@antiphon/events';
import type { CallerScript, CallerStep } from '../caller/steps.ts';
import { logText } from '../log-text.ts';
import { playWorld } from './play-world.ts';
import { readJournal } from './read-journal.ts';
import { type RecordedWorld, worldOf } from './recorded.ts';
import { settingsWithoutEffect } from './settings-without-effect.ts';
import { type ComparedLine, compareLogs } from './side-by-side.ts';
import { type Step, stepsOf } from './steps.ts';

/** What a call would have been with other settings. */
export interface WhatIf {
  events: LoggedEvent[];
  /** Beside the recorded log. */
  lines: ComparedLine[];
  /** What had to be guessed. */
  guesses: string[];
  /** Settings that change nothing: there are none of these names, their values do not fit, or the call had them. */
  withoutEffect: string[];
  /** Settings of the detector or an engine were changed: without the call's sound this is an approximation. */
  isApproximate: boolean;
}

/** A call that was recorded by its input journal. */
export class RecordedCall {
  readonly id: string;
  /** Whether its end is in the journal; the journal of a call whose server died lacks it. */
  readonly hasEnded: boolean;
  /** Whether the journal's last line was cut off, and left out. */
  readonly isCutOff: boolean;
  readonly #steps: readonly Step[];
  readonly #world: RecordedWorld;

  /** @param journal the text of the call's journal @throws Error when it is none, of another version, or damaged */
  constructor(journal: string) {
    const read = readJournal(journal);
    this.id = read.head.facts.callId;
    this.isCutOff = read.isCutOff;
    this.#steps = stepsOf(read);
    this.hasEnded = this.#steps.at(-1)?.after.isEnded === true;
    this.#world = worldOf(read.head, this.#steps);
  }

  /** Epoch ms. */
  get startedAt(): number {
    return this.#world.head.facts.startedAt;
  }

  /** When anything last happened in it, ms. */
  get lastAt(): number {
    return this.#steps.at(-1)?.input.at ?? 0;
  }

  /** The call decided again, input by input: exactly as it was, as long as the machine is the same. */
  replay(): { events: LoggedEvent[]; text: string } {
    const { facts } = this.#world.head;
    let order = 0;
    let seq = 0;
    const events = this.#steps.flatMap(({ input, events: announced }) =>
      announced.map((event) => {
        order += 1;
        if (isKept(event.name)) seq += 1;
        return {
          name: event.name,
          orgId: '',
          agentId: '',
          callId: facts.callId,
          order,
          ...(isKept(event.name) ? { seq } : {}),
          at: input.at,
          ts: facts.startedAt + input.at,
          inSample: input.inSample,
          outSample: input.outSample,
          data: event.data,
        } as LoggedEvent;
      }),
    );
    return { events, text: logText(events) };
  }

  /** @param patch settings that differ, as an agent writes them: `{ turn_detection: { silence_ms: 300 } }` */
  whatIf(patch: Record<string, unknown> = {}): WhatIf {
    const { events, guesses } = playWorld(this.#world, patch);
    const turns = new Map(
      this.replay().events.flatMap((event) =>
        event.name === 'turn.end' ? [[event.data.messageId, event.data.text]] : [],
      ),
    );
    for (const event of events) {
      if (event.name !== 'turn.end' || turns.get(event.data.messageId) === event.data.text) continue;
      const before = turns.get(event.data.messageId);
      guesses.push(
        before === undefined
          ? `Turn ${event.data.turnId}, ${JSON.stringify(event.data.text)}, did not end in the recorded call: its answer is not known.`
          : `Turn ${event.data.turnId} says ${JSON.stringify(event.data.text)}; the answer is the one to ${JSON.stringify(before)}.`,
      );
    }
    return {
      events,
      guesses,
      withoutEffect: settingsWithoutEffect(this.#world.head.config, patch),
      isApproximate: isApproximate(patch),
      lines: compareLogs(this.replay().events, events),
    };
  }

  /** The caller's part, as a script for `simulateCall`. */
  get caller(): CallerScript {
    const { speech, results, inputs } = this.#world;
    const finals = results.flatMap(({ result }) => (result.type === 'final' ? [result] : []));
    const spoken = speech.flatMap((each, index): { at: number; step: CallerStep }[] => {
      const final = finals.find(({ utteranceId }) => utteranceId === index + 1);
      const ms = Number.isFinite(each.to) ? each.to - each.from : 0;
      if (ms <= 0) return [];
      const isNoise = final === undefined || (final.text === '' && final.understood);
      const manner = {
        ms,
        ...(final?.understood === false && { understood: false }),
        ...(final?.slots !== undefined && { slots: final.slots }),
      };
      return [{ at: each.from, step: isNoise ? { cough: ms } : { say: final.text || 'something', ...manner } }];
    });
    const pressed = inputs.flatMap((input): { at: number; step: CallerStep }[] => {
      if (input.type === 'dtmf') return [{ at: input.at, step: { press: input.digit } }];
      return input.type === 'line-closed' ? [{ at: input.at, step: { hangUp: true } }] : [];
    });
    return [...spoken, ...pressed].sort((a, b) => a.at - b.at).flatMap(({ at, step }): CallerStep[] => [{ at }, step]);
  }
}

/** Whether settings are among these that change what was heard, not only what was decided. */
function isApproximate(patch: Record<string, unknown>): boolean {
  const given = { ...patch, ...(Object(patch['config']) as object) };
  return ['vad', 'stt', 'voice', 'tts', 'llm', 'language'].some((key) => key in given);
}

/** @param journal the text of a call's input journal, as the server keeps it in `journals/` of its data folder */
export const recordedCall = (journal: string): RecordedCall => new RecordedCall(journal);
