import { writeFileSync } from 'node:fs';
import {
  AgentConfigSchema,
  aliases,
  catalog,
  commandSchema,
  commands,
  eventSchema,
  formatAck,
  formatCommand,
  formatFrame,
  formatSse,
} from '@antiphon/events';
import { commandExamples, eventExamples } from './examples.mjs';
import { tables } from './schema-table.mjs';
import { answeredToday, obeyedToday, sentToday } from './sent-today.mjs';

/** Of a call that began at this moment. Epoch ms. */
const BEGAN = 1795374625500;

const other = Object.entries(aliases);
const anchorOf = (name) => name.replaceAll(/[._]/g, '-');
const json = (value) => `\`\`\`json\n${wrapped(value)}\n\`\`\``;

/** An object's JSON, its fields on as few lines as a page is wide. */
function wrapped(value) {
  const lines = [''];
  for (const [key, field] of Object.entries(value)) {
    const text = `${JSON.stringify(key)}: ${JSON.stringify(field)}`;
    const line = lines.at(-1);
    if (line !== '' && line.length + text.length > 96) lines.push(text);
    else lines[lines.length - 1] = line === '' ? text : `${line}, ${text}`;
  }
  return `{ ${lines.join(',\n  ')} }`;
}

/** The wire's spelling of a field, asked of the one place that knows. */
function wireName(field) {
  const probe = formatCommand({ event: 'ping', [field]: 0 });
  return Object.keys(probe).find((key) => key !== 'event') ?? field;
}

function exampleOf(name) {
  const given = eventExamples[name];
  if (given === undefined) throw new Error(`There is no example of the event "${name}". Add one to examples.mjs.`);
  const data = catalog[name].data.parse(given);
  if (answeredToday.includes(name)) {
    const about = name.startsWith('agent.') || name.startsWith('channel.') ? { agentId: 'booking' } : {};
    return formatAck(name, data, name === 'error' || name === 'session.configured' ? { callId: 'CA123' } : about);
  }
  return formatFrame(eventOf(name, data));
}

/** As it stands in the middle of a call. */
function eventOf(name, data) {
  const place = { orgId: 'default', agentId: 'booking', callId: 'CA123', order: 31, at: 2450, ts: BEGAN + 2450 };
  const kept = catalog[name].kept ? { seq: 12 } : {};
  return { ...place, ...kept, inSample: 19600, outSample: 8000, name, data };
}

