import type { CallAudio, Metrics } from '@antiphon/audio-core';

/** A carrier that sends nothing for this long is listened for by the clock, ms: two frames. */
const QUIET_MS = 40;

/** What the caller's sound amounts to. Times are ms since the call began. */
export interface SpeechListener {
  /** @param pcm at the transcriber's rate, valid during the call only */
  pcm(pcm: Int16Array): void;
  started(onsetAt: number, confidence: number): void;
  ended(lastVoiceAt: number): void;
  metrics(metrics: Metrics): void;
}

/** The caller's sound on its way in: packets through jitter buffer and detector, one crossing each. */
export class SpeechDetector {
  readonly #audio: CallAudio;
  readonly #listener: SpeechListener;
  readonly #samplesPerMs: number;
  #lastPacketAt = 0;
  #isClosed = false;

  constructor(audio: CallAudio, sampleRateHz: number, listener: SpeechListener) {
    this.#audio = audio;
    this.#listener = listener;
    this.#samplesPerMs = sampleRateHz / 1000;
  }

  get lastPacketAt(): number {
    return this.#lastPacketAt;
  }

  packet(sequence: number, timestampSamples: number, payload: Uint8Array, at: number): void {
    this.#lastPacketAt = at;
    this.#audio.push(sequence, timestampSamples, payload, at);
    this.#hear(at);
  }

  /** To be called each frame: what the carrier does not send is heard as silence in the end. */
  tick(at: number): void {
    if (at - this.#lastPacketAt < QUIET_MS) return;
    this.#audio.idle(at);
    this.#hear(at);
  }

  /** The call is over, perhaps because of what was just heard. */
  close(): void {
    this.#isClosed = true;
  }

  #hear(at: number): void {
    const audio = this.#audio;
    // Sound first: an utterance's run-up must be with the transcriber before it is told where the utterance began.
    if (audio.pcmLength > 0) this.#listener.pcm(audio.pcm.subarray(0, audio.pcmLength));
    for (let index = 0; !this.#isClosed && index < audio.verdictCount; index += 1) {
      const { kind, speechSample, probability } = audio.verdict(index);
      // The newest sample is the present; older positions are counted back from it.
      const saidAt = Math.max(0, Math.round(at - (audio.inSample - speechSample) / this.#samplesPerMs));
      if (kind === 'start') this.#listener.started(saidAt, probability);
      else this.#listener.ended(saidAt);
    }
    if (!this.#isClosed && audio.hasUserMetrics) this.#listener.metrics(audio.userMetrics);
  }
}
