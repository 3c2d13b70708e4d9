/**
 * Writes a JSON Schema's fields as a Markdown table.
 * @param schema an object's schema
 * @param toWire the field's name on the socket
 */
function fieldTable(schema, toWire) {
  const rows = Object.entries(schema.properties ?? {});
  if (rows.length === 0) return 'No fields of its own.';
  const required = new Set(schema.required ?? []);
  const lines = rows.map(([name, field]) => {
    const wire = toWire(name);
    const cells = [
      `\`${name}\`${required.has(name) ? '' : ' *optional*'}`,
      wire === name ? '' : `\`${wire}\``,
      [typeOf(field), rangeOf(name, field)].filter(Boolean).join('; '),
      escapeCell(field.description ?? ''),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| Field | On the wire | Type, range, unit | Meaning |', '|---|---|---|---|', ...lines].join('\n');
}

/** The fields of a schema, or of all the branches of a union, told apart by the constant that differs. */
export function tables(schema, toWire) {
  const branches = schema.oneOf ?? schema.anyOf;
  if (!branches) return fieldTable(schema, toWire);
  return branches
    .map((branch) => {
      const constants = Object.entries(branch.properties ?? {}).filter(([, field]) => 'const' in field);
      const title = constants.map(([name, field]) => `\`${name}: "${field.const}"\``).join(', ');
      return `With ${title}:\n\n${fieldTable(branch, toWire)}`;
    })
    .join('\n\n');
}

function typeOf(field) {
  if ('const' in field) return `\`"${field.const}"\``;
  if (field.enum) return field.enum.map((word) => `\`"${word}"\``).join(', ');
  const branches = field.anyOf ?? field.oneOf;
  if (branches) {
    const words = branches.find((branch) => branch.enum)?.enum;
    // An open list: the known words, and any other.
    if (words && branches.some((branch) => branch.type === 'string' && !branch.enum)) {
      return `${words.map((word) => `\`"${word}"\``).join(', ')}, or another`;
    }
    return [...new Set(branches.map(typeOf))].join(' or ');
  }
  if (Array.isArray(field.type)) return field.type.map((type) => typeOf({ ...field, type })).join(' or ');
  if (field.type === 'array') return `list of ${field.items ? typeOf(field.items) : 'anything'}`;
  if (field.type === 'integer') return 'whole number';
  return (
    { string: 'text', number: 'number', boolean: 'true or false', object: 'object', null: 'null' }[field.type] ??
    'anything'
  );
}

function rangeOf(name, field) {
  const { minimum, maximum, exclusiveMinimum } = field;
  const low = minimum ?? exclusiveMinimum;
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const isFloored = low !== undefined && low > Number.MIN_SAFE_INTEGER;
  const range = isBounded
    ? `${low ?? ''}…${maximum}`
    : isFloored
      ? exclusiveMinimum === undefined
        ? `≥ ${low}`
        : `> ${low}`
      : '';
  const initial =
    field.default === undefined || field.default === '' ? '' : `default \`${JSON.stringify(field.default)}\``;
  return [range, unitOf(name), initial].filter(Boolean).join(', ');
}

function unitOf(name) {
  if (name.endsWith('Ms')) return 'ms';
  if (name.endsWith('Seconds') || name === 'startTime' || name === 'endTime') return 's';
  if (['timestamp', 'startedAt', 'endedAt'].includes(name)) return 's since 1970';
  if (name.endsWith('Db')) return 'dB of full scale';
  return '';
}

const escapeCell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('{', '&#123;');
