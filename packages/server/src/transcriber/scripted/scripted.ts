import type { Transcriber, TranscriberContext, TranscriberEngine } from '../transcriber.ts';
import { entryOrLast, parseScript, type Script, wordsBegun } from './script.ts';

/** How often interim text is given, from the onset of speech. */
const INTERIM_EVERY_MS = 200;

/** A transcriber that hears what its settings say, at the times they say. It needs no audio. For labs and tests. */
export const scriptedTranscriber: TranscriberEngine = {
  provider: 'scripted',
  sampleRateHz: 0,
  check: (settings) => void parseScript(settings),
  open: (settings, context) => new ScriptedTranscriber(parseScript(settings), context),
  close: async () => {},
};

class ScriptedTranscriber implements Transcriber {
  #script: Script;
  readonly #context: TranscriberContext;
  /** Utterances heard since the script began. */
  #heard = 0;
  #delayMs = 0;
  #text: string | null = null;
  #stopInterim = () => {};
  readonly #finals = new Set<() => void>();

  constructor(script: Script, context: TranscriberContext) {
    this.#script = script;
    this.#context = context;
  }

  push(): void {}

  speechStarted(utteranceId: number, spokenMs: number): void {
    this.#stopInterim();
    const index = this.#heard++;
    this.#text = entryOrLast(this.#script.texts, index) ?? null;
    this.#delayMs = this.#script.delayMs;
    const speechMs = entryOrLast(this.#script.speechMs, index);
    const onset = this.#context.clock.now() - spokenMs;
    const firstTick = Math.max(1, Math.ceil(spokenMs / INTERIM_EVERY_MS));
    if (this.#text) this.#armInterim(utteranceId, this.#text, onset, firstTick, speechMs);
  }

  speechEnded(utteranceId: number): void {
    this.#stopInterim();
    const { clock, onResult } = this.#context;
    const text = this.#text;
    const cancel = clock.wakeAt(clock.now() + this.#delayMs, () => {
      this.#finals.delete(cancel);
      const confidence = text ? 1 : 0;
      onResult({ type: 'final', utteranceId, text: text ?? '', confidence, understood: text !== null });
    });
    this.#finals.add(cancel);
  }

  /** A new script begins at its first text. */
  configure(settings: unknown): void {
    this.#script = parseScript(settings);
    this.#heard = 0;
  }

  close(): void {
    this.#stopInterim();
    for (const cancel of this.#finals) cancel();
    this.#finals.clear();
  }

  #armInterim(utteranceId: number, text: string, onset: number, tick: number, speechMs: number | undefined): void {
    const sinceOnsetMs = tick * INTERIM_EVERY_MS;
    this.#stopInterim = this.#context.clock.wakeAt(onset + sinceOnsetMs, () => {
      const begun = wordsBegun(text, sinceOnsetMs, speechMs);
      // Once every word has begun, nothing new can be heard.
      if (begun.length < wordsBegun(text, Infinity).length)
        this.#armInterim(utteranceId, text, onset, tick + 1, speechMs);
      this.#context.onResult({ type: 'interim', utteranceId, text: begun, confidence: 1 });
    });
  }
}