function eventSection(name) {
  const { data, kept } = catalog[name];
  const also = other.filter(([, target]) => target === name).map(([alias]) => `\`${alias}\``);
  const notes = [
    answeredToday.includes(name) ? '' : kept ? 'Kept in the log.' : 'Live only: not kept in the log.',
    also.length > 0 ? `Also answers to ${also.join(', ')}.` : '',
  ];
  return [
    `### ${name} {#${anchorOf(name)}}`,
    data.description ?? '',
    notes.filter(Boolean).join(' '),
    tables(eventSchema(name), wireName),
    json(exampleOf(name)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function commandSection(name) {
  const example = commandExamples[name];
  if (example === undefined) throw new Error(`There is no example of the command "${name}". Add one to examples.mjs.`);
  const fields = commands[name].parse(example);
  const schema = commandSchema(name);
  const own = Object.entries(schema.properties ?? {}).filter(([field]) => !(field in AgentConfigSchema.shape));
  const takesSettings = own.length < Object.keys(schema.properties ?? {}).length;
  return [
    `### ${name} {#${anchorOf(name)}}`,
    commands[name].description ?? '',
    tables(takesSettings ? { ...schema, properties: Object.fromEntries(own) } : schema, wireName),
    takesSettings ? 'And any of the [settings of an agent](./configuration#settings-of-an-agent).' : '',
    json(formatCommand({ event: name, ...fields })),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function later(names, describe) {
  return ['| Name | Will mean |', '|---|---|', ...names.map((name) => `| \`${name}\` | ${describe(name)} |`)].join(
    '\n',
  );
}

const told = [...Object.values(sentToday).flat(), ...answeredToday];
const stray = told.filter((name) => !Object.hasOwn(catalog, name));
if (stray.length > 0)
  throw new Error(`sent-today.mjs names events that the catalog does not have: ${stray.join(', ')}.`);

const eventsPage = `---
outline: [2, 3]
---
# Events

Everything that happens on a call is an event. Your agent's handlers, the event stream over HTTP, the dashboard and the
database read the same ones, in the same order. This page is written from the schema that the server and the SDK check
events against.

## The order of one exchange

\`\`\`
The caller speaks   speech.started
                    user.speaking        what has been understood so far; several times
                    speech.ended
                    user.message         the final text
                    eager.turn           probably finished: begin to think
                    turn.end             finished: answer        (or turn.continued: go back to listening)
The agent answers   bot.speaking
                    bot.word             each word, as it is played
                    message.confirmed    what was heard is part of the conversation now
                    bot.finished
Interruption        bot.interrupted
                    message.confirmed    the words heard until then; message.aborted when none was
                    turn.continued       open reply streams abort by themselves
\`\`\`

Every \`eager.turn\` is answered by one \`turn.end\` or \`turn.continued\`. \`turn.end\` comes once per turn id. Every
\`bot.speaking\` is answered by one \`bot.finished\` or \`bot.interrupted\`. \`call.started\` is first, \`call.ended\` last.

## Around every event

| SDK and log | On the agent socket | In the event stream | Meaning |
|---|---|---|---|
| \`name\` | \`event\` | \`event:\` | the event's name |
| \`agentId\` | \`agent_id\` | \`agent\` | the agent's slug |
| \`callId\` | \`call_id\` | \`callId\` | the call's id; a phone call has its carrier's |
| \`seq\` | \`seq\` | \`seq\` | counts the kept events of the call from 1, without gaps |
| \`order\` | \`order\` | \`order\` | rises with every event of the call, kept or not |
| \`at\` | \`at_ms\` | \`atMs\` | ms since the call began |
| \`ts\` | \`ts\` | \`ts\` | when; epoch ms in the SDK, epoch seconds on the wire |
| \`inSample\`, \`outSample\` | \`in_sample\`, \`out_sample\` | \`inSample\`, \`outSample\` | samples heard from and played to the caller by then, at the line's rate (8000 a second on the phone) |

Payload fields are camelCase in handlers and in the event stream, snake_case on the agent socket and in the log.
Fields and events that a version does not know pass through; do not fail on them.

The examples below are frames of the agent socket. The same event in the event stream:

\`\`\`
${formatSse(eventOf('user.message', catalog['user.message'].data.parse(eventExamples['user.message'])), '4711').trim()}
\`\`\`

${Object.entries(sentToday)
  .map(([title, names]) => `## ${title}\n\n${names.map(eventSection).join('\n\n')}`)
  .join('\n\n')}

## Answers on the agent socket

Acknowledgements and keep-alives between the server and an agent's process. The SDK takes care of them; they are not part
of a call.

${answeredToday.map(eventSection).join('\n\n')}

## In the schema, not sent yet

Names that the schema and the SDK know, so that handlers for them compile and frames that carry them parse. This version of
the server does not send them.

${later(
  Object.keys(catalog).filter((name) => !told.includes(name)),
  (name) => (catalog[name].data.description ?? '').replaceAll('|', '\\|').replaceAll('<', '&lt;'),
)}
`;

const commandsPage = `---
outline: [2, 3]
---
# Commands

What an agent's process asks the server to do, over its socket (\`WS /client\`), one JSON object per text frame. The SDK sends
them for you: \`call.reply()\` is \`bot.reply\`. This page is written from the schema that the server checks commands against.

A command that cannot be carried out is answered with an [\`error\`](./events#error) frame that names the field and the reason.

${obeyedToday.map(commandSection).join('\n\n')}

## Known, not carried out yet

The server answers these with the error \`UNSUPPORTED\` and changes nothing.

${later(
  Object.keys(commands).filter((name) => !obeyedToday.includes(name)),
  (name) => commands[name].description ?? '',
)}
`;

const reference = new URL('../content/reference/', import.meta.url);
writeFileSync(new URL('events.md', reference), eventsPage);
writeFileSync(new URL('commands.md', reference), commandsPage);
