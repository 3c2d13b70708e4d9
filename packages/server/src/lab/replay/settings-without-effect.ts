import { isDeepStrictEqual } from 'node:util';
import { applyConfig, type CallConfig } from '../../call/call-config.ts';

type Block = Record<string, unknown>;

/**
 * Which settings of a patch leave a call's config as it is: misspelt, of the wrong kind, or what the call had.
 *
 * @param patch as an agent writes it
 * @returns their paths, such as `turn_detection.silence_ms`
 */
export function settingsWithoutEffect(config: CallConfig, patch: Block): string[] {
  // A config read from a journal lacks the keys of what is not set.
  const asItWas = applyConfig(config, {});
  return leavesOf(patch).flatMap(({ path, alone }) =>
    isDeepStrictEqual(applyConfig(config, alone), asItWas) ? [path.join('.')] : [],
  );
}

interface Leaf {
  path: readonly string[];
  /** The patch with nothing else in it. */
  alone: Block;
}

function leavesOf(patch: Block): Leaf[] {
  return Object.entries(patch).flatMap(([key, value]): Leaf[] => {
    const inner = isBlock(value) ? leavesOf(value) : [];
    if (inner.length === 0) return [{ path: [key], alone: { [key]: value } }];
    return inner.map(({ path, alone }) => ({ path: [key, ...path], alone: { [key]: alone } }));
  });
}

const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
