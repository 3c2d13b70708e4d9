import { CallAudio } from '@antiphon/audio-core';
import type { LoggedEvent } from '@antiphon/events';
import type { Clock } from '../clock.ts';
import type { Engines } from '../engines/engines.ts';
import { CallLog } from '../events/call-log.ts';
import type { CallRecord, LogSink } from '../events/log-sink.ts';
import { Playout } from '../playout/playout.ts';
import { SpeechDetector } from '../speech/speech-detector.ts';
import type { Line, LineEvents } from '../transport/transport.ts';
import type { Prosody } from '../turn/prosody.ts';
import { applyConfig, type CallConfig } from './call-config.ts';
import { CallEngines, chooseEngines, type EngineChoice, endsTurns } from './call-engines.ts';
import { CallLoop } from './call-loop.ts';
import { endOfCall } from './conversation.ts';
import { recordOf } from './conversation-history.ts';
import { beginConversation, type CallFacts } from './conversation-state.ts';
import type { CallCommand, Effect, Stamp } from './inputs.ts';
import type { Journal } from './journal.ts';
import { answerAbandoned, closeLedger, type ToolLedger, unknownTools } from './tool-ledger.ts';

export interface CallOptions {
  line: Line;
  config: CallConfig;
  engines: Engines;
  clock: Clock;
  /** Chance, once: ids of the call's messages are made from it. */
  idSeed: string;
  sink: LogSink;
  journal: Journal;
  /** Hands an event to the agent. */
  participant(event: LoggedEvent): void;
  /** The call is over; nothing of it happens any more. */
  ended(): void;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Only arithmetic that gives the same bits on every machine. */
  portable?: boolean;
  /** Where speech begins and ends is told by a script, not heard. */
  isScripted?: boolean;
}

/**
 * One call: builds its stages in the order the sound passes and connects them to the loop that decides.
 *
 * line → speech detector → transcriber → LOOP → voice → playout → line
 */
export class Call implements LineEvents {
  readonly #options: CallOptions;
  readonly #facts: CallFacts;
  readonly #audio: CallAudio;
  readonly #detector: SpeechDetector;
  readonly #playout: Playout;
  readonly #loop: CallLoop;
  readonly #log: CallLog;
  readonly #engines: CallEngines;
  /** Only who wants to know how a voice ends pays for its being followed. */
  readonly #hasVoiceFeatures: boolean;
  #isOver = false;
  /** Its record, once it has ended, and its tools when one of them answered after that. */
  #ended: CallRecord | undefined;
  #late: ToolLedger | undefined;
  /** Set by a script in place of the detector. */
  isVoiced = false;

  constructor(options: CallOptions) {
    const { line, clock, config, engines } = options;
    const { info } = line;
    this.#options = options;
    this.#facts = {
      callId: info.callId,
      from: info.from,
      to: info.to,
      direction: info.direction,
      transport: info.transport,
      metadata: info.metadata,
      sampleRateHz: info.sampleRateHz,
      confirmsPlayout: line.confirmsPlayout,
      startedAt: clock.epochMs(),
      idSeed: options.idSeed,
    };
    const beganAt = clock.now();

    const choice = chooseEngines(engines, config);

