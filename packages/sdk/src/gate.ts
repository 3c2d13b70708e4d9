/** A promise that others wait for, opened or barred from outside. Nobody has to wait: a bar without a listener is no crash. */
export class Gate {
  #settle!: { resolve: () => void; reject: (error: Error) => void };
  #promise!: Promise<void>;
  #isSettled = false;

  constructor() {
    this.close();
  }

  get passed(): Promise<void> {
    return this.#promise;
  }

  open(): void {
    this.#isSettled = true;
    this.#settle.resolve();
  }

  bar(error: Error): void {
    this.#isSettled = true;
    this.#settle.reject(error);
  }

  /** Makes those who come from now on wait again. Those who wait already go on waiting for the same answer. */
  close(): void {
    if (this.#promise !== undefined && !this.#isSettled) return;
    this.#isSettled = false;
    this.#promise = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#promise.catch(() => {});
  }
}
