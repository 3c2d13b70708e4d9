import { AudioCoreError } from './errors.ts';
import { native } from './native.ts';

const forgotten = new FinalizationRegistry<number>((handle) => native.closeCodec(handle));

/** A codec of the addon: closed by `close`, or with its owner when that is forgotten. */
export class OwnedHandle {
  readonly #what: string;
  #handle: number;

  constructor(owner: object, what: string, handle: number) {
    this.#what = what;
    this.#handle = handle;
    forgotten.register(owner, handle, this);
  }

  /** @throws CLOSED */
  get open(): number {
    if (this.#handle >= 0) return this.#handle;
    throw new AudioCoreError('CLOSED', `This ${this.#what} was closed. Make a new one.`);
  }

  /** Frees the addon's memory; closing twice does nothing. */
  close(): void {
    if (this.#handle < 0) return;
    forgotten.unregister(this);
    native.closeCodec(this.#handle);
    this.#handle = -1;
  }
}
