import { Decoder, LIVE_SETTINGS, loadRecognizer, SAMPLE_RATE_HZ, WORD_SETTINGS } from './decoder.ts';
import type { Pronunciation } from './dictionary.ts';
import { FREE_SOUNDS_JSGF, freeSounds } from './free-sounds.ts';
import {
  CLEAR_COVER,
  CLEAR_FIT,
  confidenceOf,
  type Hearing,
  HOPELESS_FIT,
  type Segment,
  type Voiced,
  weigh,
} from './judge.ts';
import type { Extent, RecognizerOptions, RecognizerReply, RecognizerRequest } from './protocol.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
const SAMPLES_PER_FRAME = 10 * SAMPLES_PER_MS;
/** A longer utterance is no answer to a question; what comes after this is not heard. */
const LONGEST_SAMPLES = 30 * SAMPLE_RATE_HZ;
/** Silence left after the last voice: the final sound of a word fades into it. */
const TAIL_MS = 180;
/** In samples: interim text is looked at this often. */
const INTERIM_EVERY_SAMPLES = 200 * SAMPLES_PER_MS;

interface Utterance {
  grammar: KnownGrammar;
  pcm: Float32Array[];
  samples: number;
  live: LiveDecoder | undefined;
  lookedAt: number;
  lastWords: string;
  /** Heard as a whole when it seemed to have ended. */
  guess: HeardWhole | undefined;
}

/** An utterance heard as a whole. */
interface HeardWhole {
  samples: Float32Array;
  words: readonly Segment[];
  /** Once they were asked for. */
  sounds: readonly Segment[] | undefined;
}

interface LiveDecoder {
  decoder: Decoder;
  /** The grammar it is set to. */
  grammar: KnownGrammar | undefined;
}

interface KnownGrammar {
  jsgf: string;
  pronunciations: readonly Pronunciation[];
}

/**
 * Hears many utterances on one thread.
 * While one goes on, a live decoder gives its interim text if one is free. When it has ended, the whole of it is heard again,
 * levelled by its own average, and compared with free sounds: a grammar fits any speech somehow. That takes a while, and so is
 * begun at the first sign of an end.
 */
export class Recognizer {
  readonly #options: RecognizerOptions;
  readonly #reply: (reply: RecognizerReply) => void;
  readonly #module: Awaited<ReturnType<typeof loadRecognizer>>;
  readonly #whole: LiveDecoder;
  readonly #sounds: Decoder;
  readonly #idle: LiveDecoder[] = [];
  #liveDecoders = 0;
  readonly #grammars = new Map<number, KnownGrammar>();
  readonly #utterances = new Map<number, Utterance>();

  private constructor(
    options: RecognizerOptions,
    reply: (reply: RecognizerReply) => void,
    module: Awaited<ReturnType<typeof loadRecognizer>>,
    whole: Decoder,
    sounds: Decoder,
  ) {
    this.#options = options;
    this.#reply = reply;
    this.#module = module;
    this.#whole = { decoder: whole, grammar: undefined };
    this.#sounds = sounds;
  }

  static async create(options: RecognizerOptions, reply: (reply: RecognizerReply) => void): Promise<Recognizer> {
    const module = await loadRecognizer(options.modelFolder);
    const whole = await Decoder.create(module);
    // Sounds without regard to their neighbours: quick, and even-handed between all words.
    const sounds = await Decoder.create(module, { ...WORD_SETTINGS, cionly: true, bestpath: false });
    sounds.use(FREE_SOUNDS_JSGF, freeSounds);
    return new Recognizer(options, reply, module, whole, sounds);
  }

  async take(request: RecognizerRequest): Promise<void> {
    if (request.type === 'grammar') {
      this.#grammars.set(request.grammar, request);
      return;
    }
    if (request.type === 'forget') {
      this.#grammars.delete(request.grammar);
      return;
    }
    if (request.type === 'warm') return this.#warm(request.grammar);
    try {
      await this.#takeUtterance(request);
    } catch (error) {
      this.#forget(request.utterance);
      const message = error instanceof Error ? error.message : String(error);
      this.#reply({ type: 'failed', utterance: request.utterance, message });
    }
  }

  /** What cannot be done now is told by the first utterance that needs it. */
  async #warm(grammar: number): Promise<void> {
    const known = this.#grammars.get(grammar);
    if (!known || this.#utterances.size > 0) return;
    const live = await this.#freeDecoder();
    try {
      if (live) this.#set(live, known);
      this.#set(this.#whole, known);
      // Code that has never run is slow at first.
      await this.#hearWhole(known, new Float32Array(SAMPLE_RATE_HZ / 2));
      await this.#sounds.hearWhole(new Float32Array(SAMPLE_RATE_HZ / 2));
    } catch {
    } finally {
      if (live) this.#idle.push(live);
    }
  }

