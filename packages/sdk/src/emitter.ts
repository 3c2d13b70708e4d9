type Handler = (...args: never[]) => unknown;

/**
 * What the client, its agents and its calls have in common: `on`, `off`, `once`, with the arguments of each event in `Events`.
 * A handler that throws never stops the others: its error is thrown again on its own, as an uncaught exception.
 */
export class Emitter<Events extends { [Name in keyof Events]: unknown[] }> {
  readonly #handlers = new Map<string, { handler: Handler; call: Handler }[]>();
  readonly #nameOf: (name: string) => string;

  /** @param nameOf gives every spelling of an event its one name */
  protected constructor(nameOf: (name: string) => string = (name) => name) {
    this.#nameOf = nameOf;
  }

  on<Name extends keyof Events & string>(name: Name, handler: (...args: Events[Name]) => unknown): this {
    return this.#add(name, handler as Handler, handler as Handler);
  }

  once<Name extends keyof Events & string>(name: Name, handler: (...args: Events[Name]) => unknown): this {
    const onceOnly = (...args: Events[Name]) => {
      this.off(name, handler);
      return handler(...args);
    };
    return this.#add(name, handler as Handler, onceOnly as unknown as Handler);
  }

  off<Name extends keyof Events & string>(name: Name, handler: (...args: Events[Name]) => unknown): this {
    const key = this.#nameOf(name);
    const left = (this.#handlers.get(key) ?? []).filter((entry) => entry.handler !== (handler as Handler));
    if (left.length > 0) this.#handlers.set(key, left);
    else this.#handlers.delete(key);
    return this;
  }

  listenerCount(name: keyof Events & string): number {
    return this.#handlers.get(this.#nameOf(name))?.length ?? 0;
  }

  removeAllListeners(name?: keyof Events & string): this {
    if (name === undefined) this.#handlers.clear();
    else this.#handlers.delete(this.#nameOf(name));
    return this;
  }

  /** Calls the handlers of one event, in the order they were added. A name of no event finds no handler. */
  protected emit(name: string, ...args: unknown[]): void {
    const entries = this.#handlers.get(this.#nameOf(name));
    // `off` and `once` replace the list, so that a handler may remove itself while this runs.
    for (const { call } of entries ?? []) {
      try {
        call(...(args as never[]));
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #add(name: string, handler: Handler, call: Handler): this {
    const key = this.#nameOf(name);
    this.#handlers.set(key, [...(this.#handlers.get(key) ?? []), { handler, call }]);
    return this;
  }
}
