import { expect, it } from 'vitest';
import { catalog, commands, jsonSchema } from './index.ts';

const { $defs } = jsonSchema() as {
  $defs: Record<string, { properties: Record<string, object>; required?: string[] }>;
};

it('has every event and every command', () => {
  expect(Object.keys($defs)).toEqual([
    ...Object.keys(catalog),
    ...Object.keys(commands).map((name) => `command ${name}`),
  ]);
});

it('says ranges, what is kept, and that lists are open', () => {
  expect($defs['audio.metrics']).toMatchObject({
    'x-kept': false,
    properties: {
      source: { enum: ['user', 'bot'] },
      energyDb: { minimum: -60, maximum: 0 },
      rms: { minimum: 0, maximum: 1 },
      peak: { minimum: 0, maximum: 1 },
      vadProb: { minimum: 0, maximum: 1 },
    },
  });
  expect($defs['call.ended']!.properties.reason).toMatchObject({
    anyOf: [{ enum: expect.arrayContaining(['hangup', 'idle_timeout', 'no_answer']) }, { type: 'string' }],
  });
});

it('closes nothing: unknown fields pass', () => {
  expect(JSON.stringify($defs)).not.toContain('"additionalProperties":false');
});