  async #takeUtterance(request: Exclude<RecognizerRequest, { type: 'grammar' | 'forget' | 'warm' }>): Promise<void> {
    if (request.type === 'begin') return this.#begin(request.utterance, request.grammar);
    const utterance = this.#utterances.get(request.utterance);
    // It failed before, and its owner knows.
    if (!utterance) return;
    if (request.type === 'audio') return this.#hear(request.utterance, utterance, request.pcm);
    if (request.type === 'guess') return this.#guess(utterance, request);
    this.#forget(request.utterance);
    if (request.type === 'end') await this.#conclude(utterance, request);
  }

  async #begin(id: number, number: number): Promise<void> {
    const grammar = this.#grammars.get(number);
    if (!grammar) throw new Error('The utterance came before its grammar');
    const isAlone = this.#utterances.size === 0;
    const live = await this.#startLive(grammar);
    this.#utterances.set(id, { grammar, pcm: [], samples: 0, live, lookedAt: 0, lastWords: '', guess: undefined });
    // Another caller's end would set it to another grammar; alone, the work is done while the caller speaks.
    if (isAlone) this.#set(this.#whole, grammar);
  }

  #hear(id: number, utterance: Utterance, pcm: Int16Array): void {
    if (utterance.samples >= LONGEST_SAMPLES) return;
    const samples = Float32Array.from(pcm, (sample) => sample / 32768);
    utterance.pcm.push(samples);
    utterance.samples += samples.length;
    if (!utterance.live) return;
    const { decoder } = utterance.live;
    decoder.hear(samples);
    if (utterance.samples - utterance.lookedAt < INTERIM_EVERY_SAMPLES) return;
    utterance.lookedAt = utterance.samples;
    const words = decoder.hypothesis();
    if (words === '' || words === utterance.lastWords) return;
    const hearing = weigh(decoder.segments(), { startFrame: 0, endFrame: utterance.samples / SAMPLES_PER_FRAME });
    if (hearing.fit <= HOPELESS_FIT) return;
    utterance.lastWords = words;
    const confidence = Math.min(1, (hearing.fit - HOPELESS_FIT) / (CLEAR_FIT - HOPELESS_FIT));
    this.#reply({ type: 'interim', utterance: id, words: hearing.words, confidence });
  }

  async #guess(utterance: Utterance, extent: Extent): Promise<void> {
    const { samples, voiced } = cut(utterance, extent);
    utterance.guess = await this.#hearWhole(utterance.grammar, samples);
    await this.#judge(utterance.guess, voiced);
  }

  async #conclude(utterance: Utterance, request: Extract<RecognizerRequest, { type: 'end' }>): Promise<void> {
    const { samples, voiced } = cut(utterance, request);
    const guess = request.guessHolds ? utterance.guess : undefined;
    const hearing = await this.#judge(guess ?? (await this.#hearWhole(utterance.grammar, samples)), voiced);
    const confidence = confidenceOf(hearing);
    this.#reply({ type: 'final', utterance: request.utterance, words: hearing.words, confidence });
  }

  async #hearWhole(grammar: KnownGrammar, samples: Float32Array): Promise<HeardWhole> {
    this.#set(this.#whole, grammar);
    return { samples, words: await this.#whole.decoder.hearWhole(samples), sounds: undefined };
  }

  async #judge(heard: HeardWhole, voiced: Voiced): Promise<Hearing> {
    const hearing = weigh(heard.words, voiced, heard.sounds);
    // Free sounds cost as much again: they are asked only where they can decide.
    const isClear = hearing.fit >= CLEAR_FIT && hearing.cover >= CLEAR_COVER;
    const isHopeless = hearing.words.length === 0 || hearing.fit <= HOPELESS_FIT;
    if (heard.sounds || isClear || isHopeless) return hearing;
    heard.sounds = await this.#sounds.hearWhole(heard.samples);
    return weigh(heard.words, voiced, heard.sounds);
  }

  #set(live: LiveDecoder, grammar: KnownGrammar): void {
    if (live.grammar === grammar) return;
    live.grammar = undefined;
    live.decoder.use(grammar.jsgf, grammar.pronunciations);
    live.grammar = grammar;
  }

  async #startLive(grammar: KnownGrammar): Promise<LiveDecoder | undefined> {
    const live = await this.#freeDecoder();
    if (!live) return undefined;
    try {
      this.#set(live, grammar);
      await live.decoder.start();
      return live;
    } catch (error) {
      this.#idle.push(live);
      throw error;
    }
  }

  async #freeDecoder(): Promise<LiveDecoder | undefined> {
    const idle = this.#idle.pop();
    if (idle || this.#liveDecoders >= this.#options.liveDecoders) return idle;
    this.#liveDecoders++;
    return { decoder: await Decoder.create(this.#module, LIVE_SETTINGS), grammar: undefined };
  }

  #forget(id: number): void {
    const live = this.#utterances.get(id)?.live;
    this.#utterances.delete(id);
    if (!live) return;
    live.decoder.stop();
    this.#idle.push(live);
  }
}

/** What of an utterance counts, and where its voice lies in that. */
function cut(utterance: Utterance, { voicedMs, silentMs }: Extent): { samples: Float32Array; voiced: Voiced } {
  const kept = Math.min(utterance.samples, utterance.samples - Math.round((silentMs - TAIL_MS) * SAMPLES_PER_MS));
  const samples = joined(utterance.pcm, Math.max(0, kept));
  const endFrame = Math.max(0, samples.length / SAMPLES_PER_FRAME - Math.min(silentMs, TAIL_MS) / 10);
  return { samples, voiced: { startFrame: Math.max(0, endFrame - voicedMs / 10), endFrame } };
}

function joined(parts: readonly Float32Array[], length: number): Float32Array {
  const whole = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    if (at >= length) break;
    const fits = part.subarray(0, length - at);
    whole.set(fits, at);
    at += fits.length;
  }
  return whole;
}
