import { Decoder, LIVE_SETTINGS, loadRecognizer, SAMPLE_RATE_HZ, WORD_SETTINGS } from './decoder.ts';
import type { Pronunciation } from './dictionary.ts';
import { FREE_SOUNDS_JSGF, freeSounds } from './free-sounds.ts';
import { CLEAR_COVER, CLEAR_FIT, confidenceOf, type Hearing, HOPELESS_FIT, type Voiced, weigh } from './judge.ts';
import type { RecognizerOptions, RecognizerReply, RecognizerRequest } from './protocol.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
const SAMPLES_PER_FRAME = 10 * SAMPLES_PER_MS;
/** A longer utterance is no answer to a question; what comes after this is not heard. */
const LONGEST_SAMPLES = 30 * SAMPLE_RATE_HZ;
/** Silence left after the last voice: the final sound of a word fades into it. */
const TAIL_MS = 180;
/** In samples: interim text is looked at this often. */
const INTERIM_EVERY_SAMPLES = 200 * SAMPLES_PER_MS;

interface Utterance {
  grammar: number;
  pcm: Float32Array[];
  samples: number;
  live: LiveDecoder | undefined;
  lookedAt: number;
  lastWords: string;
}

interface LiveDecoder {
  decoder: Decoder;
  /** The grammar it is set to. */
  grammar: number | undefined;
}

interface KnownGrammar {
  jsgf: string;
  pronunciations: readonly Pronunciation[];
}

/**
 * Hears many utterances on one thread.
 * While one goes on, a live decoder gives its interim text if one is free. When it has ended, the whole of it is heard again,
 * levelled by its own average, and compared with free sounds: a grammar fits any speech somehow.
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
    try {
      await this.#takeUtterance(request);
    } catch (error) {
      this.#forget(request.utterance);
      const message = error instanceof Error ? error.message : String(error);
      this.#reply({ type: 'failed', utterance: request.utterance, message });
    }
  }

  async #takeUtterance(request: Exclude<RecognizerRequest, { type: 'grammar' }>): Promise<void> {
    if (request.type === 'begin') return this.#begin(request.utterance, request.grammar);
    const utterance = this.#utterances.get(request.utterance);
    // It failed before, and its owner knows.
    if (!utterance) return;
    if (request.type === 'audio') this.#hear(request.utterance, utterance, request.pcm);
    else {
      this.#forget(request.utterance);
      if (request.type === 'end') this.#conclude(utterance, request);
    }
  }

  async #begin(id: number, grammar: number): Promise<void> {
    const live = await this.#freeDecoder();
    if (live) {
      this.#set(live, grammar);
      await live.decoder.start();
    }
    this.#utterances.set(id, { grammar, pcm: [], samples: 0, live, lookedAt: 0, lastWords: '' });
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

  #conclude(
    utterance: Utterance,
    { utterance: id, voicedMs, silentMs }: Extract<RecognizerRequest, { type: 'end' }>,
  ): void {
    const kept = Math.min(utterance.samples, utterance.samples - Math.round((silentMs - TAIL_MS) * SAMPLES_PER_MS));
    const samples = joined(utterance.pcm, Math.max(0, kept));
    const endFrame = Math.max(0, samples.length / SAMPLES_PER_FRAME - Math.min(silentMs, TAIL_MS) / 10);
    const voiced = { startFrame: Math.max(0, endFrame - voicedMs / 10), endFrame };
    this.#set(this.#whole, utterance.grammar);
    const hearing = this.#judge(samples, voiced);
    this.#reply({ type: 'final', utterance: id, words: hearing.words, confidence: confidenceOf(hearing) });
  }

  #judge(samples: Float32Array, voiced: Voiced): Hearing {
    const words = this.#whole.decoder.hearWhole(samples);
    const hearing = weigh(words, voiced);
    // Free sounds cost as much again: they are asked only where they can decide.
    const isClear = hearing.fit >= CLEAR_FIT && hearing.cover >= CLEAR_COVER;
    const isHopeless = hearing.words.length === 0 || hearing.fit <= HOPELESS_FIT;
    return isClear || isHopeless ? hearing : weigh(words, voiced, this.#sounds.hearWhole(samples));
  }

  #set(live: LiveDecoder, grammar: number): void {
    const known = this.#grammars.get(grammar);
    if (!known) throw new Error('The utterance came before its grammar');
    if (live.grammar === grammar) return;
    live.grammar = undefined;
    live.decoder.use(known.jsgf, known.pronunciations);
    live.grammar = grammar;
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
