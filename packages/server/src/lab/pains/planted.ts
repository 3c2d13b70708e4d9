import { describe, expect, it, vi } from 'vitest';

/** What a story may use of the lab: loaded anew for each run, with the fault of that run inside. */
export interface PlantedLab {
  simulate: typeof import('../simulate.ts').simulate;
  simulateCall: typeof import('../simulate-call.ts').simulateCall;
}

/** A module of the server, by its path under `src`, or of a package, and what some of its exports are replaced by. */
interface Planted {
  path: string;
  plant(original: never): object;
}

/** A fault that users of other platforms were told was the cause: our code with that one thing wrong. */
export interface Fault {
  name: string;
  planted: readonly Planted[];
}

/** What a caller or an agent sees when all is well. @throws when they see the symptom */
export type Check = (lab: PlantedLab) => void | Promise<void>;

/**
 * Names a fault.
 *
 * @param path of the module that is at fault, under `src`, or the name of a package
 * @param plant what of its exports is replaced by what, given the exports as they are
 */
export function fault<Module extends object>(
  name: string,
  path: string,
  plant: (original: Module) => Partial<Record<keyof Module, unknown>>,
): Fault {
  return { name, planted: [{ path, plant: plant as Planted['plant'] }] };
}

/** Faults that only hurt together, as when two guards stand before the same symptom. */
export function together(name: string, ...faults: readonly Fault[]): Fault {
  return { name, planted: faults.flatMap(({ planted }) => planted) };
}

/**
 * The story of a pain: with our code as it is the check passes, and with each fault that is blamed for the pain it fails. A
 * check that a planted fault does not break would not notice the pain if it came.
 */
export function pain(symptom: string, check: Check, ...faults: readonly Fault[]): void {
  describe(symptom, { timeout: 60_000 }, () => {
    it('does not happen', async () => {
      await check(await labWith(undefined));
    });
    it.each(faults)('is noticed when $name', async (planted) => {
      const lab = await labWith(planted);
      // Not any error: one that only breaks the call's code would be found without this story.
      await expect(Promise.resolve(lab).then(check)).rejects.toMatchObject({ name: 'AssertionError' });
    });
  });
}

/** The lab, with the server's modules as they are, or with one of them at fault. */
async function labWith(planted: Fault | undefined): Promise<PlantedLab> {
  vi.resetModules();
  const modules = (planted?.planted ?? []).map(({ path, plant }) => ({
    name: path.endsWith('.ts') ? `../../${path}` : path,
    plant,
  }));
  for (const { name, plant } of modules) {
    vi.doMock(name, async (importOriginal) => {
      const original = await importOriginal<object>();
      return { ...original, ...plant(original as never) };
    });
  }
  try {
    const { simulate } = await import('../simulate.ts');
    const { simulateCall } = await import('../simulate-call.ts');
    return { simulate, simulateCall };
  } finally {
    for (const { name } of modules) vi.doUnmock(name);
  }
}
