import type { AgentSurroundings } from './agent-link.ts';

/** Where the SDK looks for the world that it runs in, before it takes the real one. */
const SURROUNDINGS = Symbol.for('antiphon.surroundings');

const holder = globalThis as { [SURROUNDINGS]?: AgentSurroundings };

/** One lab at a time starts its agent: what the agent's code makes while it starts is this lab's. */
let earlier: Promise<unknown> = Promise.resolve();

/** Starts an agent's code in the surroundings of a lab. @returns when it has started */
export async function startInLab(surroundings: AgentSurroundings, start: () => unknown): Promise<void> {
  const before = earlier;
  const mine = (async () => {
    await before.catch(() => {});
    holder[SURROUNDINGS] = surroundings;
    try {
      await start();
    } finally {
      delete holder[SURROUNDINGS];
    }
  })();
  earlier = mine;
  return mine;
}
