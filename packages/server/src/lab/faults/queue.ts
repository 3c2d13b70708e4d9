/** Hands out faults, one a question; once an engine is `dead` it stays so. */
export class FaultQueue<Fault extends string> {
  readonly #faults: readonly Fault[];
  #next = 0;
  #isDead = false;

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
  }

  take(): Fault | 'none' {
    const fault = this.#isDead ? 'dead' : this.#faults[this.#next];
    this.#next += 1;
    if (fault === 'dead') this.#isDead = true;
    return (fault as Fault | undefined) ?? 'none';
  }
}

/** Wraps each engine once: a call asks whether the engine is the same as before. */
export function wrappedOnce<Engine extends object>(wrap: (engine: Engine) => Engine): (engine: Engine) => Engine {
  const known = new WeakMap<Engine, Engine>();
  return (engine) => {
    const wrapped = known.get(engine) ?? wrap(engine);
    known.set(engine, wrapped);
    return wrapped;
  };
}
