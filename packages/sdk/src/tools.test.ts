import { commands } from '@antiphon/events';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { toWireConfig } from './agent-config.ts';
import type { Call, ToolResult } from './call.ts';
import { schemaOf } from './tool-schema.ts';
import { runTools, tool } from './tools.ts';

const people = { parse: (given: unknown) => given as { people: number }, _def: { type: 'object', shape: {} } };

/** Runs tools, and tells what they answer. */
async function answers(tools: Parameters<typeof runTools>[0], calls: { name: string; arguments: string }[]) {
  const sent: { msgId: string; results: readonly ToolResult[] }[] = [];
  const call = { toolResult: (msgId: string, results: readonly ToolResult[]) => sent.push({ msgId, results }) };
  const toolCalls = calls.map((each, index) => ({ id: `t${index}`, ...each }));
  await runTools(tools, call as unknown as Call, { msgId: 'm1', toolCalls });
  return sent;
}

describe('tools', () => {
  it('run at once and are answered together, failures as what they are', async () => {
    const story: string[] = [];
    const slow = tool({
      name: 'book',
      description: 'Books a table.',
      schema: people,
      ephemeral: true,
      async execute(args) {
        expectTypeOf(args).toEqualTypeOf<{ people: number }>();
        story.push('book');
        await Promise.resolve();
        return { table: args.people };
      },
    });
    const broken = tool({
      name: 'find',
      description: 'Finds.',
      schema: { type: 'object' },
      noFollowup: true,
      execute() {
        story.push('find');
        throw new Error('It is broken.');
      },
    });
    const endless = tool({ name: 'big', description: 'Big.', schema: {}, execute: () => 10n });
    const sent = await answers(
      [slow, broken, endless],
      [
        { name: 'book', arguments: '{"people":2}' },
        { name: 'find', arguments: '' },
        { name: 'nope', arguments: '{}' },
        { name: 'book', arguments: '{"people":' },
        { name: 'big', arguments: '{}' },
      ],
    );
    expect(story).toEqual(['book', 'find']);
    expect(sent).toEqual([
      {
        msgId: 'm1',
        results: [
          { toolCallId: 't0', result: { table: 2 }, ephemeral: true, noFollowup: false },
          { toolCallId: 't1', result: { error: 'It is broken.' }, ephemeral: false, noFollowup: true },
          { toolCallId: 't2', result: { error: 'Unknown tool: nope' } },
          { toolCallId: 't3', result: { error: expect.stringContaining('JSON') }, ephemeral: true, noFollowup: false },
          {
            toolCallId: 't4',
            result: { error: expect.stringContaining('BigInt') },
            ephemeral: false,
            noFollowup: false,
          },
        ],
      },
    ]);
  });

  it('travel as models take them; one that is written so already travels as it is', () => {
    const book = tool({
      name: 'book',
      description: 'Books.',
      schema: { type: 'object' },
      timeoutMs: 5000,
      execute() {},
    });
    const plain = { type: 'function', function: { name: 'find' } };
    expect(toWireConfig({ tools: [book, plain] }).tools).toEqual([
      {
        type: 'function',
        function: { name: 'book', description: 'Books.', parameters: { type: 'object' } },
        timeout_ms: 5000,
      },
      plain,
    ]);
  });
});

describe('the schema of a tool', () => {
  it('is read off a Zod 4 object', () => {
    expect(schemaOf(commands['call.forward'])).toEqual({
      type: 'object',
      description: 'Hands the call to another number.',
      properties: {
        callId: { type: 'string' },
        to: { type: 'string' },
        message: { type: 'string', default: '' },
        announce: { type: 'boolean', default: false },
        agentId: { type: 'string' },
      },
      required: ['callId', 'to'],
    });
  });

  it('is read off a Zod 3 object', () => {
    const zod = (typeName: string, rest: object = {}, description?: string) => ({
      _def: { typeName, ...rest },
      description,
    });
    const shape = {
      size: zod('ZodEnum', { values: ['small', 'large'] }, 'How big.'),
      tags: zod('ZodOptional', { innerType: zod('ZodArray', { type: zod('ZodString') }) }),
      count: zod('ZodDefault', { innerType: zod('ZodNumber'), defaultValue: () => 1 }),
      kind: zod('ZodLiteral', { value: 'table' }),
      note: zod('ZodNullable', { innerType: zod('ZodString') }),
      when: zod('ZodEffects', { schema: zod('ZodUnion', { options: [zod('ZodString'), zod('ZodBoolean')] }) }),
    };
    expect(schemaOf(zod('ZodObject', { shape: () => shape }))).toEqual({
      type: 'object',
      properties: {
        size: { type: 'string', enum: ['small', 'large'], description: 'How big.' },
        tags: { type: 'array', items: { type: 'string' } },
        count: { type: 'number', default: 1 },
        kind: { const: 'table' },
        note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        when: { anyOf: [{ type: 'string' }, { type: 'boolean' }] },
      },
      required: ['size', 'kind', 'note', 'when'],
    });
  });
});
