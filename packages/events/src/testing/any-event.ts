// biome-ignore lint/plugin: only tests generate events, and this is theirs
import fc from 'fast-check';
import type { z } from 'zod';
import { catalog, type EventName, isKept, type LoggedEvent } from '../index.ts';

const camelKey = fc.stringMatching(/^[a-z]{2,8}([A-Z][a-z]{1,6}){0,2}$/).filter((key) => !taken.has(key));
const taken = new Set(Object.values(catalog).flatMap((row) => Object.keys(row.data.shape)));
const json = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => !Object.is(value, -0) && !JSON.stringify(value).includes('__proto__'));
const amount = fc.integer({ min: 0, max: 1e9 });

/** Any event of the catalog with a payload its schema allows, and now and then a field nobody knows. */
export const anyEvent: fc.Arbitrary<LoggedEvent> = fc
  .constantFrom(
    ...(Object.keys(catalog) as EventName[]).filter((name) => name !== 'memory.ops' && !name.startsWith('log.')),
  )
  .chain((name) =>
    fc.record({
      name: fc.constant(name),
      data: fc
        .tuple(
          arbitrary(catalog[name].data),
          fc.dictionary(camelKey, fc.oneof(fc.string(), fc.integer(), fc.boolean()), {
            maxKeys: 2,
            noNullPrototype: true,
          }),
        )
        .map(([known, more]) => ({ ...(known as object), ...more })),
      orgId: fc.constant('org_1'),
      agentId: fc.constantFrom('mara', 'line:+15550100'),
      callId: fc.constantFrom('CA1', 'chat-1'),
      order: fc.integer({ min: 1, max: 1e9 }),
      ...(isKept(name) ? { seq: fc.integer({ min: 1, max: 1e9 }) } : {}),
      at: amount,
      ts: fc.integer({ min: 0, max: 4e12 }),
      inSample: amount,
      outSample: amount,
    }),
  ) as unknown as fc.Arbitrary<LoggedEvent>;

type Schema = z.core.$ZodType;

interface SchemaDef {
  type: string;
  shape: Record<string, Schema>;
  innerType: Schema;
  options: Schema[];
  entries: object;
  values: unknown[];
  element: Schema;
  valueType: Schema;
}

/** A generator of what a schema allows, as far as the catalog uses schemas. */
function arbitrary(schema: Schema): fc.Arbitrary<unknown> {
  const { def } = schema._zod as unknown as { def: SchemaDef };
  switch (def.type) {
    case 'object': {
      const entries = Object.entries(def.shape);
      const required = entries
        .filter(([, field]) => (field as z.ZodType)._zod.def.type !== 'optional')
        .map(([key]) => key);
      const fields = Object.fromEntries(entries.map(([key, field]) => [key, arbitrary(field)]));
      return fc.record(fields, { requiredKeys: required, noNullPrototype: true });
    }
    case 'optional':
    case 'default':
      return arbitrary(def.innerType);
    case 'nullable':
      return fc.oneof(fc.constant(null), arbitrary(def.innerType));
    case 'union':
      return fc.oneof(...def.options.map(arbitrary));
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'array':
      return fc.array(arbitrary(def.element), { maxLength: 3 });
    case 'record':
      return fc.dictionary(camelKey, arbitrary(def.valueType), { maxKeys: 3, noNullPrototype: true });
    case 'string':
      return fc.string();
    case 'boolean':
      return fc.boolean();
    case 'number': {
      const { minValue, maxValue, isInt } = schema as z.ZodNumber;
      const [min, max] = [Math.max(-1e6, minValue ?? 0), Math.min(1e6, maxValue ?? 1e6)];
      return isInt
        ? fc.integer({ min: Math.ceil(min + 1e-9), max })
        : fc.double({ min, max, noNaN: true }).map((n) => n + 0);
    }
    default:
      return json;
  }
}
