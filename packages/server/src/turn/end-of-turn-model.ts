/** Settings of the end-of-turn engine. `silence`: the turn ends when nothing was said for `silenceMs`. */
export interface EndOfTurnSettings {
  engine: 'silence';
  /** Silence after the last voiced sample that ends a turn, ms. */
  silenceMs: number;
  /** Silence after which the agent may start on its answer, ms. */
  eagerMs: number;
}

/** What is known when a person has fallen silent and their words are final. */
export interface Silence {
  /** Text of the turn so far. */
  text: string;
}

/** When to act on a silence, counted from the last voiced sample, and how sure it makes us that the person has finished. */
export interface EndOfTurnPlan {
  eager: { afterMs: number; probability: number };
  end: { afterMs: number; probability: number };
}

/** The port of end-of-turn detection: asked once for each silence, a late answer loses. */
export type EndOfTurnModel = (silence: Silence) => EndOfTurnPlan;

/** Ends turns by plain silence. It knows nothing of words, so its eager guess is even odds. */
export function silenceModel(settings: EndOfTurnSettings): EndOfTurnModel {
  const plan: EndOfTurnPlan = {
    eager: { afterMs: settings.eagerMs, probability: 0.5 },
    end: { afterMs: settings.silenceMs, probability: 1 },
  };
  return () => plan;
}
