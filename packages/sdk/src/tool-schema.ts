/** A description of JSON values: https://json-schema.org. */
export type JsonSchema = { readonly [key: string]: unknown };

/** What a tool's arguments must be. Zod objects are told by their shape, so any copy and version 3 or 4 of Zod will do. */
export type Schema<Args> = Parser<Args> | JsonSchema;

interface Parser<Args> {
  parse(data: unknown): Args;
  readonly _def: unknown;
}

export const isParser = <Args>(schema: Schema<Args>): schema is Parser<Args> =>
  typeof schema['parse' as keyof Schema<Args>] === 'function' && '_def' in schema;

type Def = Record<string, unknown>;

/** The JSON Schema of a schema: types, properties, what is required, descriptions, choices and defaults. */
export function schemaOf(schema: object): JsonSchema {
  const def = defOf(schema);
  if (def === undefined) return { ...schema };
  const { description } = schema as { description?: unknown };
  return { ...describe(def), ...(typeof description === 'string' && { description }) };
}

function describe(def: Def): JsonSchema {
  switch (kindOf(def)) {
    case 'object':
      return describeObject(call(def['shape']) as Record<string, object>);
    case 'string':
      return { type: 'string' };
    case 'number':
    case 'int':
      return { type: 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'array':
      return { type: 'array', items: inner(def['element'] ?? def['type']) };
    case 'enum':
    case 'nativeenum':
      return { type: 'string', enum: Object.values((def['values'] ?? def['entries']) as object) };
    case 'literal': {
      const values = Array.isArray(def['values']) ? def['values'] : [def['value']];
      return values.length === 1 ? { const: values[0] } : { enum: values };
    }
    case 'union':
    case 'discriminatedunion':
      return { anyOf: [...(def['options'] as Iterable<unknown>)].map(inner) };
    case 'nullable':
      return { anyOf: [inner(def['innerType']), { type: 'null' }] };
    case 'default':
      return { ...inner(def['innerType']), default: call(def['defaultValue']) };
    case 'optional':
    case 'readonly':
    case 'catch':
      return inner(def['innerType']);
    case 'effects':
      return inner(def['schema']);
    case 'pipe':
    case 'pipeline':
      return inner(def['in']);
    default:
      return {};
  }
}

function describeObject(shape: Record<string, object>): JsonSchema {
  const entries = Object.entries(shape);
  const required = entries.filter(([, schema]) => !isOptional(schema)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, schema]) => [name, schemaOf(schema)])),
    ...(required.length > 0 && { required }),
  };
}

const isOptional = (schema: object) => ['optional', 'default', 'catch'].includes(kindOf(defOf(schema) ?? {}));

const inner = (schema: unknown): JsonSchema => (typeof schema === 'object' && schema !== null ? schemaOf(schema) : {});

/** Zod 4 says `object`, Zod 3 `ZodObject`, where `type` is what an array holds. */
const kindOf = ({ type, typeName }: Def) =>
  (typeof type === 'string' ? type : String(typeName)).replace(/^Zod/, '').toLowerCase();

const defOf = (schema: object) => ('_def' in schema ? (schema._def as Def) : undefined);

/** Zod 3 hands over functions where Zod 4 has the values. */
const call = (value: unknown): unknown => (typeof value === 'function' ? value() : value);
