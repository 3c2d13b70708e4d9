import createModule from 'soundswallower';
import type { Pronunciation } from './dictionary.ts';
import type { Segment } from './judge.ts';

type SoundSwallower = Awaited<ReturnType<typeof createModule>>;
type NativeDecoder = InstanceType<SoundSwallower['Decoder']>;

export const SAMPLE_RATE_HZ = 16_000;
const LOG_BASE = Math.log(1.0001);

/** Words cost a little, silence little: without, breaths become short words. Measured: see README. */
export const WORD_SETTINGS = { wip: 0.2, silprob: 0.3 };
/** For interim text: every other frame is scored, at two thirds of the work. */
export const LIVE_SETTINGS = { ...WORD_SETTINGS, ds: 2 };

/** @param modelFolder absolute, with a slash at its end */
export async function loadRecognizer(modelFolder: string): Promise<SoundSwallower> {
  const quiet = () => {};
  const options = { modelBase: modelFolder, print: quiet, printErr: quiet };
  return createModule(options as Parameters<typeof createModule>[0]);
}

/** Parts of the module that its types leave out. */
interface Internals {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _s3file_init(at: number, bytes: number): number;
  _decoder_init_dict_s3file(decoder: number, words: number, noises: number): number;
}

const FIRST_WORD = 'a';
/** A dictionary must not be empty. */
const FIRST_WORDS = `${FIRST_WORD} AH\n`;
const NOISES = '<s> SIL\n</s> SIL\n<sil> SIL\n[NOISE] +NSN+\n[SPEECH] +SPN+\n';

/** The whole dictionary would take 20 MB and half a second of each decoder; words are taught as grammars need them. */
function beginWithFewWords(native: NativeDecoder, module: SoundSwallower): void {
  const internals = module as unknown as Internals;
  const load = (text: string) => {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const at = internals._malloc(bytes.length);
    internals.HEAPU8.set(bytes, at);
    return internals._s3file_init(at, bytes.length - 1);
  };
  const own = native as unknown as { cdecoder: number; init_dict(): Promise<void> };
  own.init_dict = async () => {
    if (internals._decoder_init_dict_s3file(own.cdecoder, load(FIRST_WORDS), load(NOISES)) === 0) {
      throw new Error('the decoder refused its first words');
    }
  };
}

/** One decoder: it hears one utterance at a time, by one grammar. It knows only the words it was taught. */
export class Decoder {
  readonly #native: NativeDecoder;
  readonly #known = new Set([FIRST_WORD]);

  private constructor(native: NativeDecoder) {
    this.#native = native;
  }

  static async create(
    module: SoundSwallower,
    settings: Record<string, string | number | boolean> = WORD_SETTINGS,
  ): Promise<Decoder> {
    const native = new module.Decoder({ samprate: SAMPLE_RATE_HZ, loglevel: 'FATAL', ...settings });
    beginWithFewWords(native, module);
    await native.initialize();
    return new Decoder(native);
  }

  /** @throws Error when the grammar cannot be read */
  use(jsgf: string, pronunciations: readonly Pronunciation[]): void {
    const unknown = pronunciations.filter(([spelling]) => !this.#known.has(spelling));
    if (unknown.length > 0)
      this.#native.add_words(...unknown.map(([spelling, phones]): [string, string] => [spelling, phones]));
    for (const [spelling] of unknown) this.#known.add(spelling);
    this.#native.set_grammar(jsgf);
  }

  /** Begins an utterance that is heard as it comes. Forgets the sound of the last speaker. */
  async start(): Promise<void> {
    await this.#native.reinitialize_audio();
    this.#native.start();
  }

  hear(samples: Float32Array): void {
    this.#native.process_audio(samples);
  }

  /** The words so far. */
  hypothesis(): string {
    return this.#native.get_text();
  }

  stop(): void {
    this.#native.stop();
  }

  /** Hears a whole utterance, levelled by its own average sound: better than `hear` for all but the shortest. */
  async hearWhole(samples: Float32Array): Promise<Segment[]> {
    await this.start();
    this.#native.process_audio(samples, false, true);
    this.#native.stop();
    return this.segments();
  }

  /** The parts of the utterance so far; none when nothing fits. */
  segments(): Segment[] {
    if (this.#native.get_text() === '') return [];
    const parts = this.#native.get_alignment().w ?? [];
    return parts
      .filter((part) => part.t !== '(NULL)')
      .map((part) => ({
        name: part.t,
        startFrame: Math.max(0, Math.round(part.b * 100)),
        frames: Math.max(1, Math.round(part.d * 100)),
        // The decoder prints its score as a power of its log base, to three digits.
        score: Math.log(Math.max(part.p, 0.0005)) / LOG_BASE,
      }));
  }
}
