import type { z } from 'zod';

/** Which field is wrong (dotted, by its own spelling) and why, in words that never repeat what the field held. */
export interface Refusal {
  field: string;
  message: string;
}

type Issue = z.core.$ZodIssue;

/**
 * Puts the first thing a schema found wrong into one sentence.
 *
 * @param issues what the schema reported; at least one.
 * @param input what was checked: looked into only to tell "missing" from "of the wrong kind".
 */
export function whyRefused(issues: readonly Issue[], input: unknown): Refusal {
  const issue = issues[0];
  if (issue === undefined) return { field: '', message: 'does not fit' };
  const field = issue.path.map(safeStep).join('.');
  const subject = field === '' ? 'It' : `Field "${field}"`;
  if (valueAt(input, issue.path) === undefined) return { field, message: `${subject} is missing: ${wanted(issue)}.` };
  return { field, message: `${subject} is wrong: ${wanted(issue)}.` };
}

/** Keys of maps are the sender's own words; only what looks like a field name is repeated. */
function safeStep(step: PropertyKey): string {
  const name = String(step);
  return /^(\d{1,6}|[A-Za-z][A-Za-z_]{0,39})$/.test(name) ? name : '*';
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
};

function wanted(issue: Issue): string {
  return `it must be ${must(issue)}`;
}

function must(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? `of type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `"${String(issue.values[0])}"`
        : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' ? 'text that is not empty' : `at least ${String(issue.minimum)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}`;
    case 'invalid_union':
      if ('options' in issue && Array.isArray(issue.options)) return `one of ${issue.options.map(String).join(', ')}`;
      return mustBeOneOf(issue.errors);
    default:
      return 'of the kind the reference says';
  }
}

function mustBeOneOf(branches: readonly (readonly Issue[])[]): string {
  const deeper = branches.map((branch) => branch[0]).find((issue) => issue !== undefined && issue.path.length > 0);
  if (deeper !== undefined) return `such that "${deeper.path.map(safeStep).join('.')}" is ${must(deeper)}`;
  const alternatives = branches
    .map((branch) => branch[0])
    .filter((issue) => issue !== undefined)
    .map(must);
  return alternatives.length === 0 ? 'one of the kinds the reference says' : [...new Set(alternatives)].join(' or ');
}