    this.#hasVoiceFeatures = config.turnDetection.engine === 'fused' && !endsTurns(choice);
    this.#audio = new CallAudio({
      codec: info.codec,
      sampleRateHz: info.sampleRateHz,
      detector: detectorOptions(config),
      transcriberRateHz: TRANSCRIBER_RATE_HZ,
      metricsWindowMs: config.metrics.intervalMs,
      voiceFeatures: this.#hasVoiceFeatures,
      echoCheck: true,
      portable: options.portable ?? false,
    });
    this.#detector = new SpeechDetector(this.#audio, info.sampleRateHz, {
      pcm: (pcm) => this.#engines.hear(pcm),
      started: (onsetAt, confidence) => this.speechStarted(onsetAt, confidence),
      ended: (lastVoiceAt) => this.speechEnded(lastVoiceAt, this.#prosody()),
      metrics: (metrics) => this.#publishMetrics('user', metrics),
    });
    this.#log = new CallLog({
      orgId: info.orgId,
      agentId: info.agentId,
      callId: info.callId,
      startedAt: this.#facts.startedAt,
      participant: options.participant,
      sink: (event) => options.sink.append(event),
    });
    this.#loop = new CallLoop(beginConversation(this.#facts, config, choice.thinking !== undefined), {
      clock,
      beganAt,
      stamp: () => this.#stamp(),
      announce: (event, stamp) => this.#log.append(event, stamp),
      carryOut: (effect) => this.#carryOut(effect),
      record: (input) => options.journal.record(input),
      crashed: (error) => this.#crash(error),
    });
    this.#playout = new Playout(this.#audio, line, (milestone) => this.#loop.post(milestone));
    this.#engines = new CallEngines(choice, config, {
      clock,
      playout: this.#playout,
      lineRateHz: info.sampleRateHz,
      post: (input) => this.#loop.post(input),
    });
  }

  get callId(): string {
    return this.#facts.callId;
  }

  get log(): CallLog {
    return this.#log;
  }

  get isAgentAway(): boolean {
    return this.#loop.state.isAgentAway;
  }

  /** Announces the call and says the greeting. */
  begin(): void {
    const { sink, journal, config } = this.#options;
    sink.begin(this.#record());
    journal.begin({ version: 1, facts: this.#facts, config, hasModel: this.#loop.state.hasModel });
    this.#loop.post({ type: 'began', greeting: config.greeting, ...followsTurns(this.#engines.choice) });
    this.#engines.announce();
  }

  /** One step of the line's clock, each 20 ms. */
  tick(): void {
    this.#guard(() => {
      if (!this.#options.isScripted) this.#detector.tick(this.#loop.at);
      if (this.#isOver) return;
      this.#playout.tick();
      if (!this.#isOver && this.#audio.hasBotMetrics) this.#publishMetrics('bot', this.#audio.botMetrics);
    });
  }

  // What the line tells.

  packet(sequence: number, timestampSamples: number, payload: Uint8Array): void {
    this.#guard(() => this.#detector.packet(sequence, timestampSamples, payload, this.#loop.at));
  }

  marked(name: string): void {
    this.#loop.post({ type: 'playout-confirmed', messageId: name });
  }

  dtmf(digit: string): void {
    this.#loop.post({ type: 'dtmf', digit });
  }

  closed(how: 'hangup' | 'lost'): void {
    this.#loop.post({ type: 'line-closed', how });
  }

  // What the detector, or a script in its place, tells.

  speechStarted(onsetAt: number, confidence: number): void {
    this.#loop.post({ type: 'speech-started', onsetAt, confidence });
  }

  speechEnded(lastVoiceAt: number, prosody?: Prosody): void {
    this.#loop.post({ type: 'speech-ended', lastVoiceAt, ...(prosody && { prosody }) });
  }

  // What the agent and the server tell.

  command(command: CallCommand): void {
    this.#loop.post({ type: 'command', command });
  }

  /**
   * Changes the call's settings from the next utterance on.
   * @throws VoiceError INVALID_FIELD, PROVIDER_KEY_REQUIRED; then nothing has changed
   */
  configure(patch: Record<string, unknown>): void {
    if (this.#isOver) return;
    const before = this.#loop.state.config;
    const config = applyConfig(before, patch);
    const choice = chooseEngines(this.#options.engines, config);
    const earlier = this.#engines.choice;
    this.#engines.swap(choice, before, config);
    this.#audio.configureDetector(detectorOptions(config));
    this.#loop.post({ type: 'configured', config, hasModel: choice.thinking !== undefined, ...followsTurns(choice) });
    this.#engines.announceChanges(earlier);
  }

  /** Those of the ids that belong to no tool that the agent was asked to run under `msgId`. */
  unknownTools(msgId: string, ids: readonly string[]): string[] {
    return unknownTools(this.#loop.state.tools, msgId, ids);
  }

  /**
   * A tool answers after the call has ended: its result is written beside it in the call's record, and nothing else happens.
   * @returns false when nobody waited for it
   */
  answerAbandoned({ msgId, results }: Extract<CallCommand, { event: 'llm.tool_result' }>): boolean {
    const { state } = this.#loop;
    const tools = answerAbandoned(this.#late ?? closeLedger(state.tools), msgId, results);
    if (tools === undefined || this.#ended === undefined) return false;
    this.#late = tools;
    this.#options.sink.end({ ...this.#ended, messages: recordOf({ history: state.history, tools }) });
    return true;
  }

  agentLost(graceMs: number): void {
    this.#loop.post({ type: 'agent-lost', graceMs });
  }

  agentReturned(): void {
    this.#loop.post({ type: 'agent-returned' });
  }

  /** Ends the call: `call.ended` carries the reason. */
  end(reason: string): void {
    this.#loop.post({ type: 'end', reason });
  }

  #stamp(): Omit<Stamp, 'at'> {
    const { isScripted, line } = this.#options;
    const { at } = this.#loop;
    return {
      inSample: isScripted ? Math.round((at * line.info.sampleRateHz) / 1000) : this.#audio.inSample,
      played: this.#audio.played,
      outSample: this.#playout.outSample,
      lastPacketAt: isScripted ? at : this.#detector.lastPacketAt,
      voice: isScripted ? Number(this.isVoiced) : round(this.#audio.speechProbability),
      volume: isScripted ? Number(this.isVoiced) : round(this.#audio.loudness),
    };
  }

  #prosody(): Prosody | undefined {
    if (!this.#hasVoiceFeatures || this.#loop.state.config.turnDetection.engine !== 'fused') return undefined;
    const { pitchSlopeSemitones, energySlopeDb } = this.#audio.voiceFeatures;
    return { pitchSlope: round(pitchSlopeSemitones), energySlope: round(energySlopeDb) };
  }

  #carryOut(effect: Effect): void {
    const { at } = this.#loop;
    switch (effect.type) {
      case 'utterance-started':
        return this.#engines.transcriber.speechStarted(effect.utteranceId, at - effect.onsetAt);
      case 'utterance-ended':
        return this.#engines.transcriber.speechEnded(effect.utteranceId, at - effect.lastVoiceAt);
      case 'reopen-transcriber':
        return this.#engines.reopenTranscriber();
      case 'synthesize':
        return this.#engines.voice.synthesize(effect.sentenceId, effect.text);
      case 'release':
        return this.#engines.voice.release(effect.sentenceId);
      case 'cancel-sentence':
        return this.#engines.voice.cancel(effect.sentenceId);
      case 'mark-end':
        return this.#playout.mark(this.#audio.queuedEnd, { type: 'end-reached', messageId: effect.messageId });
      case 'confirm-playout':
        return this.#options.line.mark(effect.messageId);
      case 'clear-playout':
        return this.#playout.clear(effect.fadeMs);
      case 'end-playout':
        return this.#playout.endAt(effect.position, effect.fadeMs);
      case 'duck-playout':
        return this.#playout.duck();
      case 'unduck-playout':
        return this.#playout.unduck();
      case 'ask-model':
        return this.#engines.askModel(effect.messageId, effect.messages);
      case 'cancel-model':
        return this.#engines.cancelModel(effect.messageId);
      case 'hang-up':
        return this.#close();
    }
  }

  #publishMetrics(
    source: 'user' | 'bot',
    metrics: { rms: number; peak: number; energyDb: number; isSpeech: boolean; vadProb: number },
  ): void {
    if (this.#isOver || !this.#loop.state.config.metrics.enabled) return;
    const { rms, peak, energyDb, isSpeech, vadProb } = metrics;
    const { at } = this.#loop;
    const timestamp = (this.#facts.startedAt + at) / 1000;
    this.#log.append(
      { name: 'audio.metrics', data: { source, energyDb, rms, peak, isSpeech, vadProb, timestamp } },
      { ...this.#stamp(), at },
    );
  }

  #record(): CallRecord {
    const { line, clock } = this.#options;
    const { facts, isEnded } = this.#loop.state;
    return {
      id: facts.callId,
      orgId: line.info.orgId,
      agentId: line.info.agentId,
      from: facts.from,
      to: facts.to,
      direction: facts.direction,
      transport: facts.transport,
      metadata: facts.metadata,
      status: isEnded ? 'ended' : 'active',
      startedAt: facts.startedAt,
      endedAt: isEnded ? clock.epochMs() : null,
      duration: null,
      reason: null,
      messages: recordOf(this.#loop.state),
    };
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#detector.close();
    const { line, sink, journal } = this.#options;
    const ended = this.#log.after(0).findLast((event) => event.name === 'call.ended');
    const data = ended?.name === 'call.ended' ? ended.data : undefined;
    this.#ended = {
      ...this.#record(),
      status: 'ended',
      duration: data?.durationSeconds ?? null,
      reason: data?.reason ?? null,
    };
    sink.end(this.#ended);
    line.hangUp();
    this.#engines.close();
    this.#audio.close();
    journal.close();
    this.#options.ended();
  }

  /** Runs a stage of the sound: it is shared timers and sockets that call, and other calls hang on them. */
  #guard(act: () => void): void {
    if (this.#isOver) return;
    try {
      act();
    } catch (error) {
      this.#crash(error);
    }
  }

  /** An impossible state ends this call, and only this call. */
  #crash(error: unknown): void {
    this.#options.log.error({ callId: this.callId, error }, 'A call reached an impossible state and is ended.');
    if (this.#isOver) return;
    const { at, state } = this.#loop;
    this.#log.append({ name: 'call.ended', data: endOfCall(state, 'failed', at) }, { ...this.#stamp(), at });
    this.#close();
  }
}

/** Said only where it is so: journals of other calls say nothing of it. */
const followsTurns = (choice: EngineChoice) => (endsTurns(choice) ? { endsTurns: true } : {});

/** What every transcriber gets, whatever the line carries. */
const TRANSCRIBER_RATE_HZ = 16_000;

/** Finer differences decide nothing, and each is written into the journal. */
const round = (score: number) => Math.round(score * 100) / 100;

function detectorOptions({ vad }: CallConfig) {
  return { threshold: vad.threshold, minSilenceMs: vad.minSilenceMs, speechEndDelayMs: vad.speechEndDelayMs };
}
